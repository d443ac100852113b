import { describe, expect, test } from 'vitest';
import type { Earlier } from '../../../shared/core/earlier.ts';
import { jobKey, runId, type SpecHash } from '../../../shared/core/ids.ts';
import type { DoneJob, LedgerJob } from '../../../shared/core/job.ts';
import type { RunMode } from '../../../shared/core/pointer.ts';
import { inherited, retried } from '../../../shared/core/retry.ts';
import type { Item, ItemState } from '../../../shared/core/run.ts';
import { at, order, pair } from './run-fixtures.ts';

const key = jobKey('primary', 'train');

function ended(status: string, more: Partial<DoneJob> = {}): DoneJob {
  return {
    ...{ pair, key, side: 'primary', name: 'train', state: 'done', status, jobType: 'Command', tags: {} },
    ...{ statusAt: at('08:10'), firstSeenAt: at('07:00'), endedAt: at('08:10'), cancelRequested: false },
    spec: { kind: 'recorded', hash: 'ab'.repeat(32) as SpecHash, bytes: 10, at: at('07:00') },
    ...more,
  };
}

const because = (outcome: 'blocked' | 'failed' | 'skipped', code: string): ItemState => ({
  ...{ kind: 'ended', outcome, reasons: [{ code, message: '' }], at: at('08:20') },
});

function item(state: ItemState, more: Partial<Item> = {}): Item {
  return {
    ...{ run: order.run, rank: '500-a', job: key, originName: 'train', originId: '/jobs/train', rootId: '/jobs/train' },
    ...{ late: false, victim: false, state },
    ...more,
  };
}

describe('the next run takes along what an earlier one had to block', () => {
  const blocked = because('blocked', 'ComputeNotInStandby');
  const asked = { askedToEnd: at('08:05') };
  test.each<[string, DoneJob, Item[], boolean]>([
    ['if the outage has ended it', ended('Failed'), [item(blocked)], true],
    ['if that run had ended it itself', ended('Canceled', { cancelRequested: true }), [item(blocked, asked)], true],
    [
      'if it failed when that run had asked for its end',
      ended('Failed', { cancelRequested: true }),
      [item(blocked, asked)],
      true,
    ],
    ['not if somebody else has ended it', ended('Canceled', { cancelRequested: true }), [item(blocked)], false],
    [
      'not if it has completed all the same',
      ended('Completed', { cancelRequested: true }),
      [item(blocked, asked)],
      false,
    ],
    [
      'not if a later run could move it',
      ended('Canceled', { cancelRequested: true }),
      [item(because('failed', 'CopyFailed')), item(blocked, asked)],
      false,
    ],
    [
      'not if the service knows nothing of it any more',
      ended('Running', { deniedAt: at('08:45') }),
      [item(blocked, asked)],
      false,
    ],
    ['not if it is in the other workspace', ended('Failed', { side: 'secondary' }), [item(blocked)], false],
    ['not if it was no run that dealt with it', ended('Failed'), [], false],
  ])('%s', (_when, job, items, wanted) => {
    expect(inherited(items, [job], order)).toEqual(wanted ? [job] : []);
  });
});

describe('a job that is tried again', () => {
  const { endedAt: _, state: _done, ...facts } = ended('Running');
  const running: LedgerJob = { ...facts, state: 'live' };
  const again = (mode: RunMode, row: LedgerJob | undefined, of: Partial<Item> = {}, earlier: Earlier = {}): string => {
    const wish = { ...order, run: runId(pair, 2), kind: 'evacuate', mode, retryOf: order.run } as const;
    const was = item(because('blocked', 'ComputeNotInStandby'), of);
    const [made] = retried([was], row === undefined ? [] : [row], wish, () => earlier, at('09:00'));
    if (made?.state.kind !== 'ended') return made?.state.kind ?? 'left out';
    const { state: is } = made;
    return is.outcome === 'verified' ? is.outcome : `${is.outcome} ${is.reasons[0].code}`;
  };

  describe.each(['forced', 'planned'] as const)('by a %s run', (mode) => {
    test.each<[string, LedgerJob | undefined, Partial<Item>, string]>([
      ['that runs', running, {}, 'planned'],
      ['that the ledger has forgotten', undefined, {}, 'planned'],
      ['that has failed', ended('Failed'), {}, 'planned'],
      ['that was canceled by nobody', ended('Canceled'), {}, 'planned'],
      ['that was canceled by somebody', ended('Canceled', { cancelRequested: true }), {}, 'skipped UserCancelled'],
      ['that we have ended', ended('Canceled', { cancelRequested: true }), { askedToEnd: at('08:05') }, 'planned'],
      ['that has completed', ended('Completed'), {}, 'superseded OriginCompleted'],
      ['that has completed in another case', ended('COMPLETED'), {}, 'superseded OriginCompleted'],
      [
        'that has completed although we asked for its end',
        ended('Completed', { cancelRequested: true }),
        { askedToEnd: at('08:05') },
        'superseded OriginCompleted',
      ],
    ])('%s', (_what, row, of, state) => {
      expect(again(mode, row, of)).toBe(state);
    });

    test('and has a copy by now is left where it is, whatever its origin came to', () => {
      expect(again(mode, ended('Completed'), {}, { moved: 'train-f1' })).toBe('skipped AlreadyMoved');
    });
  });
});
