import { table } from '../../shared/adapters/table.ts';
export const observe = table;
