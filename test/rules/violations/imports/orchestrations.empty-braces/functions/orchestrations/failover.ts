import { type Decision } from '../../shared/core/decide.ts';
export type Failover = Decision;
