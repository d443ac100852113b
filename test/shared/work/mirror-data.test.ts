import { describe, expect, onTestFinished, test } from 'vitest';
import { embeddedPairApart } from '../../../local/simulator/seeds-apart.ts';
import { plus } from '../../../shared/core/time.ts';
import { sweepMirror } from '../../../shared/work/mirror-sweep.ts';
import { vision, workspaceConfig } from '../../support/deps.ts';
import { told, useMirrorWorld, type MirrorDeps } from '../../support/mirror.ts';
import { mirrorJobs } from '../../support/mirror-jobs.ts';

const pair = embeddedPairApart(1);
const world = useMirrorWorld(pair);
const [primary, secondary] = [pair.primary, pair.secondary];
const store = primary.datastores[0]?.containerName ?? '';
const { command, reading } = mirrorJobs(pair);

async function upload(path: string, content: string): Promise<void> {
  await world.storage.write(primary.storageAccount, store, path, content);
}

async function submitted(deps: MirrorDeps, job = command()): Promise<string> {
  await world.submit(deps, job);
  return job.name;
}

describe('data in the storage of the workspace', () => {
  test('is copied into the other, below the name of its workspace', async () => {
    const deps = world.open();
    await upload('inputs/small/a.csv', 'a');
    expect(told(await world.mirror(deps, await submitted(deps, reading('inputs/small/'))))).toBe('ready');
    const container = secondary.datastores[0]?.containerName ?? '';
    const path = `mirrored/${workspaceConfig(primary, 'East US').name}/inputs/small/a.csv`;
    expect(await world.storage.exists(secondary.storageAccount, container, path)).toBe(true);
  });

  test('behind a firewall that keeps the service out goes through the app', async () => {
    const deps = world.open();
    await upload('inputs/walled/a.csv', 'a');
    await world.control('POST', '/storage', { account: primary.storageAccount, firewall: true });
    onTestFinished(
      async () => void (await world.control('POST', '/storage', { account: primary.storageAccount, firewall: false })),
    );
    expect(told(await world.mirror(deps, await submitted(deps, reading('inputs/walled/'))))).toBe('ready');
  });

  test('that is larger than allowed blocks the job before there is any outage', async () => {
    const deps = world.open();
    await upload('inputs/large/a.csv', 'x'.repeat(2_000));
    const small = { ...deps, config: { ...deps.config, mirror: { maxBytesPerInput: 1_000, paths: ['**'] } } };
    await world.submit(deps, reading('inputs/large/'));
    await sweepMirror({ ...small, clock: { now: () => plus(deps.clock.now(), 60_000) } });
    const [job] = await deps.ledger.live(vision);
    expect(job?.disposition).toMatchObject({
      kind: 'blocked',
      reasons: [
        {
          code: 'DataNotInStandby',
          path: '/inputs/data/uri',
          message: expect.stringContaining('maxBytesPerInput') as string,
        },
      ],
    });
  });

  test('that is not there yet blocks the job until it is', async () => {
    const deps = world.open();
    await upload('inputs/to-come/a.csv', 'a');
    const name = await submitted(deps, reading('inputs/to-come/'));
    await world.storage.container(primary.storageAccount, store).getBlobClient('inputs/to-come/a.csv').delete();
    expect(told(await world.mirror(deps, name))).toEqual(['DataNotInStandby']);
    await upload('inputs/to-come/a.csv', 'a');
    deps.clock.moveTo(deps.clock.now() + 600_000);
    expect(told(await world.mirror(deps, name))).toBe('ready');
  });

  test('that a running job writes as its checkpoints is copied again and again', async () => {
    const deps = world.open();
    const uri = 'azureml://datastores/workspaceblobstore/paths/checkpoints/run/';
    await upload('checkpoints/run/1.pt', 'one');
    const name = await submitted(deps, command({ tags: { 'failover.checkpoint': uri } }));
    expect(told(await world.mirror(deps, name))).toBe('ready');
    await upload('checkpoints/run/2.pt', 'two');
    deps.clock.moveTo(deps.clock.now() + 301_000);
    await sweepMirror(deps);
    const container = secondary.datastores[0]?.containerName ?? '';
    const path = `mirrored/${workspaceConfig(primary, 'East US').name}/checkpoints/run/2.pt`;
    expect(await world.storage.exists(secondary.storageAccount, container, path)).toBe(true);
  });
});

describe('on the way back', () => {
  test('data that is a copy of the target’s own is found at its origin, as long as that has not changed', async () => {
    const deps = world.open();
    const home = workspaceConfig(primary, 'East US').name;
    const theirs = secondary.datastores[0]?.containerName ?? '';
    const pass = async (folder: string): Promise<unknown> => {
      const job = reading(`mirrored/${home}/back/${folder}/`, {
        computeId: `${secondary.id}/computes/cpu-cluster`,
        environmentId: 'azureml://registries/azureml/environments/sklearn-1.5/versions/21',
      });
      await world.storage.write(secondary.storageAccount, theirs, `mirrored/${home}/back/${folder}/a.csv`, 'a');
      await world.submit(deps, job, secondary.id);
      expect(told(await world.mirror(deps, job.name, 'secondary'))).toBe('ready');
      const [row] = (await deps.assets.list(vision, 'secondary')).filter(({ what }) =>
        JSON.stringify(what).includes(folder),
      );
      return row?.state.kind === 'present' ? row.state.target : row?.state.kind;
    };
    await upload('back/same/a.csv', 'a');
    await upload('back/changed/a.csv', 'b');
    expect(await pass('same')).toMatchObject({ place: { path: 'back/same/' } });
    const copy = `mirrored/${workspaceConfig(secondary, 'West US 2').name}/mirrored/${home}/back/changed/`;
    expect(await pass('changed')).toMatchObject({ place: { path: copy } });
  });
});
