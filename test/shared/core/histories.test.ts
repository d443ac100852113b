import { describe, expect, test } from 'vitest';
import type { Decision } from '../../../shared/core/decide.ts';
import { defaultPolicy, type Policy } from '../../../shared/core/policy.ts';
import { replay } from '../../../shared/core/replay.ts';
import type { Instant } from '../../../shared/core/time.ts';
import { histories, kinds, type History } from './history-kinds.ts';
import { health, vision } from './pair-fixtures.ts';

type Seen = {
  readonly history: History;
  readonly failovers: readonly Instant[];
  readonly asked: Instant | undefined;
  readonly decisions: readonly Decision[];
};

function run(history: History, policy: Policy): Seen {
  const setup = { pair: vision, policy, health, active: 'primary', tick: 60_000, runLength: 600_000 } as const;
  const { decisions, failovers } = replay(history.events, setup);
  return {
    history,
    failovers: failovers.map(({ decision }) => decision.at),
    asked: decisions.find(({ decision, at }) => decision === 'ask' && at >= (history.begins ?? 0))?.at,
    decisions,
  };
}

const all = histories();
const seen = all.map((history) => run(history, defaultPolicy));

/** The same histories under a policy that takes the first bad sign for an outage, as the peers' incidents did. */
const naive: Policy = { ...defaultPolicy, confirmFor: 0, failedProbes: 1, goodProbes: 1 };
const hasty = all.map((history) => run(history, naive));

const truths = ['outage', 'outage that only we see', 'both regions out', 'no outage'] as const;

function outcomeOf({ failovers, asked }: Seen): 'failed over' | 'asked' | 'held' {
  if (failovers.length > 0) return 'failed over';
  return asked === undefined ? 'held' : 'asked';
}

function falseFailovers(runs: readonly Seen[]): readonly Seen[] {
  return runs.filter(({ history, failovers }) =>
    history.truth === 'outage'
      ? failovers.length > 1 || failovers.some((when) => when < (history.begins ?? 0))
      : failovers.length > 0,
  );
}

/** Minutes from the beginning of the outage until it was noticed. */
function delays(truth: History['truth']): readonly number[] {
  return seen
    .filter(({ history }) => history.truth === truth)
    .map(({ history, failovers, asked }) => ((failovers[0] ?? asked ?? Infinity) - (history.begins ?? 0)) / 60_000)
    .toSorted((a, b) => a - b);
}

/** Minutes from when two groups agreed until the failover, where the region died at once. */
function sinceAgreed(): readonly number[] {
  return seen
    .filter(({ history }) => history.name === 'the region dies')
    .map(({ history, failovers }) => ((failovers[0] ?? Infinity) - (history.agreed ?? 0)) / 60_000)
    .toSorted((a, b) => a - b);
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;

function report(): string {
  const count = (truth: string, outcome: string): number =>
    seen.filter((each) => each.history.truth === truth && outcomeOf(each) === outcome).length;
  const cell = (value: number | string): string => String(value).padStart(12);
  const matrix = truths.map(
    (truth) =>
      `${truth.padEnd(26)}${(['failed over', 'asked', 'held'] as const).map((each) => cell(count(truth, each))).join('')}`,
  );
  const spread = (['outage', 'outage that only we see'] as const).map((truth) => {
    const sorted = delays(truth);
    return `${truth.padEnd(26)}${[0, 0.5, 0.9, 1].map((share) => cell(at(sorted, share))).join('')}`;
  });
  return [
    `${all.length} histories, default policy`,
    `${'truth'.padEnd(26)}${['failed over', 'asked', 'held'].map(cell).join('')}`,
    ...matrix,
    '',
    `${'minutes until noticed'.padEnd(26)}${['least', 'median', '90 %', 'most'].map(cell).join('')}`,
    ...spread,
    `${'… since two groups agree'.padEnd(26)}${[0, 0.5, 0.9, 1].map((share) => cell(at(sinceAgreed(), share))).join('')}`,
    '',
    `false failovers: ${falseFailovers(seen).length}; of a policy without hysteresis and window: ${falseFailovers(hasty).length}`,
  ].join('\n');
}

describe('generated histories', () => {
  test('are many, and hold enough real outages', () => {
    process.stdout.write(`\n${report()}\n\n`);
    expect(all.length).toBeGreaterThanOrEqual(200);
    expect(all.filter(({ truth }) => truth === 'outage').length).toBeGreaterThanOrEqual(80);
  });

  test.each(kinds)('$name ($count): nothing fails over that is not out, and nothing twice', ({ name }) => {
    const wrong = falseFailovers(seen.filter(({ history }) => history.name === name));
    expect(
      wrong.map(({ decisions }) => decisions.map(({ at: when, reason }) => [new Date(when), reason.code])),
    ).toEqual([]);
  });

  test('every outage that two groups see is failed over within its bound', () => {
    const late = seen.filter(
      ({ history, failovers }) => history.truth === 'outage' && (failovers[0] ?? Infinity) > (history.bound ?? 0),
    );
    expect(late.map(({ history, decisions }) => [history.name, decisions.map(({ reason }) => reason.code)])).toEqual(
      [],
    );
  });

  test('of every outage that only we see a person is asked within its bound', () => {
    const late = seen.filter(
      ({ history, asked }) => history.truth === 'outage that only we see' && (asked ?? Infinity) > (history.bound ?? 0),
    );
    expect(late.map(({ history, decisions }) => [history.name, decisions.map(({ reason }) => reason.code)])).toEqual(
      [],
    );
  });

  test('a policy without hysteresis and window fails over falsely on the same histories', () => {
    expect(falseFailovers(hasty).length).toBeGreaterThan(20);
  });
});
