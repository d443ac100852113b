import { serviceHealth } from '../acts/alerting.ts';
import { darken, storyBegins } from '../acts/outage.ts';
import { comesTo, standsBy } from '../acts/watching.ts';
import type { Scenario } from '../story.ts';

const blindness = { decision: 'hold', reason: 'Blind' } as const;

export const blind: Scenario = {
  name: 'blind',
  says: 'the app reaches nothing at all, and Azure reports an incident: who is cut off cannot judge, and holds',
  expects: { kind: 'no-run', decided: [blindness] },
  finishedJobs: 0,
  async play(stage) {
    const { actors, telling } = stage;
    await storyBegins(stage);
    await actors.control('/dark', { region: 'global' });
    telling.step('the control endpoint, which depends on neither workspace, does not answer');
    await comesTo(stage, blindness);
    await darken(stage, 'secondary', 'continue');
    await darken(stage, 'primary', 'continue');
    // With eyes to see, an incident and failing probes would be two groups.
    await serviceHealth(stage, 'primary', { stage: 'Active' });
    await standsBy(stage, blindness, 5);
    return {};
  },
};
