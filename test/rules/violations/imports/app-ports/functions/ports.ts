import { startRegion } from '../local/region.ts';
export const ports = startRegion;
