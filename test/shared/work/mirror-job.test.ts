import { describe, expect, test } from 'vitest';
import { embeddedPairApart } from '../../../local/simulator/seeds-apart.ts';
import { otherSide } from '../../../shared/core/ids.ts';
import { mirrorKey } from '../../../shared/core/mirror/row.ts';
import { mirrorJob } from '../../../shared/work/mirror-job.ts';
import { sweepMirror } from '../../../shared/work/mirror-sweep.ts';
import { vision, workspaceConfig } from '../../support/deps.ts';
import { told, useMirrorWorld, type MirrorDeps } from '../../support/mirror.ts';
import { mirrorJobs } from '../../support/mirror-jobs.ts';
import { asset } from '../core/mirror/fixtures.ts';

const pair = embeddedPairApart(1);
const world = useMirrorWorld(pair);
const [primary, secondary] = [pair.primary, pair.secondary];
const [, other] = primary.environments;
const code = primary.codes[0]?.name ?? '';
const store = primary.datastores[0]?.containerName ?? '';
const { command, withCode, reading } = mirrorJobs(pair);

async function upload(path: string, content: string): Promise<void> {
  await world.storage.write(primary.storageAccount, store, path, content);
}

const writesTo = (workspace: string, work: () => Promise<unknown>): Promise<string[]> =>
  world.requestsOf(work, workspace).then((lines) => lines.filter((line) => !line.startsWith('GET')));

async function submitted(deps: MirrorDeps, job = command()): Promise<string> {
  await world.submit(deps, job);
  return job.name;
}

describe('what a job needs', () => {
  test('is put into the other workspace, and the job is ready', async () => {
    const deps = world.open();
    const name = await submitted(deps, withCode());
    const before = await world.client.get(`${secondary.id}/codes/${code}/versions/1`);
    expect(before.status).toBe(404);
    expect(told(await world.mirror(deps, name))).toBe('ready');
    const after = await world.client.get(`${secondary.id}/codes/${code}/versions/1`);
    expect(JSON.stringify(after.body)).toContain(`https://${secondary.storageAccount}.blob.core.windows.net`);
    expect(await deps.ledger.live(vision)).toMatchObject([{ disposition: { kind: 'ready' } }]);
  });

  test('costs no write when it is there already, not even a request when our own table says so', async () => {
    const deps = world.open();
    const name = await submitted(deps, withCode());
    await world.mirror(deps, name);
    expect(await world.requestsOf(() => world.mirror(deps, name))).toEqual([]);
    const fresh = world.open();
    await world.submit(fresh, withCode());
    expect(await writesTo(secondary.id, () => world.mirror(fresh, name))).toEqual([]);
  });

  test('is mirrored once for all jobs that share it', async () => {
    const deps = world.open();
    await deps.assetStore.readFacts(workspaceConfig(primary, 'East US'));
    const train = primary.components.find(({ componentSpec }) => componentSpec['type'] === 'command');
    const step = () =>
      command({
        jobType: 'Pipeline',
        settings: {},
        jobs: {
          a: { type: 'command', componentId: `${primary.id}/components/${train?.name}/versions/${train?.version}` },
        },
      });
    const names = [await submitted(deps, step()), await submitted(deps, step())];
    const puts = await writesTo(secondary.id, async () => {
      const results = await Promise.all(names.map((name) => world.mirror(deps, name)));
      for (const [index, result] of results.entries()) {
        // One of them found the other at it, and comes again.
        if (result.kind === 'later') expect(told(await world.mirror(deps, names[index] ?? ''))).toBe('ready');
        else expect(told(result)).toBe('ready');
      }
    });
    expect(new Set(puts).size).toBe(puts.length);
    expect(puts.filter((line) => line.includes(`components/${train?.name}/`))).toHaveLength(1);
  });

  test('reaches down through nested components to their code, and up again in that order', async () => {
    const deps = world.open();
    const outer = primary.components.find(({ componentSpec }) => componentSpec['type'] === 'pipeline');
    const componentId = `${primary.id}/components/${outer?.name}/versions/${outer?.version}`;
    const pipeline = { jobType: 'Pipeline', settings: {}, jobs: { all: { type: 'pipeline', componentId } } };
    const name = await submitted(deps, command(pipeline));
    const puts = await writesTo(secondary.id, async () => expect(told(await world.mirror(deps, name))).toBe('ready'));
    expect(puts.at(-1)).toContain(`components/${outer?.name}/versions/${outer?.version}`);
    const there = await world.client.get(`${secondary.id}/components/${outer?.name}/versions/${outer?.version}`);
    expect(there.status).toBe(200);
    expect(JSON.stringify(there.body)).not.toMatch(new RegExp(`${primary.id}|${primary.guid}|${primary.region}`, 'i'));
  });

  test('of the same name with equal content is used as it is', async () => {
    const deps = world.open();
    const path = `environments/${other?.name}/versions/${other?.version}`;
    await world.client.put(`${secondary.id}/${path}`, { properties: { image: other?.image, description: 'from CI' } });
    const name = await submitted(deps, command({ environmentId: `azureml:${primary.id}/${path}` }));
    expect(await writesTo(secondary.id, () => world.mirror(deps, name))).toEqual([]);
    expect(await deps.ledger.live(vision)).toMatchObject([{ disposition: { kind: 'ready' } }]);
  });

  test('of the same name with other content gets a derived version, which the map remembers', async () => {
    const deps = world.open();
    const mine = { properties: { image: 'python:3.11' } };
    await world.client.put(`${primary.id}/environments/clash/versions/1`, mine);
    await world.client.put(`${secondary.id}/environments/clash/versions/1`, { properties: { image: 'python:3.9' } });
    const job = command({ environmentId: `azureml:${primary.id}/environments/clash/versions/1` });
    expect(told(await world.mirror(deps, await submitted(deps, job)))).toBe('ready');
    const key = mirrorKey(asset('environments', 'clash', '1'));
    const row = (await deps.assets.get(vision, 'primary', [key])).get(key)?.row;
    expect(row?.state).toMatchObject({ kind: 'present', target: { name: 'clash' } });
    const version = row?.state.kind === 'present' && row.state.target.kind === 'asset' ? row.state.target.version : '';
    expect(version).toMatch(/^1-m[a-z2-7]{8}$/);
    const there = await world.client.get(`${secondary.id}/environments/clash/versions/${version}`);
    expect(there.body).toMatchObject({ properties: { image: 'python:3.11' } });
  });

  test('and is not in the source at all blocks it, with the reason', async () => {
    const deps = world.open();
    const name = await submitted(deps);
    const getAsset = () => Promise.resolve({ kind: 'absent' } as const);
    const gone = { ...deps, assetStore: { ...deps.assetStore, getAsset } };
    expect(told(await world.mirror(gone, name))).toContain('AssetNotFound');
  });
});

