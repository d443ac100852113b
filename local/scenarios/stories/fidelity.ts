import type { BookLine } from '../../simulator/books.ts';
import { fidelityFinishedJobs, generateFidelityJobs } from '../../simulator/fidelity-jobs.ts';
import { embeddedPairApart } from '../../simulator/seeds-apart.ts';
import { serviceHealth } from '../acts/alerting.ts';
import { followRun, regionGoesDark } from '../acts/outage.ts';
import type { ItemBody } from '../result.ts';
import type { Scenario, Stage } from '../story.ts';
import { ScenarioFailure, until } from '../wait.ts';

/** How long the copies run: long enough to be seen running, short enough to be seen completing. */
const runningMs = 1_500;

export const fidelity: Scenario = {
  name: 'fidelity',
  says: 'two workspaces that share nothing, jobs of every type: what they need is mirrored, and the copies complete',
  expects: {
    kind: 'failover',
    starter: 'automation',
    decided: [{ decision: 'fail-over', reason: 'ProviderAndProbeAgree' }],
  },
  finishedJobs: 0,
  world: {
    pair: embeddedPairApart,
    jobs: generateFidelityJobs,
    finished: fidelityFinishedJobs,
  },
  async play(stage) {
    const { actors, region, telling } = stage;
    const { primary, secondary } = region.pair;
    await actors.control('/times', { region: secondary.region, runningMs });
    await regionGoesDark(stage);
    await serviceHealth(stage, 'primary', { stage: 'Active' });
    const run = await followRun(stage);
    const answer = await actors.api('GET', `/pairs/${region.pairName}/runs/${run.run}/items?top=1000`);
    const copies = (answer.body as { value: ItemBody[] }).value.flatMap(({ outcome, targetName }) =>
      outcome === 'verified' && targetName !== null ? [targetName] : [],
    );
    telling.step(`${copies.length} copies run in the other workspace; each must complete with its data and code`);
    const ends = await ended(stage, copies);
    const completed = ends.filter(({ status }) => status === 'Completed').length;
    const failures = ends
      .filter(({ status }) => status !== 'Completed')
      .map(({ name, status, flaw }) => ({
        code: 'CopyNotCompleted',
        message: `${name} ended ${status}: ${flaw ?? 'for no reason told'}`,
      }));
    const sinceRun = region.simulator.books().filter(({ at }) => at >= run.startedAt);
    const asked = askedOf(primary.id, sinceRun, await appPrincipal(stage));
    if (asked.length > 0)
      failures.push({ code: 'PrimaryAsked', message: `since the run began: ${[...new Set(asked)].join(', ')}` });
    telling.step(`${completed} of ${copies.length} copies have completed`);
    return { failures };
  },
};

type JobEnd = { readonly name: string; readonly status: string; readonly flaw?: string };

async function ended(stage: Stage, names: readonly string[]): Promise<readonly JobEnd[]> {
  const { secondary } = stage.region.pair;
  const wanted = new Set(names);
  return until('the copies to end', async () => {
    const state = (await stage.actors.look('/state')) as { workspaces: { id: string; jobs: JobEnd[] }[] };
    const jobs =
      state.workspaces.find(({ id }) => id === secondary.id)?.jobs.filter(({ name }) => wanted.has(name)) ?? [];
    const over = jobs.filter(({ status }) => ['Completed', 'Failed', 'Canceled'].includes(status));
    return over.length === wanted.size ? over : undefined;
  });
}

async function appPrincipal(stage: Stage): Promise<string> {
  const state = (await stage.actors.look('/state')) as { principals?: { app?: string } };
  if (state.principals?.app === undefined)
    throw new ScenarioFailure('NoPrincipal', 'the simulator does not tell the app from others');
  return state.principals.app;
}

/** What the app asked of the dead workspace but whether it lives: the watch probes it for as long as the pair exists. */
function askedOf(workspace: string, lines: readonly BookLine[], principal: string): string[] {
  return lines.flatMap((line) => {
    if (line.kind !== 'request' || line.principal !== principal) return [];
    if (line.workspace?.toLowerCase() !== workspace.toLowerCase() || line.operation === 'workspaces/read') return [];
    return [line.operation];
  });
}
