import { describe, expect, test } from 'vitest';
import { resubmittedName } from '../../../shared/core/ids.ts';
import type { Json, JsonObject } from '../../../shared/core/json.ts';
import type { Item } from '../../../shared/core/run.ts';
import { noMapping } from '../../../shared/core/translate/mapping.ts';
import type { RunTicket } from '../../../shared/work/deps.ts';
import { knownDirection } from '../../../shared/work/mirror/direction.ts';
import { planRun } from '../../../shared/work/run/plan-run.ts';
import { resubmitItem } from '../../../shared/work/run/resubmit-item.ts';
import type { ItemResult } from '../../../shared/work/run/slice.ts';
import { commandSpec } from '../../local/simulator/support/region.ts';
import { vision } from '../../support/deps.ts';
import { itemOf, plannedRun, useWorld } from '../../support/world.ts';

const world = useWorld();

let jobs = 0;
/** A job of the primary that runs, is recorded and is planned to move. */
async function plannedJob(changes: JsonObject = {}): Promise<{ name: string; targetName: string; ticket: RunTicket }> {
  jobs += 1;
  const name = `train_${jobs}`;
  await world.submit(name, changes);
  await world.recorded(name);
  const { ticket } = await plannedRun(world);
  await planRun(world.deps, ticket);
  const targetName = resubmittedName(name, 1, `${world.region.primary}/jobs/${name}`, 1);
  return { name, targetName, ticket };
}

async function resubmit(ticket: RunTicket, name: string): Promise<ItemResult> {
  const found = await world.deps.runs.getRun(ticket.run);
  if (found === undefined) throw new Error('no run');
  const direction = await knownDirection(world.deps, world.deps.config.pairs[0], 'primary');
  return resubmitItem(world.deps, ticket, found.row, await itemOf(world, ticket, name), direction);
}

async function stateOf(ticket: RunTicket, name: string): Promise<Item['state']> {
  return (await itemOf(world, ticket, name)).row.state;
}

/** What no judgement of ours can foresee: a registry that reached the region when the job was recorded. */
const withdrawn = 'azureml://registries/withdrawn/environments/train/versions/1';

/** The job is another one by now. */
async function becomes(ticket: RunTicket, name: string, changes: JsonObject): Promise<void> {
  const { hash } = await world.deps.specs.put({ ...commandSpec(world.region.pair), ...changes });
  const { row, etag } = await itemOf(world, ticket, name);
  await world.deps.runs.updateItem({ ...row, spec: hash }, etag);
}

test('a planned job is created under its derived name, with our marker and all that was in it', async () => {
  const own: Record<string, Json> = {
    displayName: 'mine',
    queueSettings: { jobTier: 'Spot' },
    inventedIn2031: { a: [1] },
  };
  const { name, targetName, ticket } = await plannedJob(own);
  expect(await resubmit(ticket, name)).toEqual({ kind: 'settled' });
  expect(await stateOf(ticket, name)).toMatchObject({ kind: 'submitted', targetName, attempt: 1, how: 'created' });
  const created = await world.deps.workspaces.getJob(world.deps.config.pairs[0].workspaces.secondary, targetName);
  expect(created).toMatchObject({
    job: {
      properties: {
        ...own,
        computeId: `${world.region.secondary}/computes/cpu-cluster`,
        properties: {
          'failover.origin': `${world.region.primary}/jobs/${name}`,
          'failover.root': `${world.region.primary}/jobs/${name}`,
          'failover.run': 'vision-r1',
          'failover.epoch': '1',
          'failover.attempt': '1',
        },
      },
    },
  });
});

