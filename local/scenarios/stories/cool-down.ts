import { serviceHealth } from '../acts/alerting.ts';
import { darken, followRun, lighten, regionGoesDark } from '../acts/outage.ts';
import { startByHand } from '../acts/person.ts';
import { standsBy } from '../acts/watching.ts';
import { itemsOf } from '../observe.ts';
import type { Scenario, Stage } from '../story.ts';
import { until } from '../wait.ts';

const resting = { decision: 'hold', reason: 'CoolDown' } as const;

/** What the copies need is in the primary, as far as the mirror says: it was theirs to begin with. */
async function copiesAreReady(stage: Stage, copies: number): Promise<void> {
  await until('the copies to be in the ledger, ready to move back', async () => {
    type Row = { disposition: { kind: string } | null };
    const { value } = await stage.get<{ value: Row[] }>('/jobs?state=live&side=secondary&top=1000');
    const ready = value.filter(({ disposition }) => disposition?.kind === 'ready').length;
    return ready >= copies ? true : undefined;
  });
}

export const coolDown: Scenario = {
  name: 'cool-down',
  says: 'soon after a failover the other region goes down as well: automation rests, and a person can still move back',
  expects: {
    kind: 'runs',
    runs: [
      { kind: 'failover', starter: 'automation', source: 'primary' },
      { kind: 'failover', starter: 'person', source: 'secondary' },
    ],
    accounts: 0,
    activeAfter: 'primary',
    epoch: 2,
    decided: [
      { decision: 'fail-over', reason: 'ProviderAndProbeAgree' },
      resting,
      { decision: 'hold', reason: 'RunInProgress' },
    ],
  },
  finishedJobs: 0,
  // It must not be over before the story is, on a slow machine either.
  config: { policy: { coolDown: '10m' } },
  async play(stage) {
    await regionGoesDark(stage);
    await serviceHealth(stage, 'primary', { stage: 'Active' });
    const first = await followRun(stage);
    await lighten(stage, 'primary');
    await serviceHealth(stage, 'primary', { stage: 'Resolved' });
    const copies = (await itemsOf(stage, first)).filter(({ outcome }) => outcome === 'verified');
    await copiesAreReady(stage, copies.length);
    await darken(stage, 'secondary');
    await serviceHealth(stage, 'secondary', { stage: 'Active', trackingId: 'ML4T-WUS' });
    await standsBy(stage, resting, 5);
    const id = await startByHand(stage, { kind: 'failover', reason: 'now that one is down, and the first is well' });
    const back = await itemsOf(stage, await followRun(stage, id));
    const returned = back.filter(({ outcome }) => outcome === 'verified').length;
    return returned === copies.length
      ? {}
      : { failures: [{ code: 'NotAllReturned', message: `${returned} of ${copies.length} copies moved back` }] };
  },
};
