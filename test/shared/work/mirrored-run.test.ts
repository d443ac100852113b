import { expect, onTestFinished, test } from 'vitest';
import { fidelityFinishedJobs, generateFidelityJobs } from '../../../local/simulator/fidelity-jobs.ts';
import { embeddedPairApart } from '../../../local/simulator/seeds-apart.ts';
import type { JsonObject } from '../../../shared/core/json.ts';
import { objectAt, stringAt } from '../../../shared/core/json.ts';
import type { Item } from '../../../shared/core/run.ts';
import { handleResubmission } from '../../../shared/work/resubmission-request.ts';
import { claimRun } from '../../crash/claim-run.ts';
import { vision } from '../../support/deps.ts';
import { interpret } from '../../support/interpret.ts';
import { useMirrorWorld, type MirrorDeps } from '../../support/mirror.ts';

const pair = embeddedPairApart(1);
const world = useMirrorWorld(pair);
const { primary, secondary } = pair;

/** The primary goes dark and its jobs are moved; what was asked of the two workspaces meanwhile. */
async function failOver(deps: MirrorDeps): Promise<{ items: readonly Item[]; requests: readonly string[] }> {
  await world.control('POST', '/dark', { region: primary.region, jobs: 'freeze' });
  onTestFinished(async () => void (await world.control('POST', '/light', { region: primary.region })));
  const claim = await claimRun(deps);
  if (claim === undefined) throw new Error('nothing to claim');
  const requests = await world.requestsOf(() => interpret(deps, deps.clock, claim));
  const items = (await deps.runs.items(claim.order.run)).map(({ row }) => row);
  await deps.pointers.setClaimState(vision, claim.order.run, claim.fence, 'ended');
  return { items, requests };
}

test('jobs of every kind are ready or blocked as they should be, and a run then makes one write for each and asks the primary nothing', async () => {
  const deps = world.open();
  for (const job of fidelityFinishedJobs(primary)) {
    await world.put(primary.id, job);
    const ended = { workspace: primary.id, job: job.name, status: 'Completed', cause: 'job' };
    await world.control('POST', '/jobs/status', ended);
  }
  const jobs = generateFidelityJobs(1, 40, primary).filter(({ kind }) => kind !== 'base');
  for (const job of jobs) {
    await world.submit(deps, job);
    await world.mirror(deps, job.name);
  }
  expect(await world.requestsOf(() => Promise.all(jobs.map(({ name }) => world.mirror(deps, name))))).toEqual([]);

  const expected = Object.fromEntries(
    jobs.map(({ name, expected: outcome }) => [name, outcome === 'verified' ? 'ready' : outcome.blocked]),
  );
  const live = await deps.ledger.live(vision, 'primary');
  const told = live.map(({ name, disposition }) => [
    name,
    disposition?.kind === 'blocked' ? disposition.reasons.map(({ code }) => code).join() : disposition?.kind,
  ]);
  expect(Object.fromEntries(told)).toEqual(expected);

  const { items, requests } = await failOver(deps);
  const ready = jobs.filter(({ expected: outcome }) => outcome === 'verified');
  const writes = requests.filter((line) => !line.startsWith('GET'));
  expect(writes).toHaveLength(ready.length);
  expect(new Set(writes).size).toBe(ready.length);
  expect(writes.every((line) => line.startsWith('PUT jobs/write'))).toBe(true);
  // The others are the GETs that verify the copies: not one of an asset, and none of the primary.
  expect(requests.filter((line) => !/^(PUT jobs\/write|GET jobs\/read)/.test(line))).toEqual([]);
  expect(requests.filter((line) => line.includes(primary.id.split('/').at(-1) ?? ''))).toEqual([]);
  const outcomes = items.map(({ originName, state }) => [
    originName,
    state.kind !== 'ended'
      ? state.kind
      : state.outcome === 'verified'
        ? 'ready'
        : state.reasons.map(({ code }) => code).join(),
  ]);
  expect(Object.fromEntries(outcomes)).toEqual(expected);
}, 120_000);

function trainer(name: string, tags: JsonObject, more: JsonObject = {}) {
  const [environment] = primary.environments;
  const environmentId = `azureml:${primary.id}/environments/${environment?.name}/versions/${environment?.version}`;
  const computeId = `${primary.id}/computes/cpu-cluster`;
  const properties: JsonObject = {
    jobType: 'Command',
    command: 'python train.py',
    environmentId,
    computeId,
    tags,
    ...more,
  };
  return { name, body: { properties }, needsToken: false };
}

