import { describe, expect, test } from 'vitest';
import { tally } from '../../../local/scenarios/books-check.ts';
import { termsOf } from '../../../local/scenarios/expectation.ts';
import type { Expectation } from '../../../local/scenarios/expectation.ts';
import { judge } from '../../../local/scenarios/judge.ts';
import { outcomeOf } from '../../../local/scenarios/outcome.ts';
import type { Facts } from '../../../local/scenarios/outcome.ts';
import type { DecisionBody, RunBody } from '../../../local/scenarios/result.ts';
import { checkRuns } from '../../../local/scenarios/runs-check.ts';
import type { BookLine } from '../../../local/simulator/books.ts';

const east = '/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/east';
const west = '/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/west';
const at = '2026-03-01T10:00:00.000Z';

const automatic: RunBody = {
  ...{ run: 'embedded-r1', kind: 'failover', state: 'ended', epoch: 1, fence: 1, counts: {} },
  ...{ source: 'primary', target: 'secondary', by: 'automation', reason: { code: 'ProviderAndProbeAgree' } },
  ...{ startedAt: at, switchedAt: at, endedAt: at },
};
const byHand: RunBody = { ...automatic, by: 'ada', reason: { code: 'Manual' } };
const decisions = (...words: readonly string[]): DecisionBody[] =>
  words.map((word) => {
    const [decision = '', code = ''] = word.split(' ');
    return { decision, reason: { code, message: 'so it is' }, at, evidenceSince: at };
  });

const job = (workspace: string, name: string, properties: Record<string, string>): BookLine => ({
  ...{ seq: 1, at, kind: 'job', workspace, region: 'r', job: name, jobType: 'Command', root: true },
  ...{ status: 'Running', previous: null, cancelRequested: false, tags: {}, properties },
});
const begun: readonly BookLine[] = [job(east, 'one', {}), { seq: 2, at, kind: 'mark', name: 'story-begins' }];
const copyBy = (run: string): BookLine =>
  job(west, 'one-f1', { 'failover.origin': `${east}/jobs/one`, 'failover.run': run });

/** The codes of everything that is wrong with a story of one job. */
function verdict(
  expects: Expectation,
  told: { runs?: readonly RunBody[]; decided: readonly string[]; lines?: readonly BookLine[]; moved?: boolean },
): { codes: string[]; falseFailovers: number } {
  const terms = termsOf(expects);
  const found = {
    pair:
      told.moved === true ? ({ active: 'secondary', epoch: 1 } as const) : ({ active: 'primary', epoch: 0 } as const),
    runs: told.runs ?? [],
    decisions: decisions(...told.decided),
  };
  const books = tally([...begun, ...(told.lines ?? [])], east, [], terms.accounts !== undefined);
  const item = { job: 'primary:one', originId: '', jobType: 'Command', state: 'ended', outcome: 'verified' };
  const items =
    terms.accounts === undefined
      ? []
      : [{ ...item, reasons: [], targetName: 'one-f1', victim: false, late: false, settlement: null }];
  const facts: Facts = {
    ...{ scenario: 'a story', seed: 1, jobs: 1, activeBefore: 'primary', played: {}, total: 1 },
    ...{ found, books, items, runs: checkRuns(found.runs, terms, books), run: found.runs[0] },
  };
  const result = outcomeOf(facts);
  return { codes: judge(result, facts, terms, []).map(({ code }) => code), falseFailovers: result.falseFailovers };
}

const calm: Expectation = { kind: 'no-run', decided: [{ decision: 'hold', reason: 'NoEvidence' }] };
const outage: Expectation = {
  kind: 'failover',
  starter: 'automation',
  decided: [
    { decision: 'hold', reason: 'Confirming' },
    { decision: 'fail-over', reason: 'ProviderAndProbeAgree' },
  ],
};
const asDecided = ['hold NoEvidence', 'hold Confirming', 'fail-over ProviderAndProbeAgree', 'hold RunInProgress'];

test('a story that comes as expected has nothing against it', () => {
  const fine = { codes: [], falseFailovers: 0 };
  expect(verdict(calm, { decided: ['hold NoEvidence'] })).toEqual(fine);
  const lines = [copyBy('embedded-r1')];
  expect(verdict(outage, { runs: [automatic], decided: asDecided, lines, moved: true })).toEqual(fine);
});

describe('a run that nobody expects', () => {
  test('is a false failover when automation started it', () => {
    const told = { runs: [automatic], decided: asDecided, lines: [copyBy('embedded-r1')], moved: true };
    expect(verdict(calm, told)).toEqual({
      codes: ['FalseFailover', 'WronglyDecided', 'WronglyActive', 'WrongEpoch'],
      falseFailovers: 1,
    });
  });

  test('is one as well when only the books know of it', () => {
    expect(verdict(calm, { decided: ['hold NoEvidence'], lines: [copyBy('embedded-r7')] })).toEqual({
      codes: ['FalseFailover'],
      falseFailovers: 1,
    });
  });

  test('is none when a person started it, and wrong all the same', () => {
    const told = { runs: [byHand], decided: ['hold NoEvidence'], lines: [copyBy('embedded-r1')], moved: true };
    expect(verdict(calm, told)).toEqual({ codes: ['UnexpectedRun', 'WronglyActive', 'WrongEpoch'], falseFailovers: 0 });
  });

  test('is the second of two that look alike', () => {
    const second = { ...automatic, run: 'embedded-r2' };
    const told = { runs: [automatic, second], decided: asDecided, lines: [copyBy('embedded-r1')], moved: true };
    expect(verdict(outage, told)).toEqual({ codes: ['FalseFailover'], falseFailovers: 1 });
  });
});

test('a run that is expected of automation is not there when a person started it', () => {
  const told = { runs: [byHand], decided: asDecided, lines: [copyBy('embedded-r1')], moved: true };
  expect(verdict(outage, told).codes).toEqual(['UnexpectedRun', 'RunMissing']);
});

test('decisions count in their order, and a run for another reason is not the expected one', () => {
  const lines = [copyBy('embedded-r1')];
  const early = ['fail-over ProviderAndProbeAgree', 'hold Confirming'];
  expect(verdict(outage, { runs: [automatic], decided: early, lines, moved: true }).codes).toEqual(['NotDecided']);
  const other = { ...automatic, reason: { code: 'SecondViewAgrees' } };
  const told = { runs: [other], decided: [...asDecided, 'fail-over SecondViewAgrees'], lines, moved: true };
  expect(verdict(outage, told).codes).toEqual(['WronglyDecided', 'WrongReason']);
});
