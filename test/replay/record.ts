import * as df from 'durable-functions';
import { mkdir, writeFile } from 'node:fs/promises';
import { createActivities } from '../../functions/activities/index.ts';
import { ACTIVITIES, ORCHESTRATORS } from '../../functions/names.ts';
import { failoverRun } from '../../functions/orchestrations/failover-run.ts';
import { wave } from '../../functions/orchestrations/wave.ts';
import { startHost } from '../../local/host/host.ts';
import { generateJobs } from '../../local/simulator/jobs-generator.ts';
import type { EmbeddedPair } from '../../local/simulator/seeds.ts';
import { runInstanceId } from '../../shared/core/ids.ts';
import type { Orchestrations } from '../../shared/ports.ts';
import type { Deps } from '../../shared/work/deps.ts';
import { mirrorPass } from '../../shared/work/mirror-job.ts';
import { reconcile } from '../../shared/work/reconcile.ts';
import { startWorld } from '../crash/world.ts';
import type { World } from '../crash/world.ts';
import { virtualClock } from '../local/simulator/support/virtual-clock.ts';
import { createRecorder } from './recording.ts';
import type { Recording } from './recording.ts';
import { recordedStories } from './stories.ts';
import type { RecordedStory } from './stories.ts';

/*
 * node scripts/launch.mjs test/replay/record.ts [story …]
 *
 * Plays each story on the embedded durable engine, over the real activities, storage and two simulated workspaces in
 * virtual time, and keeps the histories of all its instances. When one may do that is in README.md.
 */
const folder = new URL('./histories/', import.meta.url);
const mostMoments = 2_000;

async function record(story: RecordedStory, number: number): Promise<Recording> {
  const clock = virtualClock(Date.parse('2026-03-01T03:00:00Z'));
  const world = await startWorld(clock);
  try {
    const added = await world.addPair(number);
    const deps = added.newDeps();
    await prepare(deps, added.pair, world);
    const host = await startHost({
      appDirectory: new URL('../local/host/support/app', import.meta.url).pathname,
      dataFile: ':memory:',
      now: () => clock.now(),
      entry: () => {
        registerApp(deps);
        return Promise.resolve();
      },
    });
    const recorder = createRecorder(host.durable);
    const pass = async (moments = mostMoments): Promise<void> => {
      for (let moment = 0; moment < moments; moment += 1) {
        await host.tick();
        recorder.look();
        const next = host.nextDue();
        if (next === undefined) return;
        clock.advance(Math.max(0, next - clock.now()));
      }
    };
    const { primary, secondary } = added.pair;
    await story.play({
      ...{ deps, pass },
      catchUp: () => catchUp(deps),
      orchestrations: orchestrationsOn(host.durable),
      control: (path, body) => world.control(path, body),
      regions: { primary: primary.region, secondary: secondary.region },
    });
    recorder.look();
    const [pair] = deps.config.pairs;
    const runs = pair === undefined ? [] : (await deps.runs.listRuns(pair.name)).toReversed();
    const errors = host.errors();
    await host.stop();
    if (errors.length > 0) throw new Error(`${story.name}: ${errors.join('; ')}`);
    return {
      story: story.name,
      runs: runs.map(({ order, state }) => `${order.run} ${order.kind} ${order.mode} ${state}`),
      executions: recorder.executions(),
    };
  } finally {
    await world.stop();
  }
}

/** Three jobs that move and one that cannot, recorded and mirrored. */
async function prepare(deps: Deps, pair: EmbeddedPair, world: World): Promise<void> {
  const all = generateJobs(7, 40, pair.primary);
  const good = all.filter(({ expected }) => expected === 'verified');
  const bad = all.filter(({ expected }) => expected !== 'verified' && expected.blocked === 'DataNotInStandby');
  const jobs = [...good.filter(({ kind }) => kind === 'command').slice(0, 2), ...bad.slice(0, 1)];
  for (const job of [...jobs, ...good.filter(({ kind }) => kind === 'pipeline').slice(0, 1)])
    await world.put(pair.primary.id, job.name, job.body.properties, job.needsToken);
  await catchUp(deps);
}

/** The ledger comes to the truth of both workspaces, and the mirror copies what live jobs need. */
async function catchUp(deps: Deps): Promise<void> {
  await reconcile(deps);
  const [pair] = deps.config.pairs;
  if (pair === undefined) throw new Error('no pair');
  for (const { key } of await deps.ledger.live(pair.name)) await mirrorPass(deps, { pair: pair.name, job: key });
}

function registerApp(deps: Deps): void {
  df.app.orchestration(ORCHESTRATORS.failoverRun, failoverRun);
  df.app.orchestration(ORCHESTRATORS.wave, wave);
  const activities = createActivities(deps);
  for (const name of Object.values(ACTIVITIES))
    df.app.activity(name, { handler: (input: unknown) => activities[name](input as never) });
}

function orchestrationsOn(durable: Awaited<ReturnType<typeof startHost>>['durable']): Orchestrations {
  return {
    start(pair, run, fence) {
      durable.start(ORCHESTRATORS.failoverRun, { pair, run, fence }, runInstanceId(run, fence));
      return Promise.resolve();
    },
    status: () => Promise.resolve('running'),
  };
}

/** One event a line: a change of one shows as a change of one. */
function textOf({ story, runs, executions }: Recording): string {
  const parts = executions.map(({ orchestrator, instanceId, input, history }) => {
    const events = history.map((event) => `      ${JSON.stringify(event)}`).join(',\n');
    const head = `"orchestrator": ${JSON.stringify(orchestrator)}, "instanceId": ${JSON.stringify(instanceId)}`;
    return `    {${head}, "input": ${JSON.stringify(input)}, "history": [\n${events}\n    ]}`;
  });
  return `{\n  "story": "${story}",\n  "runs": ${JSON.stringify(runs)},\n  "executions": [\n${parts.join(',\n')}\n  ]\n}\n`;
}

const wanted = process.argv.slice(2);
await mkdir(folder, { recursive: true });
for (const [index, story] of recordedStories.entries()) {
  if (wanted.length > 0 && !wanted.includes(story.name)) continue;
  const recording = await record(story, index + 1);
  await writeFile(new URL(`${story.name}.json`, folder), textOf(recording));
  const events = recording.executions.reduce((sum, { history }) => sum + history.length, 0);
  process.stdout.write(
    `${story.name}: ${recording.runs.join(', ')}; ${recording.executions.length} executions, ${events} events\n`,
  );
}
