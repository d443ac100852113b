import { TABLES } from '../../functions/names.ts';
export const table = TABLES;
