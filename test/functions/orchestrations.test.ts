import { describe, expect, test } from 'vitest';
import type { RunStep } from '../../shared/core/run-step.ts';
import { instant } from '../../shared/core/time.ts';
import { T0 } from '../local/host/support/hosts.ts';
import { instance, names, play, slices, ticket, type Call } from './scripted.ts';

const seconds = (calls: readonly Call[]): number[] => calls.map(({ at }) => (at - T0) / 1_000);
const nextSteps = (calls: readonly Call[]): Call[] => calls.filter(({ name }) => name === 'nextStep-v1');
const resubmit = (count: number): RunStep => ({ do: 'resubmit', slices: slices(count), atOnce: 4 });

describe('a run', () => {
  test('does what the next step says, asks again after each, and ends when it is told to stop', async () => {
    const steps = ['switch', 'announce', 'plan', 'sweep', 'finish'] as const;
    await using played = await play({ steps: steps.map((each) => ({ do: each })) });
    await played.host.runToEnd();
    expect(names(played.calls)).toEqual([
      ...['nextStep', 'switchActive', 'nextStep', 'announceSwitch', 'nextStep', 'planRun'],
      ...['nextStep', 'sweepLate', 'nextStep', 'finishRun', 'nextStep'],
    ]);
    expect([played.status(), played.output()]).toEqual(['Completed', ticket]);
    expect(played.host.clock.now).toBe(T0);
    expect(played.host.errors()).toEqual([]);
  });

  test('waits on a timer until the instant that it is told, and not a moment longer', async () => {
    await using played = await play({ steps: [{ do: 'wait', until: instant(T0 + 90_000) }, { do: 'sweep' }] });
    await played.host.tick();
    expect(played.host.nextDue()).toBe(T0 + 90_000);
    played.host.clock.now += 89_999;
    await played.host.tick();
    expect(names(played.calls)).toEqual(['nextStep']);
    played.host.clock.now += 1;
    await played.host.tick();
    expect(names(played.calls)).toEqual(['nextStep', 'nextStep', 'sweepLate', 'nextStep']);
    expect(played.status()).toBe('Completed');
  });

  test('that is told to wait until an instant that has passed goes on at once', async () => {
    await using played = await play({ steps: [{ do: 'wait', until: instant(T0 - 1) }] });
    await played.host.runToEnd();
    expect([played.status(), played.host.clock.now]).toEqual(['Completed', T0]);
  });

  test('whose step was fenced does not judge that: it asks again, and is told to stop', async () => {
    await using played = await play({
      steps: [{ do: 'switch' }, { do: 'stop', because: 'fenced' }],
      others: () => 'fenced',
    });
    await played.host.runToEnd();
    expect(names(played.calls)).toEqual(['nextStep', 'switchActive', 'nextStep']);
    expect(played.status()).toBe('Completed');
  });
});

describe('storage that does not answer', () => {
  test('is waited for, longer each time up to a minute, whichever activity met it', async () => {
    await using played = await play({
      steps: [...Array<'trouble'>(8).fill('trouble'), { do: 'sweep' }],
      others: () => 'trouble',
    });
    await played.host.runToEnd();
    // 1, 2, 4, 8, 16, 32, 60 and 60 seconds; then the sweep's own trouble.
    expect(seconds(nextSteps(played.calls))).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183, 243]);
    expect(played.status()).toBe('Completed');
    expect(played.host.errors()).toEqual([]);
  });

  test('that comes back lets the pauses begin anew', async () => {
    await using played = await play({ steps: ['trouble', 'trouble', { do: 'plan' }, 'trouble', { do: 'sweep' }] });
    await played.host.runToEnd();
    expect(seconds(nextSteps(played.calls))).toEqual([0, 1, 3, 3, 4, 4]);
  });

  test('sixty times in a row, over generations, ends the run with an error that says so', async () => {
    await using played = await play({ steps: Array<'trouble'>(100).fill('trouble') });
    await played.host.runToEnd();
    expect(played.status()).toBe('Failed');
    expect(played.output()).toContain('storage did not answer 60 times in a row');
    expect(played.calls).toHaveLength(60);
  });
});

