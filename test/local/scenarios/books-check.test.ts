import { expect, test } from 'vitest';
import { tally } from '../../../local/scenarios/books-check.ts';
import type { BookLine } from '../../../local/simulator/books.ts';

const source = '/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/east';
const target = '/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/west';
const at = '2026-03-01T10:00:00.000Z';

type Told = { status?: string; previous?: string | null; cause?: string; marker?: Record<string, string> };

function job(workspace: string, name: string, told: Told = {}): BookLine {
  return {
    ...{ seq: 1, at, kind: 'job', workspace, region: 'r', job: name, jobType: 'Command', root: true },
    ...{ status: told.status ?? 'NotStarted', previous: told.previous ?? null, cancelRequested: false, tags: {} },
    ...(told.cause === undefined ? {} : { cause: told.cause }),
    properties: told.marker ?? {},
  };
}
const fault: BookLine = { seq: 1, at, kind: 'mark', name: 'fault-begins' };
const copy = (name: string, origin: string, more: Record<string, string> = {}): BookLine =>
  job(target, name, { marker: { 'failover.origin': `${source}/jobs/${origin}`, ...more } });

test('a job in flight with one copy in the other workspace is neither lost nor duplicated', () => {
  const { inFlight, lost, duplicated } = tally([job(source, 'One'), fault, copy('One-f1', 'one')], source, []);
  expect({ inFlight, lost, duplicated }).toEqual({
    inFlight: [`${source}/jobs/one`.toLowerCase()],
    lost: [],
    duplicated: [],
  });
});

test('a job in flight without a copy is lost, unless the expectation says that it is blocked', () => {
  const lines = [job(source, 'one'), job(source, 'two'), fault];
  expect(tally(lines, source, [{ job: 'two', code: 'NotResubmittable' }]).lost).toEqual([
    `${source}/jobs/one`.toLowerCase(),
  ]);
});

test('a copy that was made in the workspace that went down does not save its origin', () => {
  const stray = job(source, 'one-f1', { marker: { 'failover.origin': `${source}/jobs/one` } });
  expect(tally([job(source, 'one'), fault, stray], source, []).lost).toEqual([`${source}/jobs/one`.toLowerCase()]);
});

test('jobs that had ended before the fault are nobody’s loss, but the victims of the outage are', () => {
  const lines = [
    job(source, 'done'),
    job(source, 'done', { status: 'Completed', previous: 'Finalizing', cause: 'job' }),
    job(source, 'victim'),
    job(source, 'victim', { status: 'Failed', previous: 'Running', cause: 'outage' }),
    fault,
  ];
  expect(tally(lines, source, []).lost).toEqual([`${source}/jobs/victim`.toLowerCase()]);
});

test('a second copy of the same origin counts as duplicated', () => {
  const lines = [job(source, 'one'), fault, copy('one-f1', 'one'), copy('one-f1a2', 'one')];
  expect(tally(lines, source, []).duplicated).toEqual([`${source}/jobs/one`.toLowerCase()]);
});

test('two requests may each ask for the same job, but one request never gets two jobs', () => {
  const asked = (name: string, requestId: string): BookLine => copy(name, 'done', { 'failover.requestId': requestId });
  const twice = tally([fault, asked('done-q-a', 'r1'), asked('done-q-b', 'r2')], source, []);
  expect({ created: twice.createdByRequest, duplicated: twice.duplicated }).toEqual({ created: 2, duplicated: [] });
  const doubled = tally([fault, asked('done-q-a', 'r1'), asked('done-q-c', 'r1')], source, []);
  expect({ created: doubled.createdByRequest, duplicated: doubled.duplicated }).toEqual({
    created: 2,
    duplicated: ['r1'],
  });
});

test('the last job of a run is its own last one, not what a request asked for later', () => {
  const late: BookLine = {
    ...copy('done-q-a', 'done', { 'failover.requestId': 'r1' }),
    at: '2026-03-01T11:00:00.000Z',
  };
  const first = copy('one-f1', 'one', { 'failover.run': 'embedded-r1' });
  expect([...tally([job(source, 'one'), fault, first, late], source, []).lastCopyOf]).toEqual([['embedded-r1', at]]);
});

test('in a story that moves nothing a job is lost only when it was cancelled, and the first mark freezes what counts', () => {
  const begins: BookLine = { seq: 1, at, kind: 'mark', name: 'story-begins' };
  const lines = [
    ...[job(source, 'one'), job(source, 'two'), begins, job(source, 'three'), fault],
    job(source, 'one', { status: 'Canceled', previous: 'CancelRequested', cause: 'user' }),
    job(source, 'two', { status: 'Completed', previous: 'Finalizing', cause: 'job' }),
  ];
  const { inFlight, lost } = tally(lines, source, [], false);
  expect(inFlight).toEqual([`${source}/jobs/one`.toLowerCase(), `${source}/jobs/two`.toLowerCase()]);
  expect(lost).toEqual([`${source}/jobs/one`.toLowerCase()]);
});
