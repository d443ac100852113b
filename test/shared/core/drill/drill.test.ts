import { describe, expect, test } from 'vitest';
import { canarySpec, isCanaryOf, planCanaries, type Canary } from '../../../../shared/core/drill/canary.ts';
import { isOver, resultOf, wouldMove } from '../../../../shared/core/drill/drill.ts';
import { decideDrillStep } from '../../../../shared/core/drill/step.ts';
import { whyNoDrill, type DueInput } from '../../../../shared/core/drill/due.ts';
import type { DrillConfig } from '../../../../shared/core/drill/config.ts';
import { lastDrillIn } from '../../../../shared/core/drill/last-drill.ts';
import type { RunId, Side } from '../../../../shared/core/ids.ts';
import type { Item, Run } from '../../../../shared/core/run.ts';
import { fateOf } from '../../../../shared/core/forecast.ts';
import { plus } from '../../../../shared/core/time.ts';
import { vision } from '../pair-fixtures.ts';
import { at, job, now } from '../readiness/fixtures.ts';

const run = 'vision-r7' as RunId;
const order = { run, claimedAt: now };
const target = vision.workspaces.secondary;
const canaryConfig = {
  command: 'echo drill',
  environment: 'azureml://registries/azureml/environments/tiny/versions/1',
};
const drill: DrillConfig = {
  ...{ blockedWindows: [], maxCanaries: 2, maxMinutes: 10, giveUpAfter: 3_600_000 },
  canary: canaryConfig,
};
const wants = (name: string, ...computes: string[]) => ({ job: name, computes, cores: new Map() });

describe('the canaries of a drill', () => {
  test('are one for each compute that most jobs in flight would use, up to the cap', () => {
    const demand = [wants('a', 'cpu'), wants('b', 'gpu', 'cpu'), wants('c', 'gpu', 'rare'), wants('d', 'gpu')];
    expect(planCanaries(order, demand, drill).map(({ compute }) => compute)).toEqual(['gpu', 'cpu']);
  });

  test('are one on serverless compute where nothing is in flight', () => {
    expect(planCanaries(order, [], drill).map(({ compute }) => compute)).toEqual(['serverless']);
  });

  test('are those that are configured, whatever is in flight, and none without a configuration', () => {
    const chosen = { ...drill, canary: { ...canaryConfig, computes: ['one', 'two', 'three'] } };
    expect(planCanaries(order, [wants('a', 'cpu')], chosen).map(({ compute }) => compute)).toEqual(['one', 'two']);
    const { canary: _none, ...without } = drill;
    expect(planCanaries(order, [wants('a', 'cpu')], without)).toEqual([]);
  });

  test('have names that follow from run and compute, so that nobody submits one twice', () => {
    const names = planCanaries(order, [wants('a', 'cpu', 'gpu')], drill).map(({ name }) => name);
    expect(names).toEqual(planCanaries(order, [wants('a', 'cpu', 'gpu')], drill).map(({ name }) => name));
    expect(new Set(names).size).toBe(2);
    const later = planCanaries({ run, claimedAt: plus(now, 1) }, [wants('a', 'cpu', 'gpu')], drill);
    for (const { name } of later) expect(names).not.toContain(name);
    for (const name of names) expect(name).toMatch(/^failover-canary-vision-r7-[a-z2-7]{8}$/);
  });

  test('are ended by the service itself when they take longer than the cap, and carry the mark of their drill', () => {
    const spec = canarySpec({ compute: 'gpu' }, run, canaryConfig, drill, target);
    expect(spec).toMatchObject({
      computeId: `${target.id}/computes/gpu`,
      limits: { jobLimitsType: 'Command', timeout: 'PT10M' },
      resources: { instanceCount: 1 },
    });
    expect(isCanaryOf(spec, run)).toBe(true);
    expect(isCanaryOf(spec, 'vision-r8' as RunId)).toBe(false);
    expect(isCanaryOf(null, run)).toBe(false);
    expect(JSON.stringify(spec)).not.toContain('failover.origin');
  });

  test('ask serverless compute for a machine of the configured size, and name no compute', () => {
    const sized = { ...canaryConfig, instanceType: 'Standard_DS3_v2' };
    const spec = canarySpec({ compute: 'serverless' }, run, sized, drill, target);
    expect(spec).toMatchObject({ resources: { instanceType: 'Standard_DS3_v2' } });
    expect('computeId' in spec).toBe(false);
  });

  test('stay where they are when their workspace fails as the active one', () => {
    const { tags } = canarySpec({ compute: 'gpu' }, run, canaryConfig, drill, target);
    const selection = { experiments: ['*'], skipExperiments: [] };
    expect(fateOf(job('canary', 'ready', { tags }), selection)).toMatchObject({ reason: { code: 'SkippedByTag' } });
  });
});

const canary = (state: Canary['state']): Canary => ({ name: 'c', compute: 'gpu', state });
const completed = canary({ kind: 'ended', outcome: 'completed', left: 'archived', at: now });
const failed = canary({
  ...{ kind: 'ended', outcome: 'failed', left: 'archived', at: now },
  reason: { code: 'CanaryTimeout', message: 'no machine came' },
});
const item = (state: Item['state']): Item => ({ state }) as Item;
const moving = item({ kind: 'ended', outcome: 'skipped', reasons: [wouldMove], at: now });
const left = item({ kind: 'ended', outcome: 'skipped', reasons: [{ code: 'SkippedByTag', message: '' }], at: now });
const blocked = item({ kind: 'ended', outcome: 'blocked', reasons: [{ code: 'X', message: '' }], at: now });
const superseded = { code: 'DrillSuperseded', message: 'r8 took the pair' } as const;