describe('a wave', () => {
  test('works through twenty slices, four at a time, in their order', async () => {
    await using played = await play({ steps: [resubmit(20)] });
    await played.host.runToEnd();
    const worked = played.calls.flatMap(({ slice }) => slice?.from ?? []);
    expect(worked).toEqual(slices(20).map(({ from }) => from));
    expect(played.most()).toBe(4);
    expect(played.status()).toBe('Completed');
    expect(played.host.errors()).toEqual([]);
  });

  test('of verification calls the other activity', async () => {
    await using played = await play({ steps: [{ do: 'verify', slices: slices(2), atOnce: 4 }] });
    await played.host.runToEnd();
    expect(names(played.calls)).toEqual(['nextStep', 'verifySlice', 'verifySlice', 'nextStep']);
  });

  test('that is throttled starts no further slice, and the run waits until the latest word', async () => {
    await using played = await play({
      steps: [resubmit(12), resubmit(1)],
      slice: ({ from }, at) => {
        if (at > T0) return { kind: 'done' };
        if (from === '500-04') return { kind: 'later', at: instant(T0 + 5_000) };
        return from === '500-06' ? { kind: 'later', at: instant(T0 + 20_000) } : { kind: 'done' };
      },
    });
    await played.host.runToEnd();
    expect(names(played.calls).filter((name) => name === 'resubmitSlice')).toHaveLength(9);
    expect(seconds(nextSteps(played.calls))).toEqual([0, 20, 20]);
    expect(played.host.errors()).toEqual([]);
  });

  test('that lost a race to another writer is tried again at once', async () => {
    await using played = await play({ steps: [resubmit(1)], slice: () => ({ kind: 'later', at: instant(T0) }) });
    await played.host.runToEnd();
    expect(seconds(nextSteps(played.calls))).toEqual([0, 0]);
  });

  test('that is fenced starts no further slice, and the run stops', async () => {
    await using played = await play({
      steps: [resubmit(20), { do: 'stop', because: 'fenced' }],
      slice: ({ from }) => ({ kind: from === '500-02' ? 'fenced' : 'done' }),
    });
    await played.host.runToEnd();
    expect(names(played.calls).filter((name) => name === 'resubmitSlice')).toHaveLength(4);
    expect([played.status(), played.host.clock.now]).toEqual(['Completed', T0]);
  });

  test('that meets storage in trouble ends early, and the run pauses', async () => {
    await using played = await play({
      steps: [resubmit(8)],
      slice: ({ from }) => (from === '500-03' ? 'trouble' : { kind: 'done' }),
    });
    await played.host.runToEnd();
    expect(names(played.calls).filter((name) => name === 'resubmitSlice')).toHaveLength(4);
    expect(seconds(nextSteps(played.calls))).toEqual([0, 1]);
  });
});

describe('a long run', () => {
  test('begins anew after forty steps, under its own id, and loses nothing', async () => {
    await using played = await play({ steps: Array.from({ length: 95 }, () => ({ do: 'sweep' }) as const) });
    await played.host.runToEnd();
    expect(played.calls).toHaveLength(2 * 95 + 1);
    expect(played.status()).toBe('Completed');
    // 15 sweeps and the stop are all that the third generation knows.
    const scheduled = played.host.durable
      .history(instance)
      .filter(({ Name }) => Name !== undefined && Name.includes('-v1'));
    expect(scheduled.filter(({ Name }) => Name === 'nextStep-v1')).toHaveLength(16);
    expect(played.host.errors()).toEqual([]);
  });

  test('never has more than 500 events in a history, however much goes wrong', async () => {
    const worst: (RunStep | 'trouble')[] = Array.from({ length: 39 }, () => resubmit(20));
    await using played = await play({
      steps: worst,
      slice: (_slice, at) => ({ kind: 'later', at: instant(at + 1_000) }),
    });
    await played.host.runToEnd();
    const lengths = played.host.durable.list().map(({ instanceId }) => played.host.durable.history(instanceId).length);
    expect(Math.max(...lengths)).toBeLessThan(500);
    expect(played.status()).toBe('Completed');
  });
});
