import { beforeAll, describe, expect, test } from 'vitest';
import { createTableRuns } from '../../shared/adapters/table-runs.ts';
import {
  jobKey,
  parsePairName,
  runId,
  shortHash,
  type Fence,
  type PairName,
  type RunId,
} from '../../shared/core/ids.ts';
import { cutSlices } from '../../shared/core/slices.ts';
import { noCounts, type Item, type Run } from '../../shared/core/run.ts';
import { instant, type Instant } from '../../shared/core/time.ts';
import type { Runs } from '../../shared/ports.ts';
import { useStorage } from '../support/storage.ts';

const storage = useStorage();
let runs: Runs;
beforeAll(() => {
  runs = createTableRuns(storage.fresh());
});

const at = (time: string): Instant => instant(Date.parse(`2026-03-14T${time}:00Z`));
const vision = parsePairName('vision') as PairName;
let last = 0;
function freshRun(): RunId {
  last += 1;
  return runId(vision, last);
}

function runOf(run: RunId, claimed = '09:00', pair = vision): Run {
  return {
    pair,
    order: {
      run,
      kind: 'failover',
      mode: 'forced',
      source: 'primary',
      target: 'secondary',
      reason: { code: 'Manual', message: 'the region is down' },
      by: 'ada',
      claimedAt: at(claimed),
      victimsSince: at('08:30'),
    },
    fence: 1 as Fence,
    state: 'claimed',
    counts: noCounts,
  };
}

function itemOf(run: RunId, name: string, rank = `500-${shortHash(name, 16)}`): Item {
  const originId = `/subscriptions/a/jobs/${name}`;
  const named = { job: jobKey('primary', name), originName: name, originId, rootId: originId };
  return { run, rank, ...named, late: false, victim: false, state: { kind: 'planned' } };
}

async function stored(run: RunId) {
  const found = await runs.getRun(run);
  if (found === undefined) throw new Error(`no run ${run}`);
  return found;
}

describe('the row of a run', () => {
  test('is inserted once, and the second insertion changes nothing', async () => {
    const run = freshRun();
    expect(await runs.insertRun(runOf(run))).toBe('inserted');
    expect(await runs.insertRun({ ...runOf(run), state: 'planning' })).toBe('exists');
    expect((await stored(run)).row).toEqual(runOf(run));
    expect(await runs.getRun(freshRun())).toBeUndefined();
  });

  test('written by two who read the same version keeps the first, and the second is told that it lost', async () => {
    const run = freshRun();
    await runs.insertRun(runOf(run));
    const [one, other] = [await stored(run), await stored(run)];
    expect(await runs.updateRun({ ...one.row, epoch: 1 }, one.etag)).toBe('written');
    expect(await runs.updateRun({ ...other.row, epoch: 2 }, other.etag)).toBe('lost');
    expect((await stored(run)).row.epoch).toBe(1);
  });

  test('that is not there cannot be updated into being', async () => {
    const [run, other] = [freshRun(), freshRun()];
    await runs.insertRun(runOf(run));
    expect(await runs.updateRun(runOf(other), (await stored(run)).etag)).toBe('lost');
    expect(await runs.getRun(other)).toBeUndefined();
  });

  test('grows by each of many writers that try again when they lose', async () => {
    const run = freshRun();
    await runs.insertRun(runOf(run));
    const addOne = async (): Promise<void> => {
      for (;;) {
        const { row, etag } = await stored(run);
        const counts = { ...row.counts, planned: row.counts.planned + 1 };
        if ((await runs.updateRun({ ...row, counts }, etag)) === 'written') return;
      }
    };
    await Promise.all(Array.from({ length: 8 }, addOne));
    expect((await stored(run)).row.counts.planned).toBe(8);
  });

  test('is listed with the others of its pair, newest first', async () => {
    const speech = parsePairName('speech') as PairName;
    for (const [number, claimed] of [
      [9, '09:00'],
      [10, '10:00'],
      [11, '11:00'],
    ] as const) {
      await runs.insertRun(runOf(runId(speech, number), claimed, speech));
    }
    expect((await runs.listRuns(speech)).map(({ order }) => order.run)).toEqual([
      'speech-r11',
      'speech-r10',
      'speech-r9',
    ]);
  });
});

describe('the items of a run', () => {
  test('come in the order of their ranks, all of them or those of one slice, both ends in it', async () => {
    const run = freshRun();
    const names = Array.from({ length: 60 }, (_, index) => `job_${index}`);
    const all = names.map((name) => itemOf(run, name));
    await Promise.all(all.map((item) => runs.insertItem(item)));
    const ranks = all.map(({ rank }) => rank).toSorted();
    expect((await runs.items(run)).map(({ row }) => row.rank)).toEqual(ranks);
    const slices = cutSlices(ranks, 25);
    const parts = await Promise.all(slices.map((slice) => runs.items(run, slice)));
    expect(parts.map((part) => part.length)).toEqual([25, 25, 10]);
    expect(parts.flat().map(({ row }) => row.rank)).toEqual(ranks);
  });

  test('of one priority come before those of the next, also when a slice spans both', async () => {
    const run = freshRun();
    for (const rank of ['500-b', '400-z', '500-a', '600-a']) await runs.insertItem(itemOf(run, rank, rank));
    const found = await runs.items(run, { from: '400-z', to: '500-a' });
    expect(found.map(({ row }) => row.rank)).toEqual(['400-z', '500-a']);
  });

  test('of another run are never among them', async () => {
    const run = freshRun();
    await runs.insertItem(itemOf(run, 'job_1'));
    expect(await runs.items(`${run}0` as RunId)).toEqual([]);
    expect(await runs.items(freshRun(), { from: '000', to: '999-z' })).toEqual([]);
  });

  test('are inserted once: planning again never puts an item back to its beginning', async () => {
    const run = freshRun();
    const item = itemOf(run, 'job_1');
    expect(await runs.insertItem(item)).toBe('inserted');
    const [found] = await runs.items(run);
    const state = { kind: 'submitted', targetName: 'job_1-f1-a', attempt: 1, how: 'created', at: at('09:00') } as const;
    await runs.updateItem({ ...item, state }, found?.etag ?? '');
    expect(await runs.insertItem(item)).toBe('exists');
    expect((await runs.items(run)).map(({ row }) => row.state)).toEqual([state]);
  });

  test('written by two who read the same version keep the first; the version that a write gives is good for the next', async () => {
    const run = freshRun();
    const item = itemOf(run, 'job_1');
    await runs.insertItem(item);
    const etag = (await runs.items(run))[0]?.etag ?? '';
    const submitting = (attempt: number): Item => ({
      ...item,
      state: { kind: 'submitting', targetName: 'x', attempt, fence: 1 as Fence, at: at('09:00') },
    });
    const first = await runs.updateItem(submitting(1), etag);
    expect(await runs.updateItem(submitting(2), etag)).toEqual({ kind: 'lost' });
    if (first.kind !== 'written') throw new Error(first.kind);
    expect((await runs.updateItem(submitting(3), first.etag)).kind).toBe('written');
    expect((await runs.items(run))[0]?.row).toEqual(submitting(3));
  });
});
