import { describe, expect, test } from 'vitest';
import { aliveTogether } from '../../../local/scenarios/alive-together.ts';
import { jobKey } from '../../../shared/core/ids.ts';
import { startRun } from '../../../shared/work/start-run.ts';
import { recordedOrchestrations, vision } from '../../support/deps.ts';
import { copyName, running } from '../../support/running-jobs.ts';
import {
  booksFromHere,
  cancelled,
  carriedOut,
  homeAgain,
  itemsOf,
  outcomes,
  runOf,
  started,
} from '../../support/runs.ts';
import { useWorld } from '../../support/world.ts';

const world = useWorld();
const reason = { code: 'Manual', message: 'a test wants it' };
const refusal = async (wish: object): Promise<unknown> => {
  const request = { pair: vision, kind: 'failover', reason, by: 'ada', ...wish } as const;
  return startRun(world.deps, recordedOrchestrations(), request);
};

describe('an evacuation', () => {
  test('moves the jobs of the workspace that is not active, and not the pointer', async () => {
    const [name = ''] = await running(world, { drains: {} });
    await runOf(world, { kind: 'failover', inFlight: 'finish' });
    const books = booksFromHere(world);
    const run = await runOf(world, { kind: 'evacuate' });
    expect(await outcomes(world, run)).toEqual({ [name]: 'verified' });
    const { active, claim } = await world.deps.pointers.read(vision);
    expect(active).toMatchObject({ active: 'secondary', epoch: 1, run: 'vision-r1' });
    // The source answers, so its jobs are asked to end first.
    expect(claim?.order).toMatchObject({ kind: 'evacuate', mode: 'planned', source: 'primary', target: 'secondary' });
    expect(aliveTogether(books())).toEqual([]);
    expect(world.created('secondary', copyName(world, name))).toHaveLength(1);
    expect((await world.deps.runs.getRun(run))?.row).toMatchObject({ epoch: 1, state: 'ended' });
  });

  test('of a workspace that is dead asks it nothing', async () => {
    const [name = ''] = await running(world, { dies: {} });
    await runOf(world, { kind: 'failover', inFlight: 'finish' });
    await world.region.control('POST', '/dark', { region: 'eastus', jobs: 'freeze' });
    const run = await runOf(world, { kind: 'evacuate' });
    expect(await outcomes(world, run)).toEqual({ [name]: 'verified' });
    expect((await world.deps.runs.getRun(run))?.row.order).toMatchObject({ mode: 'forced', source: 'primary' });
  });

  test('moves no job again that has a copy already', async () => {
    const [name = ''] = await running(world, { moved: {} });
    await runOf(world, { kind: 'failover' });
    // The first run was forced, so the origin still runs beside its copy.
    const books = booksFromHere(world);
    const run = await runOf(world, { kind: 'evacuate' });
    expect(await outcomes(world, run)).toEqual({ [name]: 'skipped AlreadyMoved' });
    expect(cancelled(books())).toEqual([]);
  });

  test('moves a job again whose copy has failed, as the next attempt', async () => {
    const [name = ''] = await running(world, { again: {} });
    await runOf(world, { kind: 'failover' });
    const first = copyName(world, name);
    await world.force(first, 'Failed', 'job', 'secondary');
    const at = world.deps.clock.now();
    await world.deps.ledger.observe(vision, { side: 'secondary', name: first, at, status: 'Failed' });
    const run = await runOf(world, { kind: 'evacuate' });
    expect(await outcomes(world, run)).toEqual({ [name]: 'verified' });
    expect(world.created('secondary', copyName(world, name, 1, 2))).toHaveLength(1);
  });
});

describe('a failback', () => {
  test('goes home as a planned move, and names what it moves after the root', async () => {
    const [name = ''] = await running(world, { home: {} });
    await runOf(world, { kind: 'failover', mode: 'planned' });
    const copy = copyName(world, name);
    await world.recorded(copy, 'secondary');
    const books = booksFromHere(world);
    const run = await homeAgain(world);
    expect(await outcomes(world, run)).toEqual({ [copy]: 'verified' });
    expect(aliveTogether(books())).toEqual([]);
    const [item] = await itemsOf(world, run);
    expect(item).toMatchObject({ rootId: `${world.region.primary}/jobs/${name}` });
    expect(item?.state).toMatchObject({
      targetName: expect.stringMatching(new RegExp(`^${name}-f2-[a-z2-7]{8}$`)) as unknown,
    });
    expect((await world.deps.pointers.read(vision)).active).toMatchObject({ active: 'primary', epoch: 2 });
  });

  test('is refused when the primary is active', async () => {
    expect(await refusal({ kind: 'failback' })).toEqual({ kind: 'not-away' });
  });
});

