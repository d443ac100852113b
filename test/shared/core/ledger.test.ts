import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jobKey, parsePairName, type PairName, type SpecHash } from '../../../shared/core/ids.ts';
import { isTerminal, type LedgerJob } from '../../../shared/core/job.ts';
import type { Disposition } from '../../../shared/core/disposition.ts';
import { joinJobs, mergeDisposition, mergeObservation, mergeSpecFacts } from '../../../shared/core/ledger.ts';
import type { JobObservation, SpecFacts } from '../../../shared/core/observation.ts';
import { instant } from '../../../shared/core/time.ts';

const pair = parsePairName('vision') as PairName;
const at = (second: number) => instant(Date.parse('2026-03-01T12:00:00Z') + second * 1_000);

// Few values, so that ties in every field are common.
const anInstant = fc.integer({ min: 0, max: 5 }).map(at);
const aStatus = fc.constantFrom(
  ...['NotStarted', 'Queued', 'Running', 'running', 'CancelRequested', 'Finalizing', 'Waiting', 'Unknown'],
  ...['Completed', 'Failed', 'failed', 'Canceled'],
);
const someTags = fc.dictionary(fc.constantFrom('team', 'failover.output'), fc.constantFrom('a', 'b'));
const anExperiment = fc.constantFrom('churn', 'Churn');
const anObservation: fc.Arbitrary<JobObservation> = fc.record(
  {
    side: fc.constant('primary' as const),
    name: fc.constantFrom('Train_7', 'train_7', 'TRAIN_7'),
    at: anInstant,
    status: aStatus,
    cancelRequested: fc.boolean(),
    endWanted: fc.boolean(),
    experiment: anExperiment,
    tags: someTags,
  },
  { requiredKeys: ['side', 'name', 'at'] },
);
const aSpec: fc.Arbitrary<SpecFacts['spec']> = fc.oneof(
  fc.constant({ kind: 'wanted' } as const),
  fc.record({
    kind: fc.constant('recorded' as const),
    hash: fc.constantFrom('aa' as SpecHash, 'bb' as SpecHash),
    bytes: fc.constantFrom(10, 20),
    at: anInstant,
    tagsHash: fc.constantFrom('x', 'y'),
  }),
  fc.constant({ kind: 'gone' } as const),
  fc.constant({ kind: 'child' } as const),
);
const someFacts: fc.Arbitrary<SpecFacts> = fc.record(
  {
    spec: aSpec,
    at: anInstant,
    status: aStatus,
    statusAt: anInstant,
    jobType: fc.constantFrom('Command', 'Base'),
    experiment: anExperiment,
    owner: fc.constantFrom('ada', 'grace'),
    tags: someTags,
    lineage: fc.record({ origin: fc.constantFrom('x', 'y'), root: fc.constant('x') }),
  },
  { requiredKeys: ['spec', 'at'] },
);

const reason = fc.record({
  code: fc.constantFrom('DataNotInStandby', 'QuotaShort'),
  message: fc.constantFrom('a', 'b'),
});
const aDisposition: fc.Arbitrary<Disposition> = fc
  .tuple(
    fc.record({ at: anInstant, basis: fc.constantFrom('x', 'y') }),
    fc.oneof(
      fc.constant({ kind: 'ready' } as const),
      fc.record({ kind: fc.constant('blocked' as const), reasons: fc.tuple(reason) }),
      fc.record({ kind: fc.constant('skipped' as const), reason }),
    ),
  )
  .map(([common, own]) => ({ ...common, ...own }));

type Told =
  | { kind: 'judged'; disposition: Disposition }
  | { kind: 'seen'; seen: JobObservation }
  | { kind: 'facts'; facts: SpecFacts };
const somethingTold: fc.Arbitrary<Told> = fc.oneof(
  anObservation.map((seen) => ({ kind: 'seen', seen }) as const),
  someFacts.map((facts) => ({ kind: 'facts', facts }) as const),
  aDisposition.map((disposition) => ({ kind: 'judged', disposition }) as const),
);

const first: JobObservation = { side: 'primary', name: 'train_7', at: at(3) };
const fold = (told: readonly Told[], row = mergeObservation(pair, undefined, first)): LedgerJob =>
  told.reduce((job, one) => {
    if (one.kind === 'judged') return mergeDisposition(job, one.disposition);
    return one.kind === 'seen' ? mergeObservation(pair, job, one.seen) : mergeSpecFacts(job, one.facts);
  }, row);
