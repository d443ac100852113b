import { loadConfig } from '../config.ts';
export const table = loadConfig;
