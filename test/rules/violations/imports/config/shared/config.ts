import { table } from './adapters/table.ts';
export const config = table;