describe('a start', () => {
  test('is refused with every reason at once, but for those that the person takes upon themselves', async () => {
    const [pair] = world.deps.config.pairs;
    const policy = { ...pair.policy, allowedRegions: ['eastus'] };
    const before = world.deps.config;
    Object.assign(world.deps, { config: { ...before, pairs: [{ ...pair, policy }] } });
    await world.region.control('POST', '/dark', { region: 'westus2', jobs: 'continue' });
    const codes = async (wish: object): Promise<unknown> => {
      const result = (await refusal(wish)) as { reasons?: { code: string }[] };
      return result.reasons?.map(({ code }) => code);
    };
    expect(await codes({})).toEqual(['StandbyUnreachable', 'Residency']);
    expect(await codes({ force: ['residency'] })).toEqual(['StandbyUnreachable']);
    await world.region.control('POST', '/dark', { region: 'eastus', jobs: 'continue' });
    expect(await codes({ mode: 'planned', force: ['standbyUnready', 'residency'] })).toEqual(['SourceUnreachable']);
    expect(await refusal({ force: ['standbyUnready', 'residency', 'coolDown'] })).toMatchObject({ kind: 'started' });
    Object.assign(world.deps, { config: before });
  });

  test('repeated under its key is the same run, however many runs ago', async () => {
    const key = { idempotencyKey: 'monday' };
    const first = await started(world, { kind: 'failover', inFlight: 'finish', ...key });
    await carriedOut(world, first);
    await homeAgain(world, { inFlight: 'finish' });
    const again = { kind: 'failover', inFlight: 'finish', ...key };
    expect(await refusal(again)).toEqual({ kind: 'same', run: 'vision-r1' });
    expect(await refusal({ ...again, inFlight: undefined })).toEqual({ kind: 'key-reused', run: 'vision-r1' });
    expect((await world.deps.pointers.read(vision)).claim?.order.run).toBe('vision-r2');
  });
});

describe('a run', () => {
  test('of chosen jobs leaves the others where they are, and says so', async () => {
    const [byName = '', byExperiment = '', byTag = '', other = ''] = await running(world, {
      by_name: {},
      by_experiment: { experimentName: 'nightly-vision' },
      by_tag: { tags: { team: 'vision', tier: '1' } },
      other: { experimentName: 'weekly', tags: { team: 'vision' } },
    });
    const only = {
      jobs: [jobKey('primary', byName)],
      experiments: ['nightly-*'],
      tags: { team: 'vision', tier: '1' },
    };
    expect(await outcomes(world, await runOf(world, { kind: 'failover', only }))).toEqual({
      [byName]: 'verified',
      [byExperiment]: 'verified',
      [byTag]: 'verified',
      [other]: 'skipped NotChosen',
    });
  });

  test('submits what is urgent first, and takes a priority that is none for the usual one', async () => {
    const names = await running(world, {
      late: { tags: { 'failover.priority': '900' } },
      usual: {},
      odd: { tags: { 'failover.priority': 'asap' } },
      first: { tags: { 'failover.priority': '7' } },
    });
    const [late = '', usual = '', odd = '', first = ''] = names;
    Object.assign(world.deps, { config: { ...world.deps.config, run: { ...world.deps.config.run, putsAtOnce: 1 } } });
    const run = await runOf(world, { kind: 'failover' });
    const ranks = (await itemsOf(world, run)).map(({ rank, originName }) => [rank.slice(0, 3), originName]);
    expect(ranks[0]).toEqual(['007', first]);
    expect(ranks[3]).toEqual(['900', late]);
    expect(Object.fromEntries(ranks.slice(1, 3).map(([prefix, name]) => [name, prefix]))).toEqual({
      [odd]: '500',
      [usual]: '500',
    });
    const puts = world.region.simulator.books().flatMap((line) => {
      const [, name] =
        line.kind === 'request' && line.method === 'PUT' ? (/\/jobs\/(.+?)-f1-/.exec(line.path) ?? []) : [];
      return name !== undefined && names.includes(name) ? [name] : [];
    });
    expect([puts.at(0), puts.at(-1)]).toEqual([first, late]);
    expect(world.deps.logged.filter(({ event }) => event === 'item.priority-ignored')).toMatchObject([
      { fields: { job: `primary:${odd}`, value: 'asap' } },
    ]);
  });
});

test('a pipeline that a gateway lost half-way is recalled, seen terminal, and put as the next attempt', async () => {
  const pipeline = { jobType: 'Pipeline', jobs: {}, settings: {} };
  const name = 'orphaned';
  const headers = { 'x-azureml-token': world.region.simulator.token('https://ml.azure.com') };
  const put = await world.region.client.put(`${world.region.primary}/jobs/${name}`, { properties: pipeline }, headers);
  expect(put.status).toBe(201);
  world.clock.advance(1_000);
  await world.recorded(name);
  const books = booksFromHere(world);
  await world.fault('secondary', { kind: 'orphan', count: 1 });
  const run = await runOf(world, { kind: 'failover' });
  expect(await outcomes(world, run)).toEqual({ [name]: 'verified' });
  const [item] = await itemsOf(world, run);
  expect(item?.state).toMatchObject({ targetName: copyName(world, name, 1, 2), attempt: 2 });
  // Never two of them alive at a time.
  const lives = books().flatMap((line) => (line.kind === 'job' && line.root ? [`${line.job} ${line.status}`] : []));
  const ended = lives.indexOf(`${copyName(world, name)} Canceled`);
  expect(ended).toBeGreaterThan(0);
  expect(lives.indexOf(`${copyName(world, name, 1, 2)} NotStarted`)).toBeGreaterThan(ended);
});
