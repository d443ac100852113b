import type { VirtualClock } from '../../local/clock.ts';
export type Clock = VirtualClock;
