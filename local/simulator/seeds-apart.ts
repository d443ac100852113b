import { apartNames } from './apart-names.ts';
import { createRandom, guidFrom, hexFrom, pick } from './random.ts';
import { apartComponents } from './seeds-apart-components.ts';
import { hugeBytes, teams } from './seeds.ts';
import { clientIdOf } from './user-identity.ts';
import type { WorkspacePair } from './seeds.ts';
import type { WorkspaceSeed } from './types.ts';

/**
 * Two workspaces that share nothing but Microsoft's registry: the primary has everything, the secondary only computes,
 * one of them under another name, an identity and storage of its own.
 */
export function embeddedPairApart(seed: number): WorkspacePair {
  const team = pick(createRandom(seed), teams);
  const primary = emptyWorkspace(seed, team, 'eastus', 'eus', ['cpu-cluster', 'gpu-a100', 'train-large']);
  const secondary = emptyWorkspace(seed, team, 'westus2', 'wus2', ['cpu-cluster', 'gpu-a100', 'gpu-standby']);
  const [from = '', to = ''] = [...(primary.identities ?? []), ...(secondary.identities ?? [])];
  return {
    regions: [
      { name: 'eastus', displayName: 'East US' },
      { name: 'westus2', displayName: 'West US 2' },
    ],
    primary: filled(primary),
    secondary,
    mapping: {
      computes: { 'train-large': 'gpu-standby' },
      identities: { [from]: to, [clientIdOf(from)]: clientIdOf(to) },
    },
  };
}

function emptyWorkspace(
  seed: number,
  team: string,
  region: string,
  short: string,
  computes: readonly string[],
): WorkspaceSeed {
  const subscription = guidFrom(`${seed}/apart/${region}`);
  const group = `/subscriptions/${subscription}/resourceGroups/rg-${team}-${short}`;
  const guid = guidFrom(`${seed}/apart/workspace/${region}`);
  const accountName = `ap${short}${hexFrom(`${seed}/apart/storage/${region}`, 10)}`;
  return {
    id: `${group}/providers/Microsoft.MachineLearningServices/workspaces/mlw-${team}-${short}`,
    region,
    guid,
    storageAccount: accountName,
    computes,
    vmSizes: {
      'cpu-cluster': 'Standard_DS3_v2',
      'gpu-a100': 'Standard_NC24ads_A100_v4',
      'train-large': 'Standard_E8s_v3',
      'gpu-standby': 'Standard_E8s_v3',
    },
    environments: [],
    codes: [],
    components: [],
    data: [],
    models: [],
    datastores: [
      { name: 'workspaceblobstore', accountName, containerName: `azureml-blobstore-${guid}`, isDefault: true },
      { name: 'workspaceartifactstore', accountName, containerName: 'azureml' },
    ],
    identities: [`${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-${team}-${short}`],
  };
}

function filled(empty: WorkspaceSeed): WorkspaceSeed {
  const names = apartNames(empty);
  const { team } = names;
  const [, , subscription = '', , group = '', , , , workspace = ''] = empty.id.split('/');
  const longPath = (datastore: string, path: string): string =>
    `azureml://subscriptions/${subscription}/resourcegroups/${group}/workspaces/${workspace}/datastores/${datastore}/paths/${path}`;
  const store = (path: string): string => longPath('workspaceblobstore', path);
  const blobUrl = `https://${empty.storageAccount}.blob.core.windows.net/azureml-blobstore-${empty.guid}`;
  const model = `ExperimentRun/dcid.${names.finished}/model`;
  const upload = (path: string, content: string) => ({ datastore: 'workspaceblobstore', path, content });
  return {
    ...empty,
    environments: [
      { name: `${team}-train`, version: '11', image: 'mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu20.04:20240101.v1' },
      { name: `${team}-train`, version: '12', image: 'mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu20.04:latest' },
      {
        name: `${team}-conda`,
        version: '4',
        image: 'mcr.microsoft.com/aifx/acpt/stable-ubuntu2004-cu118-py310-torch222:latest',
        condaFile: '{"name": "train", "dependencies": ["python=3.11", {"pip": ["numpy"]}]}',
      },
      {
        name: `${team}-built`,
        version: '2',
        build: { contextUri: `${blobUrl}/${names.buildContext}/`, dockerfilePath: 'Dockerfile' },
      },
      { ...names.anonymousEnvironment, image: 'python:3.11-slim' },
    ],
    codes: names.codes.map((name) => ({ name, version: '1' })),
    components: apartComponents(empty.id, names),
    data: [
      { name: `${team}-train`, version: '3', dataUri: store(`datasets/train/v3/`), dataType: 'uri_folder' },
      { name: `${team}-train`, version: '4', dataUri: store(`datasets/train/v4/`), dataType: 'uri_folder' },
      { name: `${team}-labels`, version: '1', dataUri: store(`datasets/labels.csv`), dataType: 'uri_file' },
      { name: `${team}-table`, version: '2', dataUri: store(`datasets/table/`), dataType: 'mltable' },
    ],
    models: [
      { name: `${team}-base`, version: '7', modelUri: store(`models/base/7/`) },
      { name: `${team}-features`, version: '1', modelUri: longPath('workspaceartifactstore', `${model}/`) },
    ],
    blobs: [
      ...names.uploads.map((path, index) => upload(`${path}/rows.csv`, `upload,${index}\n`)),
      ...names.uploads.map((path) => upload(`${path}/MLTable`, 'paths:\n  - pattern: ./*.csv\n')),
      { datastore: 'workspaceblobstore', path: `${names.huge}/frames.bin`, size: hugeBytes },
      { datastore: 'workspaceartifactstore', path: `${model}/MLmodel`, content: 'flavors: {}\n' },
    ],
  };
}
