import { table } from '../adapters/table.ts';
export const decide = table;
