import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AssetKind } from '../../../../shared/core/asset.ts';
import { assetKinds } from '../../../../shared/core/asset.ts';
import { objectAt, stringAt, type JsonObject } from '../../../../shared/core/json.ts';
import { parseWorkspaceId, type WorkspaceRef } from '../../../../shared/core/workspace.ts';

/** One body of the corpus: what was sent to the service, what it answered, or an example of its documentation. */
export type Recorded = {
  readonly title: string;
  readonly source: WorkspaceRef;
  readonly properties: JsonObject;
  /** ARM's type below the workspace, as the schema of it is named. */
  readonly type: string;
  readonly what: { readonly kind: 'job' } | { readonly kind: 'asset'; readonly asset: AssetKind };
};

/** What the recorder wrote in place of subscription, group and workspace, and what they are here. */
const zeroed =
  /(\/subscriptions\/)0{8}-0{4}-0{4}-0{4}-0{9}(\/resourcegroups\/)00000(\/providers\/Microsoft\.MachineLearningServices)?(\/workspaces\/)00000(?![0-9])/gi;
const invented = '$155555555-5555-4555-8555-555555555555$2rg-origin$3$4mlw-origin';

/** Of the workspace whose storage was recorded too (23 and 27): its container's name holds the workspace's GUID. */
export const origin = {
  id: '/subscriptions/55555555-5555-4555-8555-555555555555/resourceGroups/rg-origin/providers/Microsoft.MachineLearningServices/workspaces/mlw-origin',
  guid: '3bd2018e-4b43-401e-ad49-85df181c9e0a',
  account: 'samcw32zcnpjldw',
};

/** Every body of a job or asset in the corpus, and the files that hold none, with why. */
export function readCorpus(dir: string): { readonly bodies: Recorded[]; readonly others: string[] } {
  const bodies: Recorded[] = [];
  const others: string[] = [];
  for (const file of globSync('{service-json,rest-examples}/**/*.json', { cwd: dir }).toSorted()) {
    const text = readFileSync(join(dir, file), 'utf8').replaceAll(zeroed, invented);
    const found = bodiesOf(JSON.parse(text) as JsonObject).flatMap(({ part, id, properties }) => {
      const what = whatIs(id);
      const workspace = parseWorkspaceId(/^.*\/workspaces\/[^/]+/i.exec(id)?.[0] ?? '') ?? parseWorkspaceId(origin.id);
      if (what === undefined || workspace === undefined) return [];
      const region = /azureml:\/\/([a-z0-9]+)\.api\.azureml/.exec(text)?.[1] ?? 'centraluseuap';
      const title = `${file.replace('.json', '')}${part}`;
      return [{ title, source: { ...workspace, region, guid: origin.guid }, properties, ...what }];
    });
    bodies.push(...found);
    if (found.length === 0) others.push(file);
  }
  return { bodies, others };
}

type Body = { readonly part: string; readonly id: string; readonly properties: JsonObject };

function bodiesOf(file: JsonObject): Body[] {
  const path = (stringAt(objectAt(file, 'request'), 'url') ?? '').split('?')[0]?.replace(/^https:\/\/[^/]+/, '');
  const answer = objectAt(objectAt(file, 'response'), 'body');
  const example = objectAt(objectAt(objectAt(file, 'responses'), '200'), 'body');
  const type = stringAt(file, '_type')?.replace('Microsoft.MachineLearningServices/workspaces', '');
  const named = type === undefined ? '' : `${origin.id}${type.replace(/\/versions$/, '/x/versions')}/x`;
  const candidates: readonly [string, string, JsonObject | undefined][] = [
    ['', named, objectAt(file, 'body')],
    ['', `${origin.id}/jobs/x`, example],
    [', sent', path ?? '', objectAt(objectAt(file, 'request'), 'body')],
    [', got', path === undefined || path === '' ? idOf(answer) : path, answer],
  ];
  return candidates.flatMap(([part, id, body]) => {
    const properties = objectAt(body, 'properties');
    return properties === undefined ? [] : [{ part, id, properties: inArmCase(properties) }];
  });
}

/** A file that is no recording but a test's own answer gives no id worth the name, only the type. */
function idOf(answer: JsonObject | undefined): string {
  const id = stringAt(answer, 'id') ?? '';
  return id.startsWith('/') ? id : `${origin.id}/components/x/versions/1`;
}

function whatIs(id: string): Pick<Recorded, 'type' | 'what'> | undefined {
  const [, collection = '', versions = ''] = /\/workspaces\/[^/]+\/([^/]+)\/[^/]+(\/versions\/[^/]+)?$/.exec(id) ?? [];
  const type = `workspaces/${collection}${versions === '' ? '' : '/versions'}`;
  if (collection === 'jobs') return { type, what: { kind: 'job' } };
  const asset = assetKinds.find((kind) => kind === collection);
  return asset === undefined ? undefined : { type, what: { kind: 'asset', asset } };
}

/** 32 is in the case of the Python models, which the service never sends. */
function inArmCase(properties: JsonObject): JsonObject {
  const names: Record<string, string> = {
    component_spec: 'componentSpec',
    is_anonymous: 'isAnonymous',
    is_archived: 'isArchived',
  };
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [names[key] ?? key, value]));
}

/** Every trace of a workspace that is left in a body: ids, names, region, its own storage. */
export function tracesOf(
  { subscriptionId, resourceGroup, name, region, guid }: WorkspaceRef,
  body: JsonObject,
): string[] {
  const text = JSON.stringify(body).toLowerCase();
  const traces = [subscriptionId, `/${resourceGroup}`, `/${name}`, region, guid, origin.account];
  return traces.filter((trace) => trace !== undefined && text.includes(trace.toLowerCase())) as string[];
}
