import { readFileSync } from 'node:fs';
export const id = readFileSync;
