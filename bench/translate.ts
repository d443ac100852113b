import { assetKey, type AssetMap, type Stores } from '../shared/core/asset.ts';
import type { JsonObject } from '../shared/core/json.ts';
import { noMapping } from '../shared/core/translate/mapping.ts';
import { translate } from '../shared/core/translate/translate.ts';
import type { WorkspaceRef } from '../shared/core/workspace.ts';

/*
 * What translating costs beside copying: 1,000 pipelines of 50 nodes, against `JSON.parse(JSON.stringify())` of the same
 * specs in the same run. Prints one line of JSON, and fails above the ratio that the project promises.
 */
const pipelines = 1000;
const nodes = 50;
const rounds = 5;
const promised = 10;

const east = workspace('11111111-1111-4111-8111-111111111111', 'rg-east', 'mlw-east', 'eastus');
const west = workspace('22222222-2222-4222-8222-222222222222', 'rg-west', 'mlw-west', 'westeurope');

const specs = Array.from({ length: pipelines }, (_, index) => pipeline(index));
const assetMap: AssetMap = {
  assets: new Map(
    Array.from({ length: nodes }, (_, index) => [
      assetKey({ kind: 'components', name: 'azureml_anonymous', version: `v-${index}` }),
      { name: 'azureml_anonymous', version: `w-${index}` },
    ]),
  ),
  labels: new Map(),
  data: new Map(
    specs.map((_, index) => [
      `workspaceblobstore/LocalUpload/${index}`,
      { datastore: 'workspaceblobstore', path: `mirror/${index}` },
    ]),
  ),
};
const stores = { source: storesOf('east'), target: storesOf('west') };
const mapping = {
  ...noMapping,
  computes: { 'cpu-cluster': 'cpu-west' },
  instanceTypes: { Standard_D3_v2: 'Standard_D4_v3' },
};

const copying = best(() => {
  for (const spec of specs) JSON.parse(JSON.stringify(spec));
});
const translating = best(() => {
  for (const spec of specs) {
    const result = translate({ spec, source: east, target: west, mapping, assetMap, stores });
    if (result.kind === 'blocked')
      throw new Error(`The benchmark's own pipeline is blocked: ${JSON.stringify(result.reasons[0])}`);
  }
});

const ratio = Math.round((translating / copying) * 100) / 100;
const megabytes = Math.round(JSON.stringify(specs).length / 1e5) / 10;
console.log(
  JSON.stringify({
    benchmark: 'translate',
    pipelines,
    nodes,
    megabytes,
    copyingMs: Math.round(copying),
    translatingMs: Math.round(translating),
    ratio,
    promised,
  }),
);
if (ratio > promised) throw new Error(`Translating costs ${ratio} times a copy, and the project promises ${promised}.`);

/** The quickest of some rounds: the one that the machine disturbed least. */
function best(work: () => void): number {
  return Math.min(
    ...Array.from({ length: rounds }, () => {
      const before = performance.now();
      work();
      return performance.now() - before;
    }),
  );
}

/** As the service returns one: after recordings of 2023, with a node for each way that a reference can stand. */
function pipeline(index: number): JsonObject {
  const jobs: JsonObject = {};
  for (let at = 0; at < nodes; at += 1) {
    jobs[`step_${at}`] = {
      name: `step_${at}`,
      type: 'command',
      _source: 'YAML.COMPONENT',
      componentId: `${east.id}/components/azureml_anonymous/versions/v-${at}`,
      computeId: `${east.id}/computes/cpu-cluster`,
      resources: { instance_type: 'Standard_D3_v2', instance_count: 1 },
      environment_variables: { STEP: String(at), MODE: 'train' },
      inputs: {
        data: {
          job_input_type: 'uri_folder',
          mode: 'ReadOnlyMount',
          uri: `azureml://datastores/workspaceblobstore/paths/LocalUpload/${index}/part-${at}`,
        },
        before: {
          job_input_type: 'literal',
          value: at === 0 ? '${{parent.inputs.rate}}' : `\${{parent.jobs.step_${at - 1}.outputs.model}}`,
        },
      },
      outputs: { model: { job_output_type: 'uri_folder', mode: 'Upload' } },
    };
  }
  return {
    jobType: 'Pipeline',
    displayName: `pipeline ${index}`,
    experimentName: 'bench',
    status: 'Running',
    isArchived: false,
    inputs: { rate: { jobInputType: 'literal', value: '0.1' } },
    outputs: {},
    jobs,
    settings: {
      default_compute: `${east.id}/computes/cpu-cluster`,
      default_datastore: `${east.id}/datastores/workspaceblobstore`,
    },
    properties: { 'azureml.git.dirty': 'False' },
    tags: { team: 'vision' },
  };
}

function storesOf(side: string): Stores {
  const store = {
    name: 'workspaceblobstore',
    type: 'AzureBlob',
    account: `st${side}`,
    container: `azureml-blobstore-${side}`,
  };
  return { byName: new Map([['workspaceblobstore', store]]), defaultName: 'workspaceblobstore' };
}

function workspace(subscriptionId: string, resourceGroup: string, name: string, region: string): WorkspaceRef {
  const id = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.MachineLearningServices/workspaces/${name}`;
  return { id, subscriptionId, resourceGroup, name, region };
}
