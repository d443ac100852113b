import { beforeEach, expect, test } from 'vitest';
import { createLifecycle } from '../../../local/simulator/lifecycle.ts';
import { virtualClock } from './support/virtual-clock.ts';
import type { Lifecycle } from '../../../local/simulator/lifecycle.ts';
import type { JsonObject } from '../../../local/simulator/json.ts';
import type { Job, Workspace } from '../../../local/simulator/store.ts';
import type { VirtualClock } from './support/virtual-clock.ts';

const times = { startingMs: 10, queuedMs: 20, preparingMs: 30, runningMs: 1000, finalizingMs: 40 };
let clock: VirtualClock;
let lifecycle: Lifecycle;
let log: string[];
let isFrozen: boolean;
let isStuck: boolean;

beforeEach(() => {
  clock = virtualClock();
  log = [];
  isFrozen = false;
  isStuck = false;
  lifecycle = createLifecycle(clock, times, {
    onStatus: (one, change) =>
      log.push(`${one.parent === undefined ? one.name : 'child'} ${change.previous ?? 'new'}>${one.status}`),
    isFrozen: () => isFrozen,
    holdsPreparing: () => isStuck,
  });
});

function job(jobType: string, submitted: JsonObject = {}): Job {
  const by = { oid: 'o', clientId: 'c', name: 'n', kind: 'User' as const };
  const workspace = { id: '/w', region: 'eastus', guid: 'g', jobs: new Map() } as unknown as Workspace;
  const made: Job = {
    workspace,
    name: 'j',
    jobType,
    submitted,
    status: 'NotStarted',
    order: 1,
    created: { at: clock.now(), by },
    children: [],
    touched: false,
    cancelRequested: false,
    stuck: false,
  };
  lifecycle.start(made);
  return made;
}

test('Each status of a command takes its own time', () => {
  const one = job('Command');
  const seen: [number, string][] = [];
  for (const ms of [0, 10, 30, 20, 999, 1, 40]) {
    clock.advance(ms);
    seen.push([ms, one.status]);
  }
  expect(seen).toEqual([
    [0, 'Starting'],
    [10, 'Preparing'],
    [30, 'Queued'],
    [20, 'Running'],
    [999, 'Running'],
    [1, 'Finalizing'],
    [40, 'Completed'],
  ]);
  expect(clock.waiting()).toBe(0);
});

test('A pipeline is neither starting nor queued, and its steps live and end with it', () => {
  job('Pipeline', { jobs: { one: { type: 'command' } } });
  clock.advance(5000);
  expect(log).toEqual([
    'j new>NotStarted',
    'j NotStarted>Preparing',
    'j Preparing>Running',
    'child new>NotStarted',
    'child NotStarted>Queued',
    'child Queued>Running',
    'j Running>Finalizing',
    'child Running>Finalizing',
    'child Finalizing>Completed',
    'j Finalizing>Completed',
  ]);
});

test('A frozen job keeps the time that was left, and goes on when its region does', () => {
  const one = job('Command');
  clock.advance(60 + 400);
  expect(one.status).toBe('Running');
  isFrozen = true;
  lifecycle.freeze([one]);
  clock.advance(100_000);
  expect(one.status).toBe('Running');
  isFrozen = false;
  lifecycle.thaw([one]);
  clock.advance(599);
  expect(one.status).toBe('Running');
  clock.advance(1);
  expect(one.status).toBe('Finalizing');
});

test('A job forced into a status while frozen stays there until its region is back', () => {
  const one = job('Command');
  isFrozen = true;
  lifecycle.freeze([one]);
  lifecycle.force(one, 'Running', { cause: 'outage' });
  clock.advance(100_000);
  expect(one.status).toBe('Running');
  isFrozen = false;
  lifecycle.thaw([one]);
  clock.advance(100_000);
  expect(one.status).toBe('Completed');
});

test('A job stuck while being prepared goes on once it is let go', () => {
  const one = job('Command');
  isStuck = true;
  clock.advance(100_000);
  expect(one.status).toBe('Preparing');
  isStuck = false;
  lifecycle.unstick([one]);
  clock.advance(100_000);
  expect(one.status).toBe('Completed');
});

test('A cancel is asked for at once and done when the nodes are free', () => {
  const one = job('Pipeline', { jobs: { one: { type: 'command' } } });
  clock.advance(500);
  lifecycle.cancel(one);
  expect(one.status).toBe('CancelRequested');
  clock.advance(40);
  expect([one.status, one.children[0]?.status]).toEqual(['Canceled', 'Canceled']);
  expect(clock.waiting()).toBe(0);
});

test('A job that has ended cannot be cancelled any more', () => {
  const one = job('Command');
  clock.advance(5000);
  lifecycle.cancel(one);
  expect([one.status, one.cancelRequested]).toEqual(['Completed', false]);
});

test.each(['NotResponding', 'Paused', 'Completed'])('A job forced to be %s stays so', (status) => {
  const one = job('Command');
  lifecycle.force(one, status, {});
  clock.advance(100_000);
  expect(one.status).toBe(status);
});
