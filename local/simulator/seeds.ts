import { createRandom, guidFrom, hexFrom, pick } from './random.ts';
import type { JsonObject } from './json.ts';
import type { RegionSeed, WorkspaceSeed } from './types.ts';

/** Two workspaces that back each other. */
export type WorkspacePair = {
  readonly regions: readonly RegionSeed[];
  readonly primary: WorkspaceSeed;
  readonly secondary: WorkspaceSeed;
  /** The storage that both workspaces reach under the same name, where there is any. */
  readonly shared?: SharedStorage;
  /** What the secondary has under another name. */
  readonly mapping?: {
    readonly computes: Readonly<Record<string, string>>;
    readonly identities: Readonly<Record<string, string>>;
  };
};

export type SharedStorage = {
  readonly datastore: string;
  readonly accountName: string;
  readonly containerName: string;
};

export type EmbeddedPair = WorkspacePair & { readonly shared: SharedStorage };

export const teams = ['vision', 'speech', 'ranking', 'weather', 'fraud', 'genomics'] as const;

/**
 * Two workspaces that back each other, as a team would set them up after the documentation: everything under the same
 * names and versions on both sides, the training data in storage that both share, and all else of their own.
 */
export function embeddedPair(seed: number): EmbeddedPair {
  const team = pick(createRandom(seed), teams);
  const shared = {
    datastore: 'shared_data',
    accountName: `st${team}${hexFrom(`${seed}/shared`, 8)}`,
    containerName: 'training-data',
  };
  return {
    regions: [
      { name: 'eastus', displayName: 'East US' },
      { name: 'westus2', displayName: 'West US 2' },
    ],
    // What people have uploaded to the default store is in the primary alone.
    primary: { ...workspace(seed, team, 'eastus', 'eus', shared), blobs: blobs(shared.datastore) },
    secondary: workspace(seed, team, 'westus2', 'wus2', shared),
    shared,
  };
}

function workspace(
  seed: number,
  team: string,
  region: string,
  short: string,
  shared: EmbeddedPair['shared'],
): WorkspaceSeed {
  const subscription = guidFrom(`${seed}/subscription/${region}`);
  const id = `/subscriptions/${subscription}/resourceGroups/rg-${team}-${short}/providers/Microsoft.MachineLearningServices/workspaces/mlw-${team}-${short}`;
  const guid = guidFrom(`${seed}/workspace/${region}`);
  const storageAccount = `ml${short}${hexFrom(`${seed}/storage/${region}`, 10)}`;
  const dataPath = (path: string): string =>
    `azureml://subscriptions/${subscription}/resourcegroups/rg-${team}-${short}/workspaces/mlw-${team}-${short}/datastores/${shared.datastore}/paths/${path}`;
  return {
    id,
    region,
    guid,
    storageAccount,
    computes: ['cpu-cluster', 'gpu-a100', 'gpu-v100'],
    environments: environments(seed, team),
    codes: codeNames(seed).map((name) => ({ name, version: '1' })),
    components: components(seed, team, id),
    data: [
      { name: `${team}-train`, version: '3', dataUri: dataPath(`${team}/train/v3/`), dataType: 'uri_folder' },
      { name: `${team}-train`, version: '4', dataUri: dataPath(`${team}/train/v4/`), dataType: 'uri_folder' },
      { name: `${team}-labels`, version: '1', dataUri: dataPath(`${team}/labels.csv`), dataType: 'uri_file' },
      { name: `${team}-table`, version: '2', dataUri: dataPath(`${team}/table/`), dataType: 'mltable' },
    ],
    models: [{ name: `${team}-base`, version: '7', modelUri: dataPath(`${team}/models/base/7/`) }],
    datastores: [
      {
        name: 'workspaceblobstore',
        accountName: storageAccount,
        containerName: `azureml-blobstore-${guid}`,
        isDefault: true,
      },
      { name: 'workspaceartifactstore', accountName: storageAccount, containerName: 'azureml' },
      { name: shared.datastore, accountName: shared.accountName, containerName: shared.containerName },
    ],
  };
}

