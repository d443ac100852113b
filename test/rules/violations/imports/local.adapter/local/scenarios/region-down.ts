import { openTable } from '../../shared/adapters/table-client.ts';
export const scenario = openTable;
