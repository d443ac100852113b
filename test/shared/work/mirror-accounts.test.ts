import { expect, test } from 'vitest';
import { embeddedPairApart } from '../../../local/simulator/seeds-apart.ts';
import type { WorkspacePair } from '../../../local/simulator/seeds.ts';
import { workspaceConfig } from '../../support/deps.ts';
import { mirrorJobs } from '../../support/mirror-jobs.ts';
import { told, useMirrorWorld } from '../../support/mirror.ts';

/** Two lakes of the primary, with a container of one name each, and in it a model under one path. */
const lakes = ['aplakeone', 'aplaketwo'] as const;
const apart = embeddedPairApart(1);
const pair: WorkspacePair = {
  ...apart,
  primary: {
    ...apart.primary,
    datastores: [
      ...apart.primary.datastores,
      ...lakes.map((accountName) => ({ name: accountName, accountName, containerName: 'models' })),
    ],
    models: lakes.map((account) => ({
      name: account,
      version: '1',
      modelUri: `https://${account}.blob.core.windows.net/models/base/7`,
    })),
    blobs: [
      ...(apart.primary.blobs ?? []),
      ...lakes.map((datastore) => ({ datastore, path: 'base/7/weights', content: `of ${datastore}` })),
    ],
  },
};
const world = useMirrorWorld(pair);
const { command } = mirrorJobs(pair);

test('models of one path in two accounts each keep their own content in the other workspace', async () => {
  const deps = world.open();
  const model = (name: string) => ({ jobInputType: 'custom_model', uri: `azureml:${name}:1` });
  const job = command({ inputs: { one: model('aplakeone'), two: model('aplaketwo') } });
  await world.submit(deps, job);
  expect(told(await world.mirror(deps, job.name))).toBe('ready');
  const store = pair.secondary.datastores[0]?.containerName ?? '';
  const copies = world.storage.container(pair.secondary.storageAccount, store);
  for (const account of lakes) {
    const path = `mirrored/${workspaceConfig(pair.primary, 'East US').name}@blobs/${account}/models/base/7`;
    const { body } = await world.client.get(`${pair.secondary.id}/models/${account}/versions/1`);
    expect(decodeURIComponent(JSON.stringify(body))).toContain(path);
    expect((await copies.getBlobClient(`${path}/weights`).downloadToBuffer()).toString()).toBe(`of ${account}`);
  }
});
