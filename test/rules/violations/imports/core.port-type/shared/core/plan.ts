import type { Ledger } from '../ports.ts';
export type Plan = Ledger;
