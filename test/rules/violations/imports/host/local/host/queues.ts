import { QUEUES } from '../../functions/names.ts';
export const queues = QUEUES;
