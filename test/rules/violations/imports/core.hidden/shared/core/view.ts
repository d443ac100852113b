const value = 1; import { readFileSync } from 'node:fs'; export const view = [value, readFileSync];
