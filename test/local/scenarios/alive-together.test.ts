import { expect, test } from 'vitest';
import { aliveTogether } from '../../../local/scenarios/alive-together.ts';
import type { BookLine, JobEntry } from '../../../local/simulator/books.ts';

let seq = 0;
function line(job: string, status: string, more: Partial<JobEntry> = {}): BookLine {
  seq += 1;
  return {
    seq,
    at: '2026-03-14T09:00:00.000Z',
    kind: 'job',
    workspace: '/subscriptions/s/workspaces/East',
    region: 'eastus',
    job,
    jobType: 'Command',
    status,
    previous: 'Running',
    root: true,
    cancelRequested: false,
    properties: {},
    tags: {},
    ...more,
  };
}
const made = (job: string, origin: string): BookLine =>
  line(job, 'NotStarted', {
    previous: null,
    workspace: '/subscriptions/s/workspaces/west',
    properties: { 'failover.origin': `/subscriptions/s/workspaces/east/jobs/${origin}` },
  });

test('a copy that was made while its origin was being cancelled was alive beside it', () => {
  const lines = [line('a', 'Running'), line('a', 'CancelRequested'), made('a-f1', 'A'), line('a', 'Canceled')];
  expect(aliveTogether(lines)).toEqual(['/subscriptions/s/workspaces/east/jobs/a']);
});

test('a copy that was made after the end of its origin never was', () => {
  expect(aliveTogether([line('a', 'Running'), line('a', 'Canceled'), made('a-f1', 'a')])).toEqual([]);
});

test('an origin that comes to life again beside its copy is found', () => {
  const lines = [line('a', 'Canceled'), made('a-f1', 'a'), line('a', 'Running')];
  expect(aliveTogether(lines)).toHaveLength(1);
});
