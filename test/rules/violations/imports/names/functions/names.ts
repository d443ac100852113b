import { parseRunId } from '../shared/core/ids.ts';
export const names = parseRunId;