const aRow = fc.array(somethingTold, { maxLength: 5 }).map((told) => fold(told));

/** A sequence, and the same things in another order with some of them told again. */
const toldTwice = fc.array(somethingTold, { maxLength: 8 }).chain((told) =>
  fc.tuple(
    fc.constant(told),
    fc
      .subarray(told)
      .chain((again) => fc.shuffledSubarray([...told, ...again], { minLength: told.length + again.length })),
  ),
);

describe('the merge is a join', () => {
  test('the order and number of observations and answers never matter', () => {
    fc.assert(
      fc.property(toldTwice, ([told, otherwise]) => {
        expect(fold(otherwise)).toEqual(fold(told));
      }),
      { numRuns: 2_000 },
    );
  });

  test('the first observation is as good as any other', () => {
    fc.assert(
      fc.property(fc.array(anObservation, { minLength: 1, maxLength: 6 }), fc.nat(5), (all, turn) => {
        const merge = (some: JobObservation[]) =>
          some.reduce<LedgerJob | undefined>((row, one) => mergeObservation(pair, row, one), undefined);
        const cut = turn % all.length;
        expect(merge([...all.slice(cut), ...all.slice(0, cut)])).toEqual(merge(all));
      }),
    );
  });

  test('two rows of one job join to the same row from either side, in any grouping', () => {
    fc.assert(
      fc.property(aRow, aRow, aRow, (a, b, c) => {
        expect(joinJobs(a, b)).toEqual(joinJobs(b, a));
        expect(joinJobs(joinJobs(a, b), c)).toEqual(joinJobs(a, joinJobs(b, c)));
        expect(joinJobs(a, a)).toEqual(a);
      }),
    );
  });

  test('rows of different jobs are never joined', () => {
    const other = mergeObservation(pair, undefined, { ...first, side: 'secondary' });
    expect(() => joinJobs(fold([]), other)).toThrow('primary:train_7 and secondary:train_7 are different jobs');
  });
});

describe('the status', () => {
  test('stays terminal once it is, and the row stays done', () => {
    fc.assert(
      fc.property(aRow, somethingTold, (row, told) => {
        fc.pre(isTerminal(row.status));
        const next = fold([told], row);
        expect(isTerminal(next.status)).toBe(true);
        expect(next.state).toBe('done');
      }),
    );
  });

  test('is the one of the latest time while the job is not terminal, and of two at one time the one further on', () => {
    const row = fold([statusAt(2, 'Running'), statusAt(1, 'Queued')]);
    expect(row).toMatchObject({ state: 'live', status: 'Running', statusAt: at(2) });
    expect(fold([statusAt(2, 'Finalizing')], row).status).toBe('Finalizing');
    expect(fold([statusAt(3, 'NotResponding'), statusAt(4, 'Queued')], row)).toMatchObject({
      status: 'Queued',
      statusAt: at(4),
    });
  });

  test('that ended the job keeps the time when it first was true, however often the job is looked at again', () => {
    const row = fold([statusAt(2, 'Failed'), statusAt(5, 'Failed'), statusAt(9, 'Running')]);
    expect(row).toMatchObject({ state: 'done', status: 'Failed', statusAt: at(2), endedAt: at(2) });
  });

  test('is Unknown at time 0 until somebody told one', () => {
    expect(fold([])).toMatchObject({ state: 'live', status: 'Unknown', statusAt: 0 });
    expect(
      fold([{ kind: 'seen', seen: { ...first, at: at(9), tags: { a: 'b' } } }], fold([statusAt(1, 'Queued')])).status,
    ).toBe('Queued');
  });

  test('ends the job exactly when the row holds the time of its end', () => {
    fc.assert(
      fc.property(aRow, (row) => {
        if (isTerminal(row.status)) expect(row).toMatchObject({ state: 'done', endedAt: row.statusAt });
        if (row.state === 'live') expect(row).not.toHaveProperty('endedAt');
      }),
    );
  });
});

