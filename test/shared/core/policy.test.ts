import { expect, test } from 'vitest';
import { defaultPolicy, modeOf, type JobClass, type Policy } from '../../../shared/core/policy.ts';

const releases: JobClass = { name: 'releases', mode: 'approval', experiments: ['release-*', 'hotfix'], tags: {} };
const gold: JobClass = { name: 'gold', mode: 'manual', experiments: [], tags: { tier: 'gold', team: 'vision' } };
const both: JobClass = { name: 'nightly gold', mode: 'automatic', experiments: ['nightly.*'], tags: { tier: 'gold' } };
const policy: Policy = { ...defaultPolicy, classes: [releases, gold, both] };

test.each([
  ['an experiment that a pattern fits', { experiment: 'release-7.1' }, 'approval', 'the class releases'],
  ['in any letter case', { experiment: 'RELEASE-7' }, 'approval', 'the class releases'],
  ['one that is named in full', { experiment: 'hotfix' }, 'approval', 'the class releases'],
  ['one that only begins like it', { experiment: 'hotfix-2' }, 'automatic', "the pair's mode"],
  ['all tags', { tags: { tier: 'gold', team: 'vision' } }, 'manual', 'the class gold'],
  ['only one of two tags', { tags: { tier: 'gold' } }, 'automatic', "the pair's mode"],
  [
    'two classes: the first decides',
    { experiment: 'release-1', tags: { tier: 'gold', team: 'vision' } },
    'approval',
    'the class releases',
  ],
  ['experiment and tag', { experiment: 'nightly.3', tags: { tier: 'gold' } }, 'automatic', 'the class nightly gold'],
  ['a dot is a dot', { experiment: 'nightly-3', tags: { tier: 'gold' } }, 'automatic', "the pair's mode"],
  ['neither experiment nor tags', {}, 'automatic', "the pair's mode"],
])('%s', (_, job: { experiment?: string; tags?: Record<string, string> }, mode, because) => {
  expect(modeOf(policy, { tags: {}, ...job })).toEqual({ mode, because });
});

test('a class that names nothing holds nothing', () => {
  const empty: JobClass = { name: 'all', mode: 'manual', experiments: [], tags: {} };
  expect(modeOf({ ...defaultPolicy, classes: [empty] }, { tags: {} }).mode).toBe('automatic');
});