describe('while it cannot be done', () => {
  test('because storage does not answer, it is done as soon as it does, and nobody holds it up', async () => {
    const deps = world.open();
    await upload('inputs/slow/a.csv', 'a');
    const name = await submitted(deps, reading('inputs/slow/'));
    const copyTree = () => Promise.resolve({ kind: 'unreachable', reason: { code: 'Http503', message: '' } } as const);
    const shaky = { ...deps, blobs: { ...deps.blobs, copyTree } };
    expect(told(await world.mirror(shaky, name))).toBe('later: Http503');
    expect(told(await world.mirror(deps, name))).toBe('ready');
  });

  test.each(['eastus', 'westus2'])(
    'because %s does not answer, the work is put back and nothing is lost',
    async (region) => {
      const deps = world.open();
      const name = await submitted(deps, withCode());
      await world.control('POST', '/dark', { region });
      const key = (await deps.ledger.live(vision))[0]?.key;
      if (key === undefined) throw new Error('no job');
      const before = (await deps.queued('mirror-work')).length;
      expect((await mirrorJob(deps, { pair: vision, job: key })).kind).toBe('later');
      expect(await deps.queued('mirror-work')).toHaveLength(before + 1);
      await world.control('POST', '/light', { region });
      expect(told(await world.mirror(deps, name))).toBe('ready');
    },
  );

  test('because a run of the pair is open, nothing is written, and afterwards it goes on', async () => {
    const deps = world.open();
    await world.client.put(`${primary.id}/environments/paused/versions/1`, { properties: { image: 'python:3.11' } });
    const name = await submitted(
      deps,
      command({ environmentId: `azureml:${primary.id}/environments/paused/versions/1` }),
    );
    const { active } = await deps.pointers.read(vision);
    const order = { kind: 'failover', mode: 'forced', reason: { code: 'Manual', message: '' }, by: 'test' } as const;
    const at = deps.clock.now();
    const claim = await deps.pointers.claim(vision, {
      ...{ ...order, source: active.active, target: otherSide(active.active), claimedAt: at, victimsSince: at },
    });
    if (claim.kind !== 'claimed') throw new Error(claim.kind);
    expect(
      await writesTo(secondary.id, async () =>
        expect(told(await world.mirror(deps, name))).toBe('later: RunInProgress'),
      ),
    ).toEqual([]);
    // It has been judged: the timer comes back to it, and no message has to wait for the end of the run.
    expect(await world.mirror(deps, name)).toEqual({ kind: 'dropped' });
    await deps.pointers.setClaimState(vision, claim.claim.order.run, claim.claim.fence, 'ended');
    expect(told(await world.mirror(deps, name))).toBe('ready');
  });
});

