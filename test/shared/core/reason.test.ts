import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jobKey, runId } from '../../../shared/core/ids.ts';
import { judgeJob } from '../../../shared/core/mirror/judge.ts';
import { capped, type Reason } from '../../../shared/core/reason.ts';
import type { Item } from '../../../shared/core/run.ts';
import { at, pair } from './run-fixtures.ts';
import { direction } from './mirror/fixtures.ts';

type Reasons = readonly [Reason, ...Reason[]];
const many = (count: number, code = 'DataNotInStandby'): Reasons => {
  const [first, ...others] = Array.from({ length: count }, (_, index) => ({ code, message: `reason ${index}` }));
  if (first === undefined) throw new Error('none is not many');
  return [first, ...others];
};
/** What the table service counts of an entity that is text: two bytes a unit. */
const bytesOf = (value: unknown): number => 2 * JSON.stringify(value).length;
const mebibyte = 1_048_576;

describe('reasons', () => {
  test('are all told as long as somebody could mend them one by one', () => {
    expect(capped(many(200))).toEqual(many(200));
  });

  test('beyond that are counted, with their codes', () => {
    const told = capped([...many(1_500), ...many(300, 'AssetNotMirrored')]);
    expect(told.slice(0, 200)).toEqual(many(200));
    expect(told.slice(200)).toEqual([
      { code: 'MoreReasons', message: '1600 more: DataNotInStandby, AssetNotMirrored; mend these, then look again' },
    ]);
    expect(capped(told)).toEqual(told);
  });

  test('of any number and length leave room for the row that they stand in', () => {
    const text = fc.oneof(
      { weight: 4, arbitrary: fc.string({ maxLength: 80, unit: 'binary' }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 60_000 }).map((length) => '"\u0007x'.repeat(length / 3)) },
    );
    const reason: fc.Arbitrary<Reason> = fc.record(
      { code: fc.constantFrom('DataNotInStandby', 'NotResubmittable(Base)'), message: text, path: text },
      { requiredKeys: ['code', 'message'] },
    );
    const reasons = fc
      .tuple(reason, fc.array(reason, { maxLength: 5 }), fc.integer({ min: 0, max: 600 }))
      .map(([first, others, times]): Reasons => [first, ...Array.from({ length: times }, () => others).flat()]);
    fc.assert(
      fc.property(reasons, (all) => {
        const told = capped(all);
        expect(told[0].code).toBe(all[0].code);
        expect(bytesOf(itemWith(told))).toBeLessThan(mebibyte * 0.9);
      }),
      { numRuns: 60 },
    );
  });

  test('of a pipeline of many nodes are capped where they are made, for its item and its disposition alike', () => {
    const input = (store: string) => ({ jobInputType: 'uri_folder', uri: `azureml://datastores/${store}/paths/a/` });
    const node = (index: number) => ({
      type: 'command',
      componentId: `azureml:unknown_${index}:1`,
      inputs: { one: input('workspaceblobstore'), two: input('workspacefilestore') },
    });
    const jobs = Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`node_${index}`, node(index)]));
    const judged = judgeJob({ spec: { jobType: 'Pipeline', jobs }, recordedAt: at('09:00') }, [], new Map(), direction);
    if (judged.kind !== 'blocked') throw new Error(judged.kind);
    expect(judged.reasons.length).toBe(201);
    expect(judged.reasons.at(-1)?.code).toBe('MoreReasons');
    expect(bytesOf(itemWith(judged.reasons))).toBeLessThan(mebibyte / 2);
  });
});

/** An item whose names are as long as Azure lets them be. */
function itemWith(reasons: Reasons): Item {
  const name = 'n'.repeat(255);
  const originId = `/subscriptions/${'s'.repeat(36)}/resourceGroups/${'g'.repeat(90)}/workspaces/${name}/jobs/${name}`;
  return {
    ...{
      run: runId(pair, 1),
      rank: '500-a',
      job: jobKey('primary', name),
      originName: name,
      originId,
      rootId: originId,
    },
    ...{ copyOf: originId, late: false, victim: false },
    state: { kind: 'ended', outcome: 'blocked', reasons, targetName: name, at: at('09:00') },
  };
}
