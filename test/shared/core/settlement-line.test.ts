import { describe, expect, test } from 'vitest';
import { parseJobKey, type JobKey, type RunId, type Side } from '../../../shared/core/ids.ts';
import type { Item, Run } from '../../../shared/core/run.ts';
import { copyStanding, lineOf, standsBeside } from '../../../shared/core/settlement-line.ts';
import { at } from '../../support/world.ts';

const run = (id: string, source: Side, target: Side): Run => ({ order: { run: id as RunId, source, target } }) as Run;
const item = (job: string, targetName?: string): Item => ({
  ...({ run: 'vision-r1', rank: job } as unknown as Item),
  job: parseJobKey(job)?.key as JobKey,
  originId: `/${job.replace(':', '/jobs/')}`,
  state:
    targetName === undefined
      ? { kind: 'ended', outcome: 'blocked', reasons: [{ code: 'X', message: '' }], at: at('09:00:00') }
      : { kind: 'ended', outcome: 'verified', targetName, attempt: 1, status: 'Running', at: at('09:00:00') },
});
const away = run('vision-r1', 'primary', 'secondary');
const home = { run: run('vision-r2', 'secondary', 'primary'), items: [item('secondary:train-f1', 'train-f2')] };
const awayAgain = { run: run('vision-r3', 'primary', 'secondary'), items: [item('primary:train-f2', 'Train-f3')] };

describe('the line of copies', () => {
  test('is empty where nothing was submitted', () => {
    expect(lineOf(item('primary:train'), away, [home])).toEqual([]);
  });

  test('is the copy, and whatever later runs have made of it', () => {
    const line = lineOf(item('primary:train', 'train-f1'), away, [home, awayAgain]);
    expect(line.map(({ side, name }) => `${side}:${name}`)).toEqual([
      'secondary:train-f1',
      'primary:train-f2',
      'secondary:Train-f3',
    ]);
    expect(line[1]?.originId).toBe('/secondary/jobs/train-f1');
  });

  test('does not go on with the copy of another job', () => {
    const other = { ...home, items: [item('secondary:other-f1', 'other-f2')] };
    expect(lineOf(item('primary:train', 'train-f1'), away, [other])).toHaveLength(1);
  });
});

describe('a copy', () => {
  const { state, ...rest } = item('primary:train', 'train-f1');
  const failed = (code: string): Item['state'] => ({
    ...{ kind: 'ended', outcome: 'failed', reasons: [{ code, message: '' }] },
    ...{ targetName: 'train-f1', at: at('09:00:00') },
  });
  const link = (told: Item['state'] = state) => lineOf({ ...rest, state: told }, away, [])[0];

  test.each([
    ['NotStartedTimeout', 'NotStarted', 'unbegun'],
    ['NotStartedTimeout', 'notstarted', 'unbegun'],
    ['NotStartedTimeout', 'Running', 'live'],
    ['NotStartedTimeout', 'Queued', 'live'],
    ['NotStartedTimeout', 'CancelRequested', 'ending'],
    ['NotStartedTimeout', 'Canceled', 'ended'],
    ['ResubmitTimeout', 'NotStarted', 'live'],
  ])('whose item has failed for %s and that is %s now is taken for %s', (code, status, standing) => {
    const made = link(failed(code));
    expect(made === undefined ? undefined : copyStanding(made, status)).toBe(standing);
  });

  test('that nobody has given up yet lives, also before it begins', () => {
    const made = link();
    expect(made === undefined ? undefined : copyStanding(made, 'NotStarted')).toBe('live');
  });
});

describe('of a line there stands beside the origin', () => {
  const stands = (...standings: ('live' | 'unbegun' | 'completed' | 'ended' | 'gone' | 'none')[]) =>
    standsBeside(standings.map((standing, index) => ({ standing, index })))?.index;

  test.each([
    ['the one that lives', stands('ended', 'live', 'ended'), 1],
    ['the latest of those that live', stands('live', 'live'), 1],
    ['the one that has completed, where none lives', stands('completed', 'ended'), 0],
    ['the one that has completed before one that never began', stands('completed', 'unbegun'), 0],
    ['the one that never began before one that has ended: it may yet begin', stands('unbegun', 'ended'), 0],
    ['the last one, where nothing is left of any', stands('gone', 'gone'), 1],
    ['nothing, where there is none', stands(), undefined],
  ])('%s', (_who, found, wanted) => {
    expect(found).toBe(wanted);
  });
});
