import { expect, test } from 'vitest';
import { defaultPolicy, modeOf, type JobClass, type Policy } from '../../../shared/core/policy.ts';

const releases: JobClass = { name: 'releases', mode: 'approval', experiments: ['release-*', 'hotfix'], tags: {} };
const gold: JobClass = { name: 'gold', mode: 'manual', experiments: [], tags: { tier: 'gold', team: 'vision' } };
const both: JobClass = { name: 'nightly gold', mode: 'automatic', experiments: ['nightly.*'], tags: { tier: 'gold' } };
const policy: Policy = { ...defaultPolicy, classes: [releases, gold, both] };

test.each([
  ['an experiment that a pattern fits', { experiment: 'release-7.1' }, 'approval', 'releases'],
  ['in any letter case', { experiment: 'RELEASE-7' }, 'approval', 'releases'],
  ['one that is named in full', { experiment: 'hotfix' }, 'approval', 'releases'],
  ['one that only begins like it', { experiment: 'hotfix-2' }, 'automatic', undefined],
  ['all tags', { tags: { tier: 'gold', team: 'vision' } }, 'manual', 'gold'],
  ['only one of two tags', { tags: { tier: 'gold' } }, 'automatic', undefined],
  [
    'two classes: the first decides',
    { experiment: 'release-1', tags: { tier: 'gold', team: 'vision' } },
    'approval',
    'releases',
  ],
  ['experiment and tag', { experiment: 'nightly.3', tags: { tier: 'gold' } }, 'automatic', 'nightly gold'],
  ['a dot is a dot', { experiment: 'nightly-3', tags: { tier: 'gold' } }, 'automatic', undefined],
  ['neither experiment nor tags', {}, 'automatic', undefined],
])('%s', (_, job: { experiment?: string; tags?: Record<string, string> }, mode, name) => {
  expect(modeOf(policy, { tags: {}, ...job })).toEqual({ mode, class: name });
});

test('a class that names nothing holds nothing', () => {
  const empty: JobClass = { name: 'all', mode: 'manual', experiments: [], tags: {} };
  expect(modeOf({ ...defaultPolicy, classes: [empty] }, { tags: {} }).mode).toBe('automatic');
});
