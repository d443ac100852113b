import type { ArmClient } from '../../shared/adapters/arm-client.ts';
export type Jobs = ArmClient;