describe('a PUT whose answer was lost', () => {
  test('leaves the item submitting, is found under the same name later, and was one job all along', async () => {
    const { name, targetName, ticket } = await plannedJob();
    await world.fault('secondary', { kind: 'lostAnswer', count: 1 });
    expect(await resubmit(ticket, name)).toEqual({ kind: 'later', at: world.clock.now() + 30_000 });
    expect(await stateOf(ticket, name)).toMatchObject({ kind: 'submitting', targetName, attempt: 1 });
    expect(await resubmit(ticket, name)).toEqual({ kind: 'settled' });
    expect(await stateOf(ticket, name)).toMatchObject({ kind: 'submitted', targetName, how: 'adopted' });
    expect(world.created('secondary', targetName)).toHaveLength(1);
    expect(world.asked('PUT', targetName)).toHaveLength(1);
  });

  test('and never arrived is put again under the same name: a 404 proves nothing, a name does', async () => {
    const { name, targetName, ticket } = await plannedJob();
    await world.fault('secondary', { kind: 'reset', methods: ['PUT'], count: 1 });
    expect((await resubmit(ticket, name)).kind).toBe('later');
    expect(await resubmit(ticket, name)).toEqual({ kind: 'settled' });
    expect(await stateOf(ticket, name)).toMatchObject({ kind: 'submitted', targetName, how: 'created' });
    expect(world.created('secondary', targetName)).toHaveLength(1);
  });

  test('is adopted also when the job could no longer be translated by now', async () => {
    const { name, targetName, ticket } = await plannedJob({
      inputs: { data: { jobInputType: 'uri_folder', uri: 'azureml://datastores/shared_data/paths/a/' } },
    });
    await world.fault('secondary', { kind: 'lostAnswer', count: 1 });
    expect((await resubmit(ticket, name)).kind).toBe('later');
    const [pair] = world.deps.config.pairs;
    const unmapped = { ...pair, mapping: { toSecondary: noMapping, toPrimary: noMapping } };
    Object.assign(world.deps, { config: { ...world.deps.config, pairs: [unmapped] } });
    expect(await resubmit(ticket, name)).toEqual({ kind: 'settled' });
    expect(await stateOf(ticket, name)).toMatchObject({ kind: 'submitted', targetName, how: 'adopted' });
  });

  test('while the target cannot be asked stays open, and nothing is put', async () => {
    const { name, targetName, ticket } = await plannedJob();
    await world.fault('secondary', { kind: 'reset', methods: ['PUT'], count: 1 }, { kind: '5xx', methods: ['GET'] });
    await resubmit(ticket, name);
    expect((await resubmit(ticket, name)).kind).toBe('later');
    expect(await stateOf(ticket, name)).toMatchObject({ kind: 'submitting', targetName });
    expect(world.asked('PUT', targetName)).toHaveLength(1);
  });

  test('keeps its name also when the job may not be submitted any more: it may yet arrive', async () => {
    const { name, targetName, ticket } = await plannedJob();
    await world.fault('secondary', { kind: 'reset', methods: ['PUT'], count: 1 });
    expect((await resubmit(ticket, name)).kind).toBe('later');
    const uri = 'azureml://datastores/workspaceartifactstore/paths/a/';
    await becomes(ticket, name, { inputs: { data: { jobInputType: 'uri_folder', uri } } });
    expect(await resubmit(ticket, name)).toEqual({ kind: 'settled' });
    expect(await stateOf(ticket, name)).toMatchObject({ outcome: 'blocked', targetName });
  });

  test('keeps its name also when it is refused the second time', async () => {
    const { name, targetName, ticket } = await plannedJob();
    await world.fault('secondary', { kind: 'reset', methods: ['PUT'], count: 1 });
    expect((await resubmit(ticket, name)).kind).toBe('later');
    await becomes(ticket, name, { environmentId: withdrawn });
    expect(await resubmit(ticket, name)).toEqual({ kind: 'settled' });
    expect(await stateOf(ticket, name)).toMatchObject({
      outcome: 'blocked',
      reasons: [{ code: 'Forbidden' }],
      targetName,
    });
  });

  test('is given up when the time for resubmitting is over, with the name to look for', async () => {
    const { name, targetName, ticket } = await plannedJob();
    await world.fault('secondary', { kind: '5xx', operations: 'all' });
    expect((await resubmit(ticket, name)).kind).toBe('later');
    world.clock.advance(7_200_001);
    expect(await resubmit(ticket, name)).toEqual({ kind: 'settled' });
    expect(await stateOf(ticket, name)).toMatchObject({
      outcome: 'failed',
      targetName,
      reasons: [{ code: 'ResubmitTimeout' }],
    });
  });
});

test('a stranger under our name is a conflict that is reported, and is left alone', async () => {
  const { name, targetName, ticket } = await plannedJob();
  const stranger = {
    ...commandSpec(world.region.pair),
    command: 'sleep 1',
    computeId: `${world.region.secondary}/computes/cpu-cluster`,
  };
  await world.region.client.put(`${world.region.secondary}/jobs/${targetName}`, { properties: stranger });
  expect(await resubmit(ticket, name)).toEqual({ kind: 'settled' });
  expect(await stateOf(ticket, name)).toMatchObject({
    outcome: 'failed',
    reasons: [{ code: 'NameConflict' }],
    targetName,
  });
  expect(world.created('secondary', targetName)).toHaveLength(1);
});

test('once a newer fence has been seen no PUT starts', async () => {
  const { name, targetName, ticket } = await plannedJob();
  await world.deps.pointers.takeOver(vision, ticket.run);
  expect(await resubmit(ticket, name)).toEqual({ kind: 'fenced' });
  expect(world.asked('PUT', targetName)).toEqual([]);
});

