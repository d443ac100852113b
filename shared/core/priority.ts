import type { LedgerJob } from './job.ts';

/** Jobs of equal priority; a lower number comes first. */
const normal = 500;
const highest = 999;
export const priorityTag = 'failover.priority';

export type Priority = { readonly rank: number; readonly ignored?: string };

/** What a job's tag `failover.priority` says. A value that is no whole number from 0 to 999 is ignored, and said to be. */
export function priorityOf({ tags }: Pick<LedgerJob, 'tags'>): Priority {
  const told = Object.entries(tags).find(([key]) => key.toLowerCase() === priorityTag)?.[1];
  if (told === undefined) return { rank: normal };
  const text = told.trim();
  return /^\d{1,3}$/.test(text) ? { rank: Math.min(Number(text), highest) } : { rank: normal, ignored: told };
}

/** Three digits, so that text sorts as numbers do. */
export function rankPrefix(rank: number): string {
  return String(rank).padStart(3, '0');
}
