import { describe, expect, test } from 'vitest';
import { jobKey } from '../../../shared/core/ids.ts';
import type { JsonObject } from '../../../shared/core/json.ts';
import { sweepMirror } from '../../../shared/work/mirror-sweep.ts';
import { vision } from '../../support/deps.ts';
import { configured, outcomes, runOf } from '../../support/runs.ts';
import { useWorld } from '../../support/world.ts';

const world = useWorld();

let flows = 0;
type Flow = { readonly job: string; readonly component: string };

/**
 * A pipeline that runs and is recorded. It uses a component, that one holds another, and a node of the inner one writes to
 * storage that both workspaces reach.
 */
async function flowing(uri: string, tags: JsonObject = {}): Promise<Flow> {
  flows += 1;
  const [step, inner, outer, job] = [`step_${flows}`, `inner_${flows}`, `outer_${flows}`, `flow_${flows}`];
  const { region, deps } = world;
  const environment = region.pair.primary.environments[0];
  const componentId = (name: string) => `${region.primary}/components/${name}/versions/1`;
  const put = async (name: string, spec: JsonObject): Promise<void> => {
    const properties = { componentSpec: { name, version: '1', ...spec } };
    const answer = await region.client.put(componentId(name), { properties });
    if (answer.status >= 300) throw new Error(`${name}: ${answer.status} ${JSON.stringify(answer.body)}`);
  };
  await put(step, {
    type: 'command',
    command: 'python train.py',
    environment: `azureml:${region.primary}/environments/${environment?.name}/versions/${environment?.version}`,
    outputs: { model: { type: 'uri_folder' } },
  });
  const outputs = { model: { job_output_type: 'uri_folder', uri } };
  await put(inner, {
    type: 'pipeline',
    jobs: { trains: { type: 'command', componentId: componentId(step), outputs } },
  });
  await put(outer, { type: 'pipeline', jobs: { all: { type: 'pipeline', componentId: componentId(inner) } } });
  const spec = {
    jobType: 'Pipeline',
    settings: { default_compute: `${region.primary}/computes/cpu-cluster` },
    jobs: { flow: { type: 'pipeline', componentId: componentId(outer) } },
    tags: { 'sim.runSeconds': '1000000', ...tags },
  };
  const made = await deps.workspaces.putJob(deps.config.pairs[0].workspaces.primary, job, spec);
  if (made.kind !== 'created') throw new Error(`${job}: ${made.kind}`);
  world.clock.advance(1_000);
  await world.recorded(job);
  return { job, component: inner };
}

const fixed = 'azureml://datastores/shared_data/paths/models/';

/** What would become of a job, in a word or as the codes and places of its reasons. */
async function fate({ job }: Flow): Promise<unknown> {
  const row = await world.deps.ledger.get(vision, jobKey('primary', job));
  const { disposition } = row ?? {};
  return disposition?.kind === 'blocked'
    ? disposition.reasons.map(({ code, path }) => `${code} ${path}`)
    : disposition?.kind;
}

/** Where the copies of a component write: each version in the standby, with the path in it. */
async function writesTo({ component }: Flow): Promise<string[]> {
  const { body } = await world.region.client.get(`${world.region.secondary}/components/${component}/versions`);
  return [...JSON.stringify(body).matchAll(/shared_data\/paths\/([^"]+)"/g)].map(([, path]) => path ?? '').toSorted();
}

async function swept(): Promise<void> {
  world.clock.advance(180_000);
  await sweepMirror(world.deps);
}

const atNode = ['OutputPathShared /jobs/flow/componentId'];

describe('a component that writes to a fixed path in shared storage', () => {
  test('is copied as it is where run.outputs is block: it stops a forced move and no planned one', async () => {
    const flow = await flowing(fixed);
    expect(await fate(flow)).toEqual(atNode);
    expect(await writesTo(flow)).toEqual(['models/']);
    const run = await runOf(world, { kind: 'failover', mode: 'planned' });
    expect(await outcomes(world, run)).toEqual({ [flow.job]: 'verified' });
  });

  test('stops a forced move, and the reason names the component, the place in it, and what helps', async () => {
    const flow = await flowing(fixed);
    const run = await runOf(world, { kind: 'failover' });
    expect(await outcomes(world, run)).toEqual({ [flow.job]: 'blocked OutputPathShared' });
    const [item] = (await world.deps.runs.items(run)).map(({ row }) => row);
    const reasons = item !== undefined && 'reasons' in item.state ? item.state.reasons : [];
    const place = `components/${flow.component}, version 1: /componentSpec/jobs/trains/outputs/model/uri`;
    expect(reasons.map(({ message }) => message)).toEqual([expect.stringContaining(place)]);
    expect(reasons[0]?.message).toContain('run.outputs');
  });

  test.each([
    ['suffix', 'models-failover/'],
    ['same', 'models/'],
  ] as const)('is moved where run.outputs is %s, and writes to %s', async (outputs, path) => {
    configured(world, { outputs });
    const flow = await flowing(fixed);
    expect(await fate(flow)).toBe('ready');
    expect(await writesTo(flow)).toEqual([path]);
    const run = await runOf(world, { kind: 'failover' });
    expect(await outcomes(world, run)).toEqual({ [flow.job]: 'verified' });
  });

  test('is no matter where the path holds the name of the job', async () => {
    expect(await fate(await flowing('azureml://datastores/shared_data/paths/${{name}}/'))).toBe('ready');
  });

  test('may be used by a job whose tag says same; the tag cannot say suffix, for others use the copy as well', async () => {
    expect(await fate(await flowing(fixed, { 'failover.outputs': 'same' }))).toBe('ready');
    expect(await fate(await flowing(fixed, { 'failover.outputs': 'suffix' }))).toEqual(atNode);
  });
});

describe('when run.outputs is changed', () => {
  test('to suffix, components are copied anew at once, beside the copies that are there', async () => {
    const flow = await flowing(fixed);
    configured(world, { outputs: 'suffix' });
    await swept();
    expect(await fate(flow)).toBe('ready');
    expect(await writesTo(flow)).toEqual(['models-failover/', 'models/']);
    await swept();
    expect(await writesTo(flow)).toEqual(['models-failover/', 'models/']);
  });

  test('to same, the copies that are there will do', async () => {
    const flow = await flowing(fixed);
    configured(world, { outputs: 'same' });
    await swept();
    expect(await fate(flow)).toBe('ready');
    expect(await writesTo(flow)).toEqual(['models/']);
  });

  test('to suffix, and the source has the component no more, its copy stays what it is', async () => {
    const flow = await flowing(fixed);
    configured(world, { outputs: 'suffix' });
    const { assetStore } = world.deps;
    const { primary } = world.deps.config.pairs[0].workspaces;
    const asked: string[] = [];
    const getAsset: typeof assetStore.getAsset = (workspace, asset) => {
      if (workspace.id !== primary.id) return assetStore.getAsset(workspace, asset);
      asked.push(asset.name);
      return Promise.resolve({ kind: 'absent' });
    };
    world.deps = { ...world.deps, assetStore: { ...assetStore, getAsset } };
    await swept();
    expect(await fate(flow)).toEqual(atNode);
    expect(await writesTo(flow)).toEqual(['models/']);
    expect(asked).toHaveLength(1);
  });

  test('from same to block, jobs are blocked at once', async () => {
    configured(world, { outputs: 'same' });
    const flow = await flowing(fixed);
    configured(world, { outputs: 'block' });
    await swept();
    expect(await fate(flow)).toEqual(atNode);
  });
});
