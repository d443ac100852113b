import { readDataAddress } from './data-address.ts';
import { isObject, objectAt, textAt } from './json.ts';
import { placeIn } from './store.ts';
import type { BlobPlace, DataStorage } from './data-storage.ts';
import type { Job } from './store.ts';

const artifacts = 'workspaceartifactstore';

/** Where a job writes one of its outputs: the path that it names or, in the default datastore, a folder of its own. */
export function jobOutputPlace(job: Job, output: string): BlobPlace | undefined {
  if (output === 'default') return asFolder(placeIn(job.workspace, artifacts, `ExperimentRun/dcid.${job.name}/`));
  const given = objectAt(job.submitted, 'outputs')?.[output];
  if (given === undefined) return undefined;
  const uri = textAt(given, 'uri');
  const store = defaultDatastore(job);
  if (uri === undefined || uri === '') return placeIn(job.workspace, store, `azureml/${job.name}/${output}/`);
  const address = readDataAddress(filled(uri, job, output, store));
  if (address === undefined) return undefined;
  const place = address.kind === 'storage' ? address.place : placeIn(job.workspace, address.datastore, address.path);
  return textAt(given, 'jobOutputType') === 'uri_file' ? place : asFolder(place);
}

function asFolder(place: BlobPlace | undefined): BlobPlace | undefined {
  return place === undefined || place.path.endsWith('/') ? place : { ...place, path: `${place.path}/` };
}

/** The service fills in the names that a path may leave open. */
function filled(uri: string, job: Job, output: string, store: string): string {
  return uri
    .replaceAll(/\$\{\{\s*default_datastore\s*\}\}/g, store)
    .replaceAll(/\$\{\{\s*name\s*\}\}|\{name\}/g, job.name)
    .replaceAll(/\$\{\{\s*output_name\s*\}\}|\{output_name\}/g, output);
}

function defaultDatastore(job: Job): string {
  const set = textAt(objectAt(job.submitted, 'settings'), 'default_datastore')?.split(/[/:]/).at(-1);
  if (set !== undefined && set !== '') return set;
  const own = [...job.workspace.datastores.values()].find(({ properties }) => properties['isDefault'] === true);
  return own?.name ?? 'workspaceblobstore';
}

/** Leaves behind what a job that completes leaves: a file in each output, and its log among the artifacts. */
export async function writeOutputs(storage: DataStorage, job: Job): Promise<void> {
  const write = async (place: BlobPlace | undefined, name: string): Promise<void> => {
    if (place === undefined || !storage.accounts.includes(place.account)) return;
    const path = place.path === '' || place.path.endsWith('/') ? `${place.path}${name}` : place.path;
    await storage.createContainer(place.account, place.container);
    await storage.write(place.account, place.container, path, `written by ${job.name}\n`);
  };
  const outputs = Object.entries(objectAt(job.submitted, 'outputs') ?? {});
  await Promise.all([
    write(jobOutputPlace(job, 'default'), 'user_logs/std_log.txt'),
    ...outputs.map(async ([name, output]) => {
      const isTable = isObject(output) && output['jobOutputType'] === 'mltable';
      await write(jobOutputPlace(job, name), isTable ? 'MLTable' : 'part-0.txt');
    }),
  ]);
}