describe('a drill', () => {
  test.each([
    [
      'has passed when its canaries completed and jobs would move',
      [completed, completed],
      [moving, blocked],
      undefined,
      [],
    ],
    ['has passed without any job in flight', [completed], [], undefined, []],
    ['has passed when every job stays by its own wish', [completed], [left], undefined, []],
    ['has not when a canary did not complete', [completed, failed], [moving], undefined, ['CanaryTimeout']],
    [
      'has not when nobody knows what became of a canary',
      [canary({ kind: 'submitted', at: now })],
      [],
      undefined,
      ['CanaryUnresolved'],
    ],
    ['has not without a canary', [], [moving], undefined, ['NoCanary']],
    ['has not when all jobs would be blocked', [completed], [blocked, left], undefined, ['NoJobWouldMove']],
    ['says everything that was wrong', [failed], [blocked], undefined, ['CanaryTimeout', 'NoJobWouldMove']],
    [
      'has not when it gave way, and says so once',
      [canary({ kind: 'ended', outcome: 'failed', reason: superseded, left: 'nothing', at: now })],
      [moving],
      superseded,
      ['DrillSuperseded'],
    ],
    ['has not when it gave way before it had canaries', [], [], superseded, ['DrillSuperseded']],
  ] as const)('%s', (_what, canaries, items, because, codes) => {
    const { passed, reasons } = resultOf(canaries, items, because, now);
    expect({ passed, codes: reasons.map(({ code }) => code) }).toEqual({ passed: codes.length === 0, codes });
  });

  test('is over when every canary has ended, and waits two minutes for those that cannot be put away', () => {
    const listed = canary({ kind: 'ended', outcome: 'completed', left: 'listed', at: now });
    expect(isOver({ canaries: [completed, failed] }, now)).toBe(true);
    expect(isOver({ canaries: [completed, canary({ kind: 'submitted', at: now })] }, plus(now, 9e6))).toBe(false);
    expect(isOver({ canaries: [listed] }, plus(now, 119_999))).toBe(false);
    expect(isOver({ canaries: [listed] }, plus(now, 120_000))).toBe(true);
  });

  test('looks after its canaries from time to time, and ends when they have', () => {
    const progress = { canaries: [canary({ kind: 'submitted', at: now })], plannedAt: now, giveUpAt: now };
    expect(decideDrillStep({}, false, 15_000, now)).toEqual({ do: 'canaries' });
    expect(decideDrillStep({ drill: progress, verifiedAt: now }, false, 15_000, now)).toEqual({
      do: 'wait',
      until: plus(now, 15_000),
    });
    expect(decideDrillStep({ drill: progress, verifiedAt: now }, true, 15_000, plus(now, 15_000))).toEqual({
      do: 'canaries',
    });
    expect(decideDrillStep({ drill: { ...progress, canaries: [completed] } }, false, 15_000, now)).toEqual({
      do: 'finish',
    });
    expect(decideDrillStep({}, true, 15_000, now)).toEqual({ do: 'finish' });
  });
});

describe('a drill that is due by the schedule', () => {
  const calm: DueInput = {
    windows: [{ from: '10:00', to: '11:00' }],
    now,
    openRun: undefined,
    paused: undefined,
    health: 'healthy',
    readiness: { state: 'ready', at: now },
  };

  test('begins when nothing speaks against it, also when nobody has looked at the standby yet', () => {
    expect(whyNoDrill(calm)).toBeUndefined();
    expect(whyNoDrill({ ...calm, readiness: undefined })).toBeUndefined();
  });

  test.each([
    ['within a blocked window', { now: at('10:30:00') }, 'BlockedWindow'],
    ['while a run is open', { openRun: run }, 'RunInProgress'],
    ['while automation is paused', { paused: { by: 'ada' } }, 'Paused'],
    ['while something is suspected', { health: 'suspect' }, 'PairUnhealthy'],
    ['before the watch has ever looked', { health: undefined }, 'PairUnhealthy'],
    [
      'on a standby that could run nothing',
      { readiness: { state: 'unready', at: now, reasons: ['v1'] } },
      'StandbyUnready',
    ],
  ] as const)('is left out %s', (_when, changes, code) => {
    expect(whyNoDrill({ ...calm, ...changes })?.code).toBe(code);
  });
});

describe('the last drill that passed', () => {
  const drilled = (standby: Side, time: string, passed = true): Run =>
    ({
      order: { kind: 'drill', target: standby },
      drill: { result: { passed, reasons: [], at: at(time) } },
    }) as unknown as Run;

  test('is the latest of those into the standby of the moment', () => {
    const runs = [drilled('secondary', '06:00:00'), drilled('secondary', '07:00:00'), drilled('primary', '08:00:00')];
    expect(lastDrillIn(runs, 'secondary')).toEqual({ state: 'passed', at: at('07:00:00') });
    expect(lastDrillIn(runs, 'primary')).toEqual({ state: 'passed', at: at('08:00:00') });
  });

  test('is none where only the other direction was drilled, or it did not pass', () => {
    expect(lastDrillIn([drilled('secondary', '07:00:00')], 'primary')).toEqual({ state: 'none' });
    expect(lastDrillIn([drilled('primary', '07:00:00', false)], 'primary')).toEqual({ state: 'none' });
    expect(lastDrillIn([], 'primary')).toEqual({ state: 'none' });
  });
});
