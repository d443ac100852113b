import { expect, test } from 'vitest';
import { listen, type Listening } from '../../../shared/core/listening.ts';
import { defaultPolicy } from '../../../shared/core/policy.ts';
import { instant } from '../../../shared/core/time.ts';
import { ago, noon } from './judgement-fixtures.ts';

const look = (kept: Listening | undefined, cutOff = false) =>
  listen(kept, { now: noon, cutOff, policy: defaultPolicy }).listening;

test.each<[string, Listening | undefined, boolean, Listening['since']]>([
  ['begins with the first look', undefined, false, noon],
  ['goes on from look to look', { since: ago(90), at: ago(1) }, false, ago(90)],
  ['goes on over looks that were left out', { since: ago(90), at: ago(5) }, false, ago(90)],
  ['begins anew after a gap', { since: ago(90), at: ago(6) }, false, noon],
  ['begins anew while we are cut off', { since: ago(90), at: ago(1) }, true, noon],
])('listening %s', (_, kept, cutOff, since) => {
  expect(look(kept, cutOff)).toMatchObject({ since, at: noon });
});

test('two watches at once do not turn the clock back', () => {
  const ahead = { since: ago(90), at: instant(noon + 500) };
  expect(look(ahead)).toMatchObject(ahead);
});

test('the jobs are looked at once in a tenth of the shortest window', () => {
  const looks = (jobsAt: Listening['jobsAt']) =>
    listen(
      { since: ago(90), at: ago(1), ...(jobsAt === undefined ? {} : { jobsAt }) },
      { now: noon, cutOff: false, policy: defaultPolicy },
    );
  expect(looks(undefined)).toMatchObject({ looksAtJobs: true, listening: { jobsAt: noon } });
  expect(looks(instant(noon - 59_000))).toMatchObject({ looksAtJobs: false, listening: { jobsAt: noon - 59_000 } });
  expect(looks(ago(1))).toMatchObject({ looksAtJobs: true, listening: { jobsAt: noon } });
});
