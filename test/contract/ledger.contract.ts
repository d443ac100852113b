import fc from 'fast-check';
import pLimit from 'p-limit';
import { describe, expect, test } from 'vitest';
import {
  jobKey,
  parsePairName,
  shardCount,
  shardOf,
  sides,
  type PairName,
  type SpecHash,
} from '../../shared/core/ids.ts';
import type { LedgerJob } from '../../shared/core/job.ts';
import { mergeObservation } from '../../shared/core/ledger.ts';
import type { JobObservation } from '../../shared/core/observation.ts';
import { instant } from '../../shared/core/time.ts';
import type { Ledger } from '../../shared/ports.ts';

const at = (second: number) => instant(Date.parse('2026-03-01T12:00:00Z') + second * 1_000);
const seen = (name: string, second: number, more: Partial<JobObservation> = {}): JobObservation => ({
  side: 'primary',
  name,
  at: at(second),
  ...more,
});

let pairs = 0;
/** A pair of its own for each test: the ledger of one says nothing of another. */
export function freshPair(): PairName {
  pairs += 1;
  return parsePairName(`p${pairs}x`) as PairName;
}

/** What every implementation of the port `Ledger` does. */
export function describeLedger(open: () => Ledger): void {
  describe('observing a job', () => {
    test('makes its row, and says that there was none before', async () => {
      const [ledger, pair] = [open(), freshPair()];
      const observation = seen('Train_7', 5, { status: 'Running', experiment: 'churn', tags: { team: 'vision' } });
      const { job, before } = await ledger.observe(pair, observation);
      expect(before).toBeUndefined();
      expect(job).toEqual(mergeObservation(pair, undefined, observation));
      expect(await ledger.get(pair, jobKey('primary', 'TRAIN_7'))).toEqual(job);
    });

    test('again merges into the row, and says what it was before', async () => {
      const [ledger, pair] = [open(), freshPair()];
      const { job: first } = await ledger.observe(pair, seen('train_7', 5, { status: 'Running' }));
      const { job: second, before } = await ledger.observe(pair, seen('train_7', 3, { cancelRequested: true }));
      expect(before).toEqual(first);
      expect(second).toEqual({ ...first, cancelRequested: true, firstSeenAt: at(3) });
      expect(await ledger.get(pair, second.key)).toEqual(second);
    });

    test('to its end moves it from the live ones to the done ones, and nothing late brings it back', async () => {
      const [ledger, pair] = [open(), freshPair()];
      await ledger.observe(pair, seen('train_7', 1, { status: 'Running' }));
      await ledger.observe(pair, seen('train_7', 9, { status: 'Failed' }));
      const { job } = await ledger.observe(pair, seen('train_7', 10, { status: 'Running' }));
      expect(job).toMatchObject({ state: 'done', status: 'Failed', endedAt: at(9) });
      expect(await ledger.live(pair)).toEqual([]);
      expect(await ledger.done(pair)).toEqual([job]);
    });

    test('in one pair or on one side says nothing of a job of the same name elsewhere', async () => {
      const [ledger, pair, other] = [open(), freshPair(), freshPair()];
      await ledger.observe(pair, seen('train_7', 1, { status: 'Running' }));
      expect(await ledger.get(other, jobKey('primary', 'train_7'))).toBeUndefined();
      expect(await ledger.get(pair, jobKey('secondary', 'train_7'))).toBeUndefined();
    });

    test('keeps fifty tags of the greatest length', async () => {
      const [ledger, pair] = [open(), freshPair()];
      const tags = Object.fromEntries(
        Array.from({ length: 50 }, (_, index) => [`failover.${index}`.padEnd(100, 'k'), '"'.repeat(1_000)]),
      );
      const { job } = await ledger.observe(pair, seen('train_7', 1, { tags }));
      expect((await ledger.get(pair, job.key))?.tags).toEqual(tags);
    });

    test('never loses a tag of ours among more tags than a row can hold', async () => {
      const [ledger, pair] = [open(), freshPair()];
      const many = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`a${index}`, 'x'.repeat(1_000)]));
      const { job } = await ledger.observe(
        pair,
        seen('train_7', 1, { tags: { ...many, 'failover.output': 'suffix' } }),
      );
      const kept = (await ledger.get(pair, job.key))?.tags ?? {};
      expect(kept['failover.output']).toBe('suffix');
      expect(Object.keys(kept).length).toBeGreaterThan(200);
    });
  });

  describe("recording a job's definition", () => {
    const spec = { kind: 'recorded', hash: 'ab'.repeat(32) as SpecHash, bytes: 10, at: at(2) } as const;

    test('puts all that the answer said into the row', async () => {
      const [ledger, pair] = [open(), freshPair()];
      const { job } = await ledger.observe(pair, seen('train_7', 1));
      const lineage = { origin: '/origin', root: '/root' };
      const said = {
        jobType: 'Command',
        experiment: 'churn',
        owner: 'Ada',
        tags: { team: 'vision' },
        lineage,
        status: 'Queued',
      };
      const recorded = await ledger.recordSpec(pair, job.key, { at: at(2), spec, ...said });
      expect(recorded).toEqual({ ...job, ...said, spec, statusAt: at(2), tagsAt: at(2) });
      expect(await ledger.get(pair, job.key)).toEqual(recorded);
    });

    test('of a child takes it from the live ones', async () => {
      const [ledger, pair] = [open(), freshPair()];
      const { job } = await ledger.observe(pair, seen('step_1', 1, { status: 'Running' }));
      expect(await ledger.recordSpec(pair, job.key, { at: at(2), spec: { kind: 'child' } })).toMatchObject({
        state: 'done',
      });
      expect(await ledger.live(pair)).toEqual([]);
    });

    test('of a job that the service denies takes it from the live ones, until it is seen again', async () => {
      const [ledger, pair] = [open(), freshPair()];
      const { job } = await ledger.observe(pair, seen('train_7', 1, { status: 'Running' }));
      await ledger.recordSpec(pair, job.key, { at: at(2), spec: { kind: 'gone' } });
      expect(await ledger.done(pair)).toMatchObject([{ status: 'Running', endedAt: at(2) }]);
      const back = await ledger.observe(pair, seen('train_7', 3, { status: 'Running' }));
      expect(await ledger.live(pair)).toEqual([back.job]);
      expect(await ledger.done(pair)).toEqual([]);
    });

    test('of a job that nobody has seen does nothing', async () => {
      const [ledger, pair] = [open(), freshPair()];
      expect(await ledger.recordSpec(pair, jobKey('primary', 'train_7'), { at: at(2), spec })).toBeUndefined();
      expect(await ledger.get(pair, jobKey('primary', 'train_7'))).toBeUndefined();
    });
  });

  describe('the lists', () => {
    test('hold the jobs of all shards, of one side or of both', async () => {
      const [ledger, pair] = [open(), freshPair()];
      const names = Array.from({ length: 60 }, (_, index) => `job_${index}`);
      expect(new Set(names.map((name) => shardOf(jobKey('primary', name)))).size).toBe(shardCount);
      const put = async (side: (typeof sides)[number], status: string) =>
        await Promise.all(
          names.map((name) => ledger.observe(pair, { ...seen(`${name}_${status}`, 1, { status }), side })),
        );
      await Promise.all(sides.map((side) => Promise.all([put(side, 'Running'), put(side, 'Completed')])));
      const counts = await Promise.all([
        ledger.live(pair),
        ledger.done(pair),
        ledger.live(pair, 'primary'),
        ledger.done(pair, 'secondary'),
      ]);
      expect(counts.map((jobs) => jobs.length)).toEqual([120, 120, 60, 60]);
      expect(counts[2]?.every((job) => job.side === 'primary' && job.status === 'Running')).toBe(true);
      expect(counts[3]?.every((job) => job.side === 'secondary' && job.status === 'Completed')).toBe(true);
    });

    test('lose the tombstones that ended before an instant, and nothing else', async () => {
      const [ledger, pair] = [open(), freshPair()];
      await Promise.all([
        ...[1, 2, 3].map((second) => ledger.observe(pair, seen(`done_${second}`, second, { status: 'Completed' }))),
        ledger.observe(pair, seen('live_1', 1, { status: 'Running' })),
      ]);
      expect(await ledger.prune(pair, at(3))).toBe(2);
      expect((await ledger.done(pair)).map((job) => job.name)).toEqual(['done_3']);
      expect((await ledger.live(pair)).map((job) => job.name)).toEqual(['live_1']);
    });
  });

  test('the watermark of each side only grows', async () => {
    const [ledger, pair] = [open(), freshPair()];
    expect(await ledger.watermark(pair, 'primary')).toBeUndefined();
    await ledger.setWatermark(pair, 'primary', at(5));
    await Promise.all([3, 8, 6].map((second) => ledger.setWatermark(pair, 'primary', at(second))));
    expect(await ledger.watermark(pair, 'primary')).toBe(at(8));
    expect(await ledger.watermark(pair, 'secondary')).toBeUndefined();
    expect(await ledger.live(pair)).toEqual([]);
  });

  describe('many writers at once', () => {
    test('of a thousand events for two hundred jobs, shuffled and one in ten doubled, leave what the merge says', async () => {
      const [ledger, pair] = [open(), freshPair()];
      const events = manyEvents(1_000, 200);
      const expected = new Map<string, LedgerJob>();
      for (const event of events) {
        const key = jobKey(event.side, event.name);
        expected.set(key, mergeObservation(pair, expected.get(key), event));
      }
      const limit = pLimit(20);
      await Promise.all(events.map((event) => limit(() => ledger.observe(pair, event))));
      const rows: LedgerJob[] = [...(await ledger.live(pair)), ...(await ledger.done(pair))];
      expect(rows.length).toBe(expected.size);
      expect(new Map(rows.map((job) => [job.key as string, job]))).toEqual(expected);
    }, 30_000);

    test('of one job leave one row, however they overtake each other', async () => {
      const ledger = open();
      for (let turn = 0; turn < 10; turn += 1) {
        const pair = freshPair();
        const told = [
          'Queued',
          'Running',
          'Completed',
          'Running',
          undefined,
          'Failed',
          'CancelRequested',
          'Completed',
        ].map((status, second) => seen('train_7', second, status === undefined ? {} : { status }));
        await Promise.all(told.map((one) => ledger.observe(pair, one)));
        const merged = told.reduce<LedgerJob | undefined>((row, one) => mergeObservation(pair, row, one), undefined);
        expect([...(await ledger.live(pair)), ...(await ledger.done(pair))]).toEqual([merged]);
      }
    });
  });
}

/** Events of jobs on their way, in no order, the same at each run. */
function manyEvents(count: number, jobs: number): readonly JobObservation[] {
  const anEvent = fc.record(
    {
      side: fc.constantFrom(...sides),
      name: fc.nat(jobs / 2 - 1).map((number) => `Job_${number}`),
      at: fc.integer({ min: 0, max: 600 }).map(at),
      status: fc.constantFrom(
        'NotStarted',
        'Queued',
        'Running',
        'Finalizing',
        'Completed',
        'Failed',
        'Canceled',
        'CancelRequested',
      ),
      cancelRequested: fc.constant(true),
      experiment: fc.constantFrom('churn', 'vision'),
      tags: fc.dictionary(fc.constantFrom('team', 'cost'), fc.constantFrom('a', 'b')),
    },
    { requiredKeys: ['side', 'name', 'at'] },
  );
  const once = fc.sample(anEvent, { numRuns: count, seed: 7 });
  const all = [...once, ...once.filter((_, index) => index % 10 === 0)];
  const [shuffled] = fc.sample(fc.shuffledSubarray(all, { minLength: all.length }), { numRuns: 1, seed: 7 });
  return shuffled ?? all;
}
