import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/demo.ts';
import { playStory } from '../support/story.ts';

test('automation asks until a drill has passed, and then acts', { timeout: 180_000 }, async () => {
  const result = await playStory(
    {
      ...{ scenario: 'drill', seed: 3, jobs: 6, moved: { verified: 5, blocked: 1 } },
      // The drill was the first run, and made no copy.
      runs: ['embedded-r2'],
      decided: ['ask (DrillOverdue)', 'hold (NoEvidence)', 'fail-over (ProviderAndProbeAgree)'],
    },
    await temporaryFolder(),
  );
  expect(result.drill).toMatchObject({ passed: true, judged: 6 });
  expect(result.drill?.canaries).toBeGreaterThan(0);
});
