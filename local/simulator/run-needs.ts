import { readDataAddress } from './data-address.ts';
import { jobOutputPlace } from './job-outputs.ts';
import { findAsset } from './reference-check.ts';
import { componentReferencePlaces, jobReferencePlaces } from './reference-places.ts';
import { readReference } from './references.ts';
import { isObject, objectAt, textAt } from './json.ts';
import { placeIn } from './store.ts';
import type { BlobPlace } from './data-storage.ts';
import type { Json, JsonObject } from './json.ts';
import type { ReferencePlace } from './reference-check.ts';
import type { Asset, Workspace } from './store.ts';

/** Blobs without which a job cannot run, and what they are to it; or why it cannot be said where they are. */
export type Need =
  | { readonly what: string; readonly place: BlobPlace; readonly isOwn: boolean }
  | { readonly what: string; readonly flaw: string };

/** All that a job reads from storage, through as many assets, components and earlier jobs as lie between. */
export function needsOf(workspace: Workspace, jobType: string, properties: JsonObject): Need[] {
  return [
    ...followAll(workspace, jobReferencePlaces(jobType, properties), new Set()),
    ...inputsIn(properties).flatMap((input) => dataNeeds(workspace, input)),
  ];
}

function followAll(workspace: Workspace, places: readonly ReferencePlace[], seen: Set<Asset>): Need[] {
  return places.flatMap((place) => follow(workspace, place, seen));
}

function follow(workspace: Workspace, { kind, value }: ReferencePlace, seen: Set<Asset>): Need[] {
  if (kind === 'compute' || kind === 'datastore') return [];
  const reference = readReference(value);
  if (reference.kind !== 'workspace') return kind === 'code' ? storageNeeds(workspace, `code ${value}`, value) : [];
  const type = kind === 'environment' ? 'environments' : kind === 'code' ? 'codes' : 'components';
  const asset = findAsset(workspace, type, reference);
  if (asset === undefined || seen.has(asset)) return [];
  seen.add(asset);
  const { properties } = asset;
  if (kind === 'code') return storageNeeds(workspace, `code ${asset.name}`, textAt(properties, 'codeUri'), true);
  if (kind === 'environment') {
    const context = textAt(objectAt(properties, 'build'), 'contextUri');
    return storageNeeds(workspace, `build context of environment ${asset.name}`, context, true);
  }
  const spec = objectAt(properties, 'componentSpec') ?? {};
  return [
    ...followAll(workspace, componentReferencePlaces(spec), seen),
    ...inputsIn(spec).flatMap((input) => dataNeeds(workspace, input)),
  ];
}

type Input = { readonly uri: string; readonly isTable: boolean };

/** Every object with a `uri` that is no output is an input, at any depth and in either spelling. */
function inputsIn(value: Json): Input[] {
  if (Array.isArray(value)) return value.flatMap(inputsIn);
  if (!isObject(value)) return [];
  const type = textAt(value, 'jobInputType') ?? textAt(value, 'job_input_type') ?? textAt(value, 'type');
  return Object.entries(value).flatMap(([key, member]) => {
    if (key === 'outputs') return [];
    return key === 'uri' && typeof member === 'string'
      ? [{ uri: member, isTable: type === 'mltable' }]
      : inputsIn(member);
  });
}

const outputPattern = /^azureml:\/\/jobs\/([^/]+)\/outputs\/([^/]+)(?:\/paths\/(.*))?\/?$/i;
const runPattern = /^runs:\/+([^/]+)\/?(.*)$/i;

function dataNeeds(workspace: Workspace, { uri, isTable }: Input): Need[] {
  if (uri.includes('${{') || uri.includes('$[[')) return [];
  const what = `data ${uri}`;
  const [, jobName, output = '', below = ''] = outputPattern.exec(uri) ?? [];
  if (jobName !== undefined) {
    const job = workspace.jobs.get(jobName.toLowerCase());
    const place = job === undefined ? undefined : jobOutputPlace(job, output);
    if (place === undefined) return [{ what, flaw: `there is no output ${output} of a job ${jobName}` }];
    return [{ what, place: { ...place, path: `${place.path}${below}` }, isOwn: false }];
  }
  const [, run, artifact = ''] = runPattern.exec(uri) ?? [];
  if (run !== undefined) {
    const place = placeIn(workspace, 'workspaceartifactstore', `ExperimentRun/dcid.${run}/${artifact}`);
    return place === undefined ? [{ what, flaw: 'there is no artifact store' }] : [{ what, place, isOwn: false }];
  }
  const needs = storageNeeds(workspace, what, uri);
  if (needs.length > 0) return isTable ? needs.map(withTable) : needs;
  return assetNeeds(workspace, uri, isTable);
}

/** A table is a folder with the file that describes it. */
function withTable(need: Need): Need {
  if ('flaw' in need) return need;
  return { ...need, place: { ...need.place, path: `${need.place.path.replace(/\/+$/, '')}/MLTable` } };
}

/** A missing asset is a flaw that was found on submission already. */
function assetNeeds(workspace: Workspace, uri: string, isTable: boolean): Need[] {
  const reference = readReference(uri);
  if (reference.kind !== 'workspace' || !/^(azureml:|\/subscriptions\/)/i.test(uri)) return [];
  const data = reference.type === 'models' ? undefined : findAsset(workspace, 'data', reference);
  const model = reference.type === 'data' ? undefined : findAsset(workspace, 'models', reference);
  const address = textAt(data?.properties, 'dataUri') ?? textAt(model?.properties, 'modelUri');
  if (address === undefined || address === uri) return [];
  return dataNeeds(workspace, { uri: address, isTable: isTable || data?.properties['dataType'] === 'mltable' });
}

function storageNeeds(workspace: Workspace, what: string, uri: string | undefined, isOwn = false): Need[] {
  const address = uri === undefined ? undefined : readDataAddress(uri);
  if (address === undefined) return [];
  // What lies in another workspace was judged on submission.
  if (address.kind === 'datastore' && !isOurs(workspace, address.scope)) return [];
  if (address.kind === 'storage') return [{ what, place: address.place, isOwn }];
  const place = placeIn(workspace, address.datastore, address.path);
  return place === undefined
    ? [{ what, flaw: `there is no datastore ${address.datastore}` }]
    : [{ what, place, isOwn: false }];
}

function isOurs({ subscriptionId, resourceGroup, name }: Workspace, scope: string | undefined): boolean {
  if (scope === undefined) return true;
  const [, subscription, , group, ...rest] = scope.toLowerCase().split('/');
  const wanted = [subscriptionId, resourceGroup, name].map((each) => each.toLowerCase());
  return [subscription, group, rest.at(-1)].join('/') === wanted.join('/');
}
