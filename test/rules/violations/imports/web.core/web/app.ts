import type { Decision } from '../shared/core/decide.ts';
export type App = Decision;
