import { parseJob } from '../../shared/core/job.ts';
export const jobs = parseJob;
