import type { TableClient } from '@azure/data-tables';
export type Ledger = TableClient;
