import type { JsonObject } from '../../../../shared/core/json.ts';
import { noMapping, type Mapping } from '../../../../shared/core/translate/mapping.ts';
import { translate, type TranslateInput, type Translation } from '../../../../shared/core/translate/translate.ts';
import type { WorkspaceRef } from '../../../../shared/core/workspace.ts';
import { storesOf } from './mirrored.ts';

export function workspace(subscriptionId: string, resourceGroup: string, name: string, region: string): WorkspaceRef {
  const group = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
  return {
    id: `${group}/providers/Microsoft.MachineLearningServices/workspaces/${name}`,
    subscriptionId,
    resourceGroup,
    name,
    region,
  };
}

export const east: WorkspaceRef = {
  ...workspace('11111111-1111-4111-8111-111111111111', 'rg-east', 'mlw-east', 'eastus'),
  guid: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
};
export const west: WorkspaceRef = {
  ...workspace('22222222-2222-4222-8222-222222222222', 'rg-west', 'mlw-west', 'westeurope'),
  guid: 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb',
};
export const third = workspace('33333333-3333-4333-8333-333333333333', 'rg-other', 'mlw-other', 'japaneast');

/** The least that the service accepts as a command job. */
export function commandJob(more: JsonObject = {}): JsonObject {
  return { jobType: 'Command', command: 'python train.py', environmentId: 'azureml:sklearn:3', ...more };
}

export function pipelineJob(jobs: JsonObject, more: JsonObject = {}): JsonObject {
  return { jobType: 'Pipeline', jobs, ...more };
}

export type Change = Partial<Omit<TranslateInput, 'spec' | 'mapping'>> & { readonly mapping?: Partial<Mapping> };

export function fromEastToWest(spec: JsonObject, { mapping, ...change }: Change = {}): Translation {
  return translate({ source: east, target: west, ...change, spec, mapping: { ...noMapping, ...mapping } });
}

/** The translated spec; a blocked job fails the test with its reasons. */
export function translated(spec: JsonObject, change?: Change): JsonObject {
  const result = fromEastToWest(spec, change);
  if (result.kind === 'blocked') throw new Error(`blocked: ${JSON.stringify(result.reasons)}`);
  return result.spec;
}

/** Code and path of every reason, as `<code> <path>`; empty when the job was translated. */
export function reasons(spec: JsonObject, change?: Change): string[] {
  const result = fromEastToWest(spec, change);
  return result.kind === 'translated' ? [] : result.reasons.map(({ code, path }) => `${code} ${path}`);
}

export function warnings(spec: JsonObject, change?: Change): string[] {
  const result = fromEastToWest(spec, change);
  return result.kind === 'blocked' ? [] : result.warnings.map(({ code, path }) => `${code} ${path}`);
}

/** How a reference comes out that stands where a component's id does: in a node of a pipeline. */
export function reference(text: string, change?: Change): unknown {
  const { jobs } = translated(pipelineJob({ node: { componentId: text } }), change) as {
    jobs: { node: { componentId: unknown } };
  };
  return jobs.node.componentId;
}

export function inputUri(uri: string): JsonObject {
  return commandJob({ inputs: { data: { jobInputType: 'uri_folder', uri } } });
}

export function outputUri(uri: string, more: JsonObject = {}): JsonObject {
  return commandJob({ outputs: { model: { jobOutputType: 'uri_folder', uri } }, ...more });
}

/** Workspaces that share nothing but `lake`, which the target calls `lake_west`. */
export const apart = {
  source: storesOf('steast', 'east', { lake: 'stlake/data', own: 'stowned/things' }),
  target: storesOf('stwest', 'west', { lake_west: 'stlake/data' }),
};
