import { scenarios } from './scenarios/scenarios.ts';

export const first = scenarios[0];