/** More than anybody would copy, of which nothing is stored: a page blob keeps only what was written. */
export const hugeBytes = 64 * 1024 ** 3;

function blobs(datastore: string): NonNullable<WorkspaceSeed['blobs']> {
  const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
  return [
    ...numbers(40).map((part) => ({ datastore, path: `corpus/part-${part}/rows.csv`, content: `part,${part}\n` })),
    ...numbers(9).map((each) => ({
      datastore: 'workspaceblobstore',
      path: `LocalUpload/${each}/data/frames.bin`,
      size: hugeBytes,
    })),
  ];
}

function environments(seed: number, team: string): WorkspaceSeed['environments'] {
  return [
    { name: `${team}-train`, version: '12', image: 'mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu20.04:latest' },
    {
      name: `${team}-gpu`,
      version: '4',
      image: 'mcr.microsoft.com/aifx/acpt/stable-ubuntu2004-cu118-py310-torch222:latest',
    },
    {
      name: 'CliV2AnonymousEnvironment',
      version: hexFrom(`${seed}/anonymous-environment`, 32),
      image: 'python:3.11-slim',
    },
  ];
}

function codeNames(seed: number): string[] {
  return [1, 2, 3].map((number) => guidFrom(`${seed}/code/${number}`));
}

/** Specifications as the service keeps them: scalars as text, references as ARM ids with the prefix `azureml:`. */
function components(seed: number, team: string, id: string): WorkspaceSeed['components'] {
  const [code = ''] = codeNames(seed);
  const environment = `azureml:${id}/environments/${team}-train/versions/12`;
  const command = (name: string, version: string, line: string, refersToCode: boolean): JsonObject => ({
    name,
    version,
    is_deterministic: 'True',
    type: 'command',
    inputs: {
      data: { type: 'uri_folder', optional: 'False' },
      rounds: { type: 'integer', optional: 'True', default: '10' },
    },
    outputs: { result: { type: 'uri_folder' } },
    environment,
    ...(refersToCode ? { code: `azureml:${id}/codes/${code}/versions/1` } : {}),
    resources: { instance_count: '1' },
    command: line,
  });
  const prepareVersion = '1.2.0';
  const trainVersion = '2.0.1';
  const anonymous = guidFrom(`${seed}/anonymous-component`);
  const componentId = (name: string, version: string): string => `${id}/components/${name}/versions/${version}`;
  return [
    {
      name: `${team}_prepare`,
      version: prepareVersion,
      componentSpec: command(
        `${team}_prepare`,
        prepareVersion,
        'python prepare.py --data ${{inputs.data}} --out ${{outputs.result}}',
        true,
      ),
    },
    {
      name: `${team}_train`,
      version: trainVersion,
      componentSpec: command(
        `${team}_train`,
        trainVersion,
        'python train.py --data ${{inputs.data}} $[[--rounds ${{inputs.rounds}}]]',
        true,
      ),
    },
    {
      name: 'azureml_anonymous',
      version: anonymous,
      componentSpec: command('azureml_anonymous', '1', `echo "report of ${team}"`, false),
    },
    {
      name: `${team}_prepare_and_train`,
      version: '1',
      componentSpec: {
        name: `${team}_prepare_and_train`,
        version: '1',
        is_deterministic: 'False',
        type: 'pipeline',
        inputs: { data: { type: 'uri_folder', optional: 'False' } },
        jobs: {
          prepare: {
            type: 'command',
            componentId: componentId(`${team}_prepare`, prepareVersion),
            inputs: { data: { job_input_type: 'literal', value: '${{parent.inputs.data}}' } },
          },
          train: {
            type: 'command',
            componentId: componentId(`${team}_train`, trainVersion),
            computeId: `${id}/computes/gpu-v100`,
            inputs: { data: { job_input_type: 'literal', value: '${{parent.jobs.prepare.outputs.result}}' } },
          },
        },
      },
    },
  ];
}