describe('what was told once', () => {
  test('a cancel stays requested, whether an action or a status said so', () => {
    fc.assert(
      fc.property(fc.array(somethingTold, { maxLength: 6 }), (told) => {
        const asked = told.some((one) =>
          one.kind === 'seen'
            ? one.seen.cancelRequested === true || one.seen.status === 'CancelRequested'
            : one.kind === 'facts' && one.facts.status === 'CancelRequested',
        );
        expect(fold(told).cancelRequested).toBe(asked);
      }),
    );
  });

  test('the row was first seen at the least of the times of its observations', () => {
    fc.assert(
      fc.property(fc.array(anObservation, { maxLength: 6 }), (all) => {
        const told = all.map((one) => ({ kind: 'seen', seen: one }) as const);
        expect(fold(told).firstSeenAt).toBe(Math.min(first.at, ...all.map((one) => one.at)));
      }),
    );
  });

  test('an observation without tags, experiment or status keeps those of the row', () => {
    const row = fold([
      { kind: 'seen', seen: { ...first, status: 'Running', experiment: 'churn', tags: { team: 'a' } } },
    ]);
    expect(mergeObservation(pair, row, { ...first, at: at(8) })).toEqual(row);
  });

  test('later tags replace earlier ones as a whole, so a removed tag is gone', () => {
    const tags = (second: number, value: Record<string, string>) =>
      ({ kind: 'seen', seen: { ...first, at: at(second), tags: value } }) as const;
    expect(fold([tags(5, { b: '2' }), tags(4, { a: '1', b: '1' })]).tags).toEqual({ b: '2' });
    expect(fold([tags(4, { a: '1' }), tags(5, {})]).tags).toEqual({});
  });

  test("a name in the service's mixed case wins over one that some API changed to one case", () => {
    const named = (name: string) => ({ kind: 'seen', seen: { ...first, name } }) as const;
    expect(fold([named('TRAIN_7'), named('Train_7')]).name).toBe('Train_7');
    expect(fold([named('TRAIN_7')])).toMatchObject({ name: 'train_7', key: jobKey('primary', 'TRAIN_7') });
  });
});

describe('the spec', () => {
  const recorded = (second: number, hash = 'aa') =>
    ({
      kind: 'facts',
      facts: { at: at(second), spec: { kind: 'recorded', hash: hash as SpecHash, bytes: 10, at: at(second) } },
    }) as const;
  const told = (second: number, kind: 'wanted' | 'gone' | 'child') =>
    ({ kind: 'facts', facts: { at: at(second), spec: { kind } } }) as const;

  test('that is recorded is never lost by wanting it again', () => {
    fc.assert(
      fc.property(aRow, anObservation, (row, one) => {
        fc.pre(row.spec.kind === 'recorded');
        expect(fold([{ kind: 'seen', seen: one }, told(9, 'wanted')], row).spec).toEqual(row.spec);
      }),
    );
  });

  test('of the latest answer is the one that counts', () => {
    expect(fold([recorded(4, 'aa'), recorded(3, 'bb')]).spec).toMatchObject({ hash: 'aa', at: at(4) });
  });

  test('of a child ends the row for good', () => {
    const child = fold([statusAt(4, 'Running'), recorded(3), told(2, 'child'), recorded(8)]);
    expect(child).toMatchObject({ state: 'done', spec: { kind: 'child' }, status: 'Running', endedAt: at(4) });
    expect(fold([told(2, 'child')])).toMatchObject({ state: 'done', endedAt: first.at });
  });

  test('of a job that the service no longer has ends the row, until the job is seen again', () => {
    const gone = fold([statusAt(4, 'Running'), recorded(3), told(5, 'gone')]);
    expect(gone).toMatchObject({ state: 'done', spec: { kind: 'recorded' }, deniedAt: at(5), endedAt: at(5) });
    expect(fold([statusAt(5, 'Running')], gone).state).toBe('done');
    expect(fold([statusAt(6, 'Running')], gone).state).toBe('live');
    expect(fold([recorded(6)], gone).state).toBe('live');
    expect(fold([statusAt(6, 'Running'), recorded(6)], gone)).toMatchObject({
      state: 'live',
      spec: { kind: 'recorded' },
    });
  });

  test('answer brings what it says of the job', () => {
    const lineage = { origin: '/origin', root: '/root' };
    const facts: SpecFacts = {
      ...recorded(4).facts,
      status: 'Running',
      jobType: 'Command',
      owner: 'ada',
      experiment: 'churn',
      tags: { team: 'a' },
      lineage,
    };
    expect(mergeSpecFacts(fold([]), facts)).toMatchObject({
      ...{ status: 'Running', statusAt: at(4), jobType: 'Command', owner: 'ada', experiment: 'churn' },
      ...{ tags: { team: 'a' }, lineage, spec: facts.spec, firstSeenAt: first.at },
    });
  });
});

function statusAt(second: number, status: string): Told {
  return { kind: 'seen', seen: { ...first, at: at(second), status } };
}
