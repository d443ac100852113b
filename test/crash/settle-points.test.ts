import pLimit from 'p-limit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { generateJobs } from '../../local/simulator/jobs-generator.ts';
import { until } from '../../local/scenarios/wait.ts';
import type { PairName } from '../../shared/core/ids.ts';
import { plus } from '../../shared/core/time.ts';
import type { Deps } from '../../shared/work/deps.ts';
import { mirrorPass } from '../../shared/work/mirror-job.ts';
import { reconcile } from '../../shared/work/reconcile.ts';
import { settle } from '../../shared/work/settle.ts';
import { interpret } from '../support/interpret.ts';
import { claimRun } from './claim-run.ts';
import { makeMortal, type DeathPoint } from './mortal.ts';
import { startWorld, type TestClock, type World } from './world.ts';

type Settled = { readonly items: Readonly<Record<string, string>>; readonly jobs: Readonly<Record<string, string>> };
/** How far a job that lives has got is a matter of the machine's pace. */
const ended = new Set(['Completed', 'Failed', 'Canceled']);
type Process = Deps & { readonly clock: TestClock };

let world: World;
let nextPair = 1;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  await world.stop();
});

/** Fails two jobs over, of which one completes unseen; then settles, where a first process may die on its way. */
async function settleAfter(death: DeathPoint | undefined): Promise<{ end: Settled; writes: readonly string[] }> {
  const number = nextPair;
  nextPair += 1;
  const added = await world.addPair(number);
  const { pair } = added;
  const jobs = generateJobs(7, 40, pair.primary)
    .filter(({ expected, kind }) => expected === 'verified' && kind === 'command')
    .slice(0, 2);
  for (const job of jobs) await world.put(pair.primary.id, job.name, job.body.properties, job.needsToken);
  const first = added.newDeps();
  const name = nameOf(first);
  await reconcile(first);
  for (const { key } of await first.ledger.live(name, 'primary')) await mirrorPass(first, { pair: name, job: key });
  await interpret(first, first.clock, await claimRun(first));
  const [finished] = jobs;
  await world.control('/jobs/status', {
    workspace: pair.primary.id,
    job: finished?.name,
    status: 'Completed',
    cause: 'job',
  });
  await answers(first);

  const mortal = makeMortal(first, death);
  await Promise.race([settleAll(mortal.deps, first.clock, () => isDone(first)), mortal.died]);
  const second = added.newDeps();
  second.clock.moveTo(first.clock.now());
  await settleAll(second, second.clock, () => isDone(second));
  return { end: await endState(second, [pair.primary.id, pair.secondary.id]), writes: mortal.writes };
}

function nameOf(deps: Deps): PairName {
  const [pair] = deps.config.pairs;
  if (pair === undefined) throw new Error('no pair');
  return pair.name;
}

/** The watch has seen the primary answer for long enough. */
async function answers(deps: Process): Promise<void> {
  for (let probe = 0; probe < 4; probe += 1) {
    const now = deps.clock.now();
    await deps.signals.put(nameOf(deps), {
      ...{ group: 'our-view', source: 'probe', side: 'primary', subject: 'control-plane', state: 'alive' },
      ...{ detail: 'alive', since: now, receivedAt: now },
    });
    deps.clock.moveTo(plus(now, 1_000));
  }
}

async function settleAll(deps: Deps, clock: TestClock, done: () => Promise<boolean>): Promise<void> {
  await until('the run to be settled', async () => {
    if (await done()) return true;
    await settle(deps);
    await answers({ ...deps, clock });
    return undefined;
  });
}

async function isDone(deps: Deps): Promise<boolean> {
  const [run] = await deps.runs.listRuns(nameOf(deps));
  return run?.settledAt !== undefined;
}

async function endState(deps: Deps, workspaces: readonly string[]): Promise<Settled> {
  const [run] = await deps.runs.listRuns(nameOf(deps));
  const items = run === undefined ? [] : await deps.runs.items(run.order.run);
  const last = new Map<string, string>();
  for (const line of world.simulator.books())
    if (line.kind === 'job' && workspaces.includes(line.workspace))
      last.set(
        `${workspaces.indexOf(line.workspace)} ${line.job.replace(/-f1-.*/, '')}`,
        ended.has(line.status) ? line.status : 'lives',
      );
  return {
    items: Object.fromEntries(
      items.map(({ row }) => [
        row.originName,
        `${row.state.kind === 'ended' ? row.state.outcome : row.state.kind} ${row.settlement?.reason.code}`,
      ]),
    ),
    jobs: Object.fromEntries([...last].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}

it('a settlement that dies at any one of its writes ends as one that never died', { timeout: 300_000 }, async () => {
  const whole = await settleAfter(undefined);
  expect(Object.values(whole.end.items).toSorted()).toEqual(['superseded OriginCompleted', 'verified OriginCancelled']);
  expect(Object.values(whole.end.jobs).toSorted()).toEqual(['Canceled', 'Canceled', 'Completed', 'lives']);
  expect(whole.writes.filter((write) => write === 'cancelJob')).toHaveLength(2);

  const deaths = whole.writes.flatMap((name, index) =>
    // Between two writes a process only reads: before one is after the one before. A cancel is sent, and not written.
    (name === 'cancelJob' ? (['before', 'after'] as const) : (['after'] as const)).map((when) => ({
      ...{ write: index + 1, name, when },
    })),
  );
  const limit = pLimit(6);
  await Promise.all(
    deaths.map(({ write, name, when }) =>
      limit(async () => {
        const { end } = await settleAfter({ write, when });
        expect(end.jobs, `death ${when} write ${write} (${name})`).toEqual(whole.end.jobs);
        expect(end.items, `death ${when} write ${write} (${name})`).toEqual(whole.end.items);
      }),
    ),
  );
});
