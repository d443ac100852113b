import type { Marker } from '../../shared/core/translate/marker.ts';
export type Jobs = Marker;
