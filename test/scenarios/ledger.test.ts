import { expect, test } from 'vitest';
import { call } from '../../local/http.ts';
import { until } from '../../local/scenarios/wait.ts';
import { never, setting, submitJobs, testRegion } from '../support/region.ts';
import type { TestRegion } from '../support/region.ts';

type JobState = { name: string; status: string; root: boolean };
type Row = { name: string; status: string; state: string; side: string };

const terminal = ['Completed', 'Failed', 'Canceled'];

/** What the service itself says of its jobs, by name. */
async function truth({ region }: TestRegion): Promise<Map<string, string>> {
  const { body } = await call({ url: `${region.simulator.controlUrl}/state` });
  const { workspaces } = body as { workspaces: { id: string; jobs: JobState[] }[] };
  const primary = workspaces.find(({ id }) => id === region.pair.primary.id);
  return new Map(primary?.jobs.flatMap(({ root, name, status }) => (root ? [[name, status] as const] : [])));
}

async function ledger({ get }: TestRegion): Promise<{ statuses: Map<string, string>; rows: Row[] }> {
  const { value: rows } = await get<{ value: Row[] }>('/jobs?side=primary&top=1000');
  return { rows, statuses: new Map(rows.map(({ name, status }) => [name, status])) };
}

const sorted = (map: Map<string, string>): [string, string][] =>
  [...map].toSorted(([one], [other]) => (one < other ? -1 : 1));

/** Jobs end in three ways and others run on; then nothing moves any more. */
async function liveAndDie(here: TestRegion, names: readonly string[]): Promise<void> {
  const workspace = here.region.pair.primary.id;
  await until('all jobs to have begun', async () =>
    [...(await truth(here)).values()].every((status) => status === 'Running') ? true : undefined,
  );
  for (const [index, job] of names.entries()) {
    const status = ['Running', 'Completed', 'Failed', 'Canceled'][index % 4] ?? 'Running';
    if (status !== 'Running') await here.actors.control('/jobs/status', { workspace, job, status });
  }
}

/** Within 30 s of the last event that was raised the ledger says what the service says. */
async function expectTruth(here: TestRegion): Promise<void> {
  const wanted = sorted(await truth(here));
  const books = new Map<string, string>();
  for (const line of here.region.simulator.books()) {
    if (line.kind === 'job' && line.root) books.set(line.job, line.status);
  }
  expect(sorted(books)).toEqual(wanted);
  const text = JSON.stringify(wanted);
  const isEqual = async (): Promise<boolean> => JSON.stringify(sorted((await ledger(here)).statuses)) === text;
  await until('the ledger to equal the truth', async () => ((await isEqual()) ? true : undefined), 30).catch(() => {});
  const { statuses, rows } = await ledger(here);
  expect(sorted(statuses)).toEqual(wanted);
  expect(rows.filter(({ state, status }) => (state === 'done') !== terminal.includes(status))).toEqual([]);
}

const slow = { timeout: 120_000 };

test(
  '1,000 events for 200 jobs, shuffled and one in ten doubled, leave the ledger equal to the books',
  slow,
  async () => {
    const here = await testRegion({ editConfig: (yaml) => setting(yaml, 'reconcile', never) });
    await here.actors.control('/events/options', { shuffleMs: 3_000, duplicateRate: 0.1 });
    const jobs = await submitJobs(here, 200);
    await liveAndDie(
      here,
      jobs.map(({ name }) => name),
    );
    await expectTruth(here);

    const told = here.region.simulator.books().filter((line) => line.kind === 'event');
    expect(told.filter(({ outcome }) => outcome === 'delivered').length).toBeGreaterThanOrEqual(1_000);
    expect(told.filter(({ outcome }) => outcome === 'duplicated').length).toBeGreaterThanOrEqual(80);
    expect(new Set(told.map(({ outcome }) => outcome))).toEqual(new Set(['delivered', 'duplicated']));
  },
);

test('when no event is delivered at all, reconciliation alone brings the ledger to the truth', slow, async () => {
  const here = await testRegion();
  await here.actors.control('/events/options', { dropRate: 1 });
  const jobs = await submitJobs(here, 20);
  await until('the first reconciliation', async () => ((await ledger(here)).rows.length === 20 ? true : undefined));
  await liveAndDie(
    here,
    jobs.map(({ name }) => name),
  );
  await expectTruth(here);
});
