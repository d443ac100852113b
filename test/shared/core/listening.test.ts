import { expect, test } from 'vitest';
import type { Side } from '../../../shared/core/ids.ts';
import { listen, listeningSince, type Listening } from '../../../shared/core/listening.ts';
import { defaultPolicy } from '../../../shared/core/policy.ts';
import { instant } from '../../../shared/core/time.ts';
import { ago, noon } from './judgement-fixtures.ts';

const look = (kept: Listening | undefined, cutOff = false, turnedAway: readonly Side[] = []) =>
  listen(kept, { now: noon, cutOff, turnedAway, policy: defaultPolicy }).listening;

test.each<[string, Listening | undefined, boolean, Listening['since']]>([
  ['begins with the first look', undefined, false, noon],
  ['goes on from look to look', { since: ago(90), at: ago(1) }, false, ago(90)],
  ['goes on over looks that were left out', { since: ago(90), at: ago(5) }, false, ago(90)],
  ['begins anew after a gap', { since: ago(90), at: ago(6) }, false, noon],
  ['begins anew while we are cut off', { since: ago(90), at: ago(1) }, true, noon],
])('listening %s', (_, kept, cutOff, since) => {
  expect(look(kept, cutOff)).toMatchObject({ since, at: noon });
});

test('a side at which we are turned away begins anew with each look, and the other side goes on', () => {
  const once = look({ since: ago(90), at: ago(1) }, false, ['primary']);
  expect(listeningSince(once, 'primary')).toBe(noon);
  expect(listeningSince(once, 'secondary')).toBe(ago(90));
});

test('that we were turned away is remembered until listening as a whole begins anew', () => {
  const turned = { since: ago(90), at: ago(1), turnedAway: { primary: ago(10), secondary: ago(30) } };
  const after = look(turned, false, ['secondary']);
  expect(listeningSince(after, 'primary')).toBe(ago(10));
  expect(listeningSince(after, 'secondary')).toBe(noon);
  expect(listeningSince(look(turned, true), 'primary')).toBe(noon);
});

test('two watches at once do not turn the clock back', () => {
  const ahead = { since: ago(90), at: instant(noon + 500) };
  expect(look(ahead)).toMatchObject(ahead);
});

test('the jobs are looked at once in a tenth of the shortest window', () => {
  const looks = (jobsAt: Listening['jobsAt']) =>
    listen(
      { since: ago(90), at: ago(1), ...(jobsAt === undefined ? {} : { jobsAt }) },
      { now: noon, cutOff: false, turnedAway: [], policy: defaultPolicy },
    );
  expect(looks(undefined)).toMatchObject({ looksAtJobs: true, listening: { jobsAt: noon } });
  expect(looks(instant(noon - 59_000))).toMatchObject({ looksAtJobs: false, listening: { jobsAt: noon - 59_000 } });
  expect(looks(ago(1))).toMatchObject({ looksAtJobs: true, listening: { jobsAt: noon } });
});
