import { describe, expect, test } from 'vitest';
import { parseRunId, type Fence, type RunId } from '../../../shared/core/ids.ts';
import type { RunOrder } from '../../../shared/core/pointer.ts';
import { quarantineOf, unsettledRuns } from '../../../shared/core/quarantine.ts';
import { noCounts, type Run } from '../../../shared/core/run.ts';
import { vision } from '../../support/deps.ts';
import { at } from '../../support/world.ts';

function run(number: number, order: Partial<RunOrder>, rest: Partial<Run> = {}): Run {
  return {
    pair: vision,
    order: {
      run: parseRunId(`vision-r${number}`)?.run as RunId,
      kind: 'failover',
      mode: 'forced',
      source: 'primary',
      target: 'secondary',
      reason: { code: 'Manual', message: 'the region is down' },
      by: 'ada',
      claimedAt: at(`09:0${number}:00`),
      victimsSince: at('08:30:00'),
      ...order,
    },
    fence: number as Fence,
    state: 'ended',
    switchedAt: at(`09:0${number}:05`),
    plannedAt: at(`09:0${number}:10`),
    endedAt: at(`09:0${number}:50`),
    counts: { ...noCounts, verified: 4, blocked: 1 },
    ...rest,
  };
}

describe('a workspace is quarantined', () => {
  test('from the switch of a forced run that left it', () => {
    expect(quarantineOf([run(1, {})], 'primary')).toEqual({
      side: 'primary',
      since: at('09:01:05'),
      open: 5,
      runs: ['vision-r1'],
    });
    expect(quarantineOf([run(1, {})], 'secondary')).toBeUndefined();
  });

  test('already while that run goes on', () => {
    const { endedAt: _, ...open } = run(1, {});
    expect(quarantineOf([{ ...open, state: 'resubmitting' }], 'primary')).toMatchObject({ open: 5 });
  });

  test('until all is settled, and the open ones are counted down', () => {
    expect(quarantineOf([run(1, {}, { unsettled: 2 })], 'primary')).toMatchObject({ open: 2 });
    expect(quarantineOf([run(1, {}, { unsettled: 0, settledAt: at('10:00:00') })], 'primary')).toBeUndefined();
  });

  test('for as long as any run of several has something open', () => {
    const [first, second] = [run(1, {}, { settledAt: at('10:00:00') }), run(3, {}, { unsettled: 1 })];
    expect(quarantineOf([second, first], 'primary')).toMatchObject({ open: 1, runs: ['vision-r3'] });
    expect(quarantineOf([second, run(1, {})], 'primary')).toMatchObject({
      since: at('09:01:05'),
      open: 6,
      runs: ['vision-r1', 'vision-r3'],
    });
  });

  test('by an evacuation, which switches nothing', () => {
    const { switchedAt: _, ...evacuation } = run(2, { kind: 'evacuate' });
    expect(quarantineOf([evacuation], 'primary')).toMatchObject({ since: at('09:02:00') });
  });

  test('by no planned move, no drill, and no run that was given up before it did anything', () => {
    const { switchedAt: _, plannedAt: __, ...givenUp } = run(3, {});
    expect(quarantineOf([run(1, { mode: 'planned' }), run(2, { kind: 'drill' }), givenUp], 'primary')).toBeUndefined();
  });
});

test('the origins of a planned move are looked at, too, oldest run first', () => {
  const runs = [run(2, { mode: 'planned' }), run(1, {}), run(3, { kind: 'drill' })];
  expect(unsettledRuns(runs).map(({ order }) => order.run)).toEqual(['vision-r1', 'vision-r2']);
});
