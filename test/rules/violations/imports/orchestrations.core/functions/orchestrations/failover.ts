import { decide } from '../../shared/core/decide.ts';
export const failover = decide;