test('two instances of one run at the same item create one job', async () => {
  const { name, targetName, ticket } = await plannedJob();
  const taken = await world.deps.pointers.takeOver(vision, ticket.run);
  if (taken.kind !== 'taken') throw new Error(taken.kind);
  const newer = { ...ticket, fence: taken.claim.fence };
  await Promise.all([resubmit(ticket, name), resubmit(newer, name), resubmit(newer, name)]);
  await resubmit(newer, name).catch(() => undefined);
  expect(world.created('secondary', targetName)).toHaveLength(1);
  expect(await stateOf(newer, name)).toMatchObject({ kind: 'submitted', targetName });
});

test('throttled, it says until when ARM asks us to wait, and keeps its name', async () => {
  const { name, targetName, ticket } = await plannedJob();
  await world.fault('secondary', { kind: 'throttle', operations: 'write', bucket: { size: 0.5, perSecond: 0.1 } });
  const now = world.clock.now();
  expect(await resubmit(ticket, name)).toEqual({ kind: 'throttled', until: now + 5_000 });
  expect(await stateOf(ticket, name)).toMatchObject({ kind: 'submitting', targetName });
});

describe('a job that the ledger hears to have completed', () => {
  async function completes(name: string): Promise<void> {
    const at = world.deps.clock.now();
    await world.deps.ledger.observe(vision, { side: 'primary', name, at, status: 'Completed' });
  }

  test('between the plan and its turn is not submitted: there is nothing left to do', async () => {
    const { name, targetName, ticket } = await plannedJob();
    await completes(name);
    expect(await resubmit(ticket, name)).toEqual({ kind: 'settled' });
    expect(await stateOf(ticket, name)).toMatchObject({
      outcome: 'superseded',
      reasons: [{ code: 'OriginCompleted' }],
    });
    expect(world.asked('PUT', targetName)).toEqual([]);
  });

  test('when its PUT may have arrived is brought to its end, for somebody has to know of the copy', async () => {
    const { name, targetName, ticket } = await plannedJob();
    await world.fault('secondary', { kind: 'lostAnswer', count: 1 });
    expect((await resubmit(ticket, name)).kind).toBe('later');
    await completes(name);
    expect(await resubmit(ticket, name)).toEqual({ kind: 'settled' });
    expect(await stateOf(ticket, name)).toMatchObject({ kind: 'submitted', targetName, how: 'adopted' });
  });

  test('whose earlier copy lives is not forgotten together with that copy', async () => {
    const { name, targetName, ticket } = await plannedJob();
    expect(await resubmit(ticket, name)).toEqual({ kind: 'settled' });
    const { row, etag } = await itemOf(world, ticket, name);
    const before = { run: ticket.run, targetName };
    await world.deps.runs.updateItem({ ...row, before, state: { kind: 'planned' } }, etag);
    await completes(name);
    expect(await resubmit(ticket, name)).toEqual({ kind: 'settled' });
    expect(await stateOf(ticket, name)).toMatchObject({ kind: 'submitted', targetName, how: 'adopted' });
  });
});

test('refused, it is blocked with the word of ARM for it', async () => {
  const { name, ticket } = await plannedJob();
  await becomes(ticket, name, { environmentId: withdrawn });
  expect(await resubmit(ticket, name)).toEqual({ kind: 'settled' });
  const state = await stateOf(ticket, name);
  expect(state).toMatchObject({ outcome: 'blocked', reasons: [{ code: 'Forbidden' }] });
  expect(JSON.stringify(state)).toContain('withdrawn');
  // No was said for certain, so there is no copy to look for.
  expect(state).not.toHaveProperty('targetName');
});

test('what cannot be translated is blocked with every reason, and nothing is asked of the target', async () => {
  const input = (store: string) => ({ jobInputType: 'uri_folder', uri: `azureml://datastores/${store}/paths/a/` });
  const { name, targetName, ticket } = await plannedJob({
    inputs: { one: input('workspaceblobstore'), two: input('workspaceartifactstore') },
  });
  expect(await resubmit(ticket, name)).toEqual({ kind: 'settled' });
  const state = await stateOf(ticket, name);
  if (state.kind !== 'ended' || state.outcome !== 'blocked') throw new Error(state.kind);
  const paths = state.reasons.map(({ path }) => path);
  expect(paths).toEqual(expect.arrayContaining(['/inputs/one/uri', '/inputs/two/uri']));
  expect(world.asked('PUT', targetName)).toEqual([]);
});
