import { simulator } from '../local/simulator/server.ts';
export const app = simulator;