describe('a job that is not to be moved', () => {
  test('by its own tag or by the selection is skipped, and nothing is copied for it', async () => {
    const deps = world.open();
    await upload('inputs/none/a.csv', 'a');
    const tagged = await submitted(deps, reading('inputs/none/', { tags: { failover: 'skip' } }));
    const left = await submitted(deps, reading('inputs/none/', { experimentName: 'scratch-7' }));
    const config = { ...deps.config, selection: { experiments: ['*'], skipExperiments: ['scratch-*'] } };
    const choosy: MirrorDeps = { ...deps, config };
    expect(
      await world.requestsOf(async () => {
        expect(told(await world.mirror(choosy, tagged))).toBe('skipped');
        expect(told(await world.mirror(choosy, left))).toBe('skipped');
      }),
    ).toEqual([]);
    const reasons = (await deps.ledger.live(vision)).map(({ disposition }) =>
      disposition?.kind === 'skipped' ? disposition.reason.code : '',
    );
    expect(reasons.toSorted()).toEqual(['SkippedBySelection', 'SkippedByTag']);
  });
});

describe('the standby', () => {
  test('that lacks the compute blocks the job, and it is ready as soon as the compute is there', async () => {
    const deps = world.open();
    await world.client.put(`${primary.id}/computes/only-here`, { properties: { computeType: 'AmlCompute' } });
    const name = await submitted(deps, command({ computeId: `${primary.id}/computes/only-here` }));
    expect(told(await world.mirror(deps, name))).toEqual(['ComputeNotInStandby']);
    await world.client.put(`${secondary.id}/computes/only-here`, { properties: { computeType: 'AmlCompute' } });
    deps.clock.moveTo(deps.clock.now() + 1_000);
    await sweepMirror(deps);
    expect(await deps.ledger.live(vision)).toMatchObject([{ disposition: { kind: 'ready' } }]);
  });

  test('is told with every reason at once, each with its place in the job', async () => {
    const deps = world.open();
    await upload('inputs/huge/a.csv', 'a'.repeat(100));
    const job = reading('inputs/huge/', {
      ...{ computeId: `${primary.id}/computes/only-east`, identity: { identityType: 'UserIdentity' } },
      outputs: { model: { jobOutputType: 'uri_folder', uri: 'https://example.com/fixed/' } },
    });
    await world.client.put(`${primary.id}/computes/only-east`, { properties: { computeType: 'AmlCompute' } });
    const name = await submitted(deps, { ...job, needsToken: true });
    const config = { ...deps.config, mirror: { maxBytesPerInput: 10, paths: ['**'] } };
    const result = await world.mirror({ ...deps, config }, name);
    const reasons = result.kind === 'judged' && result.disposition.kind === 'blocked' ? result.disposition.reasons : [];
    expect(Object.fromEntries(reasons.map((reason) => [reason.path, reason.code]))).toEqual({
      '/inputs/data/uri': 'DataNotInStandby',
      '/outputs/model/uri': 'OutputPathShared',
      '/computeId': 'ComputeNotInStandby',
      '/identity/identityType': 'UserIdentityNotResubmittable',
    });
  });
});