async function copyOf(items: readonly Item[], name: string): Promise<JsonObject> {
  const state = items.find(({ originName }) => originName === name)?.state;
  const target = state !== undefined && 'targetName' in state ? state.targetName : undefined;
  const answer = await world.client.get(`${secondary.id}/jobs/${target}`);
  return objectAt(answer.body, 'properties') ?? {};
}

test('a job goes on from its checkpoint, and knows whose work it continues', async () => {
  const deps = world.open();
  const store = primary.datastores[0]?.containerName ?? '';
  await world.storage.write(primary.storageAccount, store, 'checkpoints/resume/1.pt', 'weights');
  const tags = { 'failover.checkpoint': 'azureml://datastores/workspaceblobstore/paths/checkpoints/resume/' };
  await world.submit(deps, trainer('resumed', tags, { environmentVariables: { EPOCHS: '3' } }));
  await world.submit(deps, trainer('plain', {}));
  for (const name of ['resumed', 'plain']) await world.mirror(deps, name);
  const { items } = await failOver(deps);
  const resumed = await copyOf(items, 'resumed');
  const origin = `${primary.id}/jobs/resumed`;
  const checkpoint = `azureml://datastores/workspaceblobstore/paths/mirrored/${primary.id.split('/').at(-1)}/checkpoints/resume/`;
  expect(objectAt(resumed, 'environmentVariables')).toEqual({
    EPOCHS: '3',
    FAILOVER_CHECKPOINT_URI: checkpoint,
    FAILOVER_ROOT_JOB: origin,
    FAILOVER_ORIGIN_JOB: origin,
    FAILOVER_ATTEMPT: '1',
  });
  // The copy says where its own are, for the day on which it is moved back.
  expect(stringAt(objectAt(resumed, 'tags'), 'failover.checkpoint')).toBe(checkpoint);
  expect(objectAt(await copyOf(items, 'plain'), 'environmentVariables') ?? {}).toEqual({});
});

test('a job that has not saved a checkpoint yet begins anew, and knows where to save the first', async () => {
  const deps = world.open();
  const tags = { 'failover.checkpoint': 'azureml://datastores/workspaceblobstore/paths/checkpoints/none/' };
  await world.submit(deps, trainer('unsaved', tags));
  expect(await world.mirror(deps, 'unsaved')).toMatchObject({ disposition: { kind: 'ready' } });
  const { items } = await failOver(deps);
  const uri = stringAt(objectAt(await copyOf(items, 'unsaved'), 'environmentVariables'), 'FAILOVER_CHECKPOINT_URI');
  expect(uri).toContain('/checkpoints/none/');
});

test('a job whose checkpoint cannot be in the standby is blocked, and not begun anew without a word', async () => {
  const deps = world.open();
  const tags = { 'failover.checkpoint': 'azureml://datastores/workspacefilestore/paths/checkpoints/' };
  await world.submit(deps, trainer('elsewhere', tags));
  await world.mirror(deps, 'elsewhere');
  const { items } = await failOver(deps);
  expect(items).toMatchObject([
    { state: { outcome: 'blocked', reasons: [{ code: 'DataNotInStandby', path: '/tags/failover.checkpoint' }] } },
  ]);
});

test('a job that says skip is skipped by the run, and no write is made for it', async () => {
  const deps = world.open();
  await world.submit(deps, trainer('left', { failover: 'skip' }));
  const { items, requests } = await failOver(deps);
  expect(items).toMatchObject([{ state: { outcome: 'skipped', reasons: [{ code: 'SkippedByTag' }] } }]);
  expect(requests).toEqual([]);
});

test('a queued request into the other workspace uses what was mirrored, too', async () => {
  const deps = world.open();
  await world.submit(deps, trainer('asked', {}));
  await world.mirror(deps, 'asked');
  const message = { schema: 1, requestId: 'mirrored-1', pair: vision, job: 'primary:asked', reason: 'lost' };
  const result = await handleResubmission(deps, JSON.stringify({ ...message, target: 'secondary' }), 'test');
  expect(result).toMatchObject({ kind: 'done', record: { target: 'secondary' } });
});
