import pLimit from 'p-limit';
import { readDataAddress } from './simulator/data-address.ts';
import { codeUriOf } from './simulator/seeding.ts';
import type { RunningDataStorage } from './data-storage.ts';
import type { BlobPlace } from './simulator/data-storage.ts';
import type { WorkspaceSeed } from './simulator/types.ts';

type Blob = BlobPlace & { readonly content?: string; readonly size?: number };

const writesAtOnce = 16;

/** Every storage account that the workspaces have or name in a datastore. */
export function accountsOf(workspaces: readonly WorkspaceSeed[]): string[] {
  const names = workspaces.flatMap((one) => [one.storageAccount, ...one.datastores.map((each) => each.accountName)]);
  return [...new Set(names)];
}

/** Fills the storage accounts with what the workspaces' seeds say lies there. */
export async function seedDataStorage(
  storage: RunningDataStorage,
  workspaces: readonly WorkspaceSeed[],
): Promise<void> {
  const limit = pLimit(writesAtOnce);
  const blobs = unique(
    workspaces.flatMap(blobsOf),
    ({ account, container, path }) => `${account}/${container}/${path}`,
  );
  const containers = unique(
    [
      ...blobs,
      ...workspaces.flatMap(({ datastores }) =>
        datastores.map((one) => ({ account: one.accountName, container: one.containerName })),
      ),
    ],
    ({ account, container }) => `${account}/${container}`,
  );
  await Promise.all(
    containers.map(({ account, container }) => limit(async () => await storage.createContainer(account, container))),
  );
  await Promise.all(blobs.map((blob) => limit(async () => await writeBlob(storage, blob))));
}

async function writeBlob(storage: RunningDataStorage, blob: Blob): Promise<void> {
  const { account, container, path, content, size } = blob;
  if (content === undefined && size !== undefined) {
    await storage.container(account, container).getPageBlobClient(path).create(size);
    return;
  }
  await storage.write(account, container, path, content ?? `${path}\n`);
}

function blobsOf(seed: WorkspaceSeed): Blob[] {
  const below = (uri: string, ...files: (readonly [name: string, content: string])[]): Blob[] => {
    const place = placeOf(seed, uri);
    if (place === undefined) return [];
    const folder = place.path.replace(/\/+$/, '');
    return files.map(([name, content]) => ({ ...place, path: `${folder}/${name}`, content }));
  };
  const whole = (uri: string): Blob[] => {
    const place = placeOf(seed, uri);
    return place === undefined ? [] : [{ ...place, content: `the content of ${place.path}\n` }];
  };
  return [
    ...seed.codes.flatMap(({ name }) =>
      below(codeUriOf(seed, name), ['train.py', `print("${name}")\n`], ['lib/model.py', 'class Model: pass\n']),
    ),
    ...seed.environments.flatMap(({ build }) =>
      build === undefined ? [] : below(build.contextUri, [build.dockerfilePath, 'FROM python:3.11-slim\n']),
    ),
    ...seed.data.flatMap(({ dataUri, dataType }) => {
      if (dataType === 'uri_file') return whole(dataUri);
      return below(dataUri, ['rows.csv', 'id,value\n1,2\n'], ...(dataType === 'mltable' ? [table] : []));
    }),
    ...seed.models.flatMap(({ modelUri }) => below(modelUri, ['model.bin', `weights of ${modelUri}\n`])),
    ...(seed.blobs ?? []).flatMap(({ datastore, path, ...rest }) => {
      const place = placeOf(seed, `azureml://datastores/${datastore}/paths/${path}`);
      return place === undefined ? [] : [{ ...place, ...rest }];
    }),
  ];
}

const table: readonly [string, string] = [
  'MLTable',
  'paths:\n  - pattern: ./*.csv\ntransformations:\n  - read_delimited\n',
];

function placeOf(seed: WorkspaceSeed, uri: string): BlobPlace | undefined {
  const address = readDataAddress(uri);
  if (address === undefined || address.kind === 'storage') return address?.place;
  const datastore = seed.datastores.find(({ name }) => name === address.datastore);
  return datastore === undefined
    ? undefined
    : { account: datastore.accountName, container: datastore.containerName, path: address.path };
}

function unique<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}
