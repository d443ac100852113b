import { wave } from './wave.ts';
export const failover = wave;
