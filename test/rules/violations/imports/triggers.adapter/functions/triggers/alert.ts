import { table } from '../../shared/adapters/table.ts';
export const alert = table;
