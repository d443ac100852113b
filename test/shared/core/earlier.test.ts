import { describe, expect, test } from 'vitest';
import { earlierIndex } from '../../../shared/core/earlier.ts';
import type { RunId } from '../../../shared/core/ids.ts';
import { jobKey } from '../../../shared/core/ids.ts';
import type { LedgerJob, LiveJob } from '../../../shared/core/job.ts';
import type { Item, ItemState } from '../../../shared/core/run.ts';
import { at, pair } from './run-fixtures.ts';

const origin = '/subscriptions/S/workspaces/East/jobs/Train';
const copy = 'Train-f1-abcdefgh';

function row(status: string, marked: boolean, name = copy): LedgerJob {
  const live: LiveJob = {
    ...{ pair, key: jobKey('secondary', name), name, status, statusAt: at('09:05'), firstSeenAt: at('09:01') },
    ...{ side: 'secondary', state: 'live', cancelRequested: false, tags: {}, spec: { kind: 'wanted' } },
    ...(marked ? { lineage: { origin: origin.toLowerCase(), root: origin } } : {}),
  };
  const hasEnded = ['Failed', 'Canceled', 'Completed'].includes(status);
  return hasEnded ? { ...live, state: 'done', endedAt: at('09:06') } : live;
}
function item(run: string, state: ItemState, more: Partial<Item> = {}): Item {
  return {
    ...{ run: run as RunId, rank: '500-a', job: jobKey('primary', 'train'), originName: 'Train', originId: origin },
    ...{ rootId: origin, late: false, victim: false, state, ...more },
  };
}
const verified: ItemState = {
  ...{ kind: 'ended', outcome: 'verified', targetName: copy, attempt: 1, status: 'Running', at: at('09:04') },
};
const failed: ItemState = {
  ...{ kind: 'ended', outcome: 'failed', targetName: copy, at: at('09:04') },
  reasons: [{ code: 'ResubmitTimeout', message: 'nobody knows' }],
};
const of = (target: readonly LedgerJob[], items: readonly Item[] = []) => earlierIndex({ target, items })(origin);

describe('of a job that an earlier run, or a message of the queue, has dealt with', () => {
  test.each(['Running', 'NotStarted', 'Completed'])('a copy that is %s means that it has moved', (status) => {
    expect(of([row(status, true)])).toEqual({ moved: copy });
    expect(of([row(status, false)], [item('vision-r1', verified)])).toEqual({ moved: copy });
  });

  test.each(['Failed', 'Canceled'])('a copy that is %s leaves room for another try', (status) => {
    expect(of([row(status, true)], [item('vision-r1', verified)])).toEqual({
      before: { run: 'vision-r1', targetName: copy },
    });
  });

  test('an item is believed where the ledger has not heard of the copy, unless it was seen to fail', () => {
    expect(of([], [item('vision-r1', verified)])).toEqual({ moved: copy });
    const seen = item('vision-r1', verified, { copy: { status: 'Failed', at: at('09:30') } });
    expect(of([], [seen])).toEqual({ before: { run: 'vision-r1', targetName: copy } });
  });

  test('one copy that lives outweighs all that have failed', () => {
    const rows = [row('Failed', true), row('Running', true, `${copy}a2`)];
    expect(of(rows, [item('vision-r2', failed), item('vision-r1', failed)])).toEqual({ moved: `${copy}a2` });
  });

  test('the latest try is the one to look up, and whoever asked it to end is remembered', () => {
    const later = { ...failed, targetName: `${copy}a2` } as ItemState;
    const items = [item('vision-r2', later), item('vision-r1', failed, { askedToEnd: at('09:02') })];
    expect(of([], items)).toEqual({
      before: { run: 'vision-r2', targetName: `${copy}a2` },
      askedToEnd: at('09:02'),
    });
  });

  test('nothing is known of any other', () => {
    expect(earlierIndex({ target: [row('Running', true)], items: [] })('/elsewhere/jobs/train')).toEqual({});
  });
});
