import { randomUUID } from 'node:crypto';
export const at = randomUUID;
