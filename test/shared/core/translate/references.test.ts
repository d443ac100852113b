import { describe, expect, test } from 'vitest';
import { commandJob, east, inputUri, pipelineJob, reasons, reference, third, translated, west } from './fixtures.ts';

describe("the source workspace's ARM ids", () => {
  test.each([
    ['', '/environments/e/versions/3'],
    ['azureml:', '/components/c/labels/default'],
    ['', '/components/azureml_anonymous/versions/01655a00-1079-4e1a-91b0-950463f75362'],
    ['azureml:', '/codes/c/versions/1'],
    ['', ''],
  ])("become the target's: %s<workspace>%s", (prefix, tail) => {
    expect(reference(`${prefix}${east.id}${tail}`)).toBe(`${prefix}${west.id}${tail}`);
  });

  test('are found in any letter case', () => {
    expect(reference(`${east.id}/codes/C/versions/1`.toUpperCase())).toBe(`${west.id}/CODES/C/VERSIONS/1`);
  });

  test('in azureml:// form keep that form, with or without a subscription', () => {
    const long =
      'azureml://subscriptions/11111111-1111-4111-8111-111111111111/resourcegroups/rg-east/workspaces/mlw-east';
    expect(reference(`${long}/models/m/versions/1`)).toBe(
      'azureml://subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/rg-west/workspaces/mlw-west/models/m/versions/1',
    );
    expect(reference('azureml://resourceGroups/rg-east/workspaces/mlw-east/data/d/versions/1')).toBe(
      'azureml://resourceGroups/rg-west/workspaces/mlw-west/data/d/versions/1',
    );
  });

  test('that name the target already are kept', () => {
    expect(reference(`${west.id}/environments/e/versions/3`)).toBe(`${west.id}/environments/e/versions/3`);
  });

  test('of a third workspace block, and the reason names the place', () => {
    const jobs = { 'a/b': { componentId: `${third.id}/components/c/versions/1` } };
    expect(reasons(pipelineJob(jobs))).toEqual(['ForeignWorkspaceReference /jobs/a~1b/componentId']);
  });

  test('are told from those of another workspace by subscription and group too, not by name alone', () => {
    const namesake = { ...third, name: 'mlw-east', id: third.id.replace('mlw-other', 'mlw-east') };
    expect(reasons(commandJob({ codeId: `${namesake.id}/codes/c/versions/1` }))).toEqual([
      'ForeignWorkspaceReference /codeId',
    ]);
  });
});

describe('an id with region and GUID', () => {
  const uri = `azureml://locations/eastus/workspaces/${east.guid}/data/d/versions/2`;

  test('gets both of the target', () => {
    expect(reference(uri)).toBe(`azureml://locations/westeurope/workspaces/${west.guid}/data/d/versions/2`);
  });

  test('blocks while a GUID is unknown', () => {
    const { guid: _, ...nameless } = west;
    expect(reasons(inputUri(uri), { target: nameless })).toEqual(['WorkspaceGuidUnknown /inputs/data/uri']);
    const { guid: __, ...origin } = east;
    expect(reasons(inputUri(uri), { source: origin })).toEqual(['WorkspaceGuidUnknown /inputs/data/uri']);
  });

  test('blocks when the GUID is that of another workspace', () => {
    expect(reasons(inputUri('azureml://locations/eastus/workspaces/cccc/data/d/versions/2'))).toEqual([
      'ForeignWorkspaceReference /inputs/data/uri',
    ]);
  });
});

describe('computes', () => {
  const mapping = { computes: { 'gpu-East': 'gpu-west' } };

  test('keep their name unless the mapping gives another', () => {
    expect(translated(commandJob({ computeId: `${east.id}/computes/cpu` }))['computeId']).toBe(
      `${west.id}/computes/cpu`,
    );
    expect(translated(commandJob({ computeId: `${east.id}/computes/GPU-east` }), { mapping })['computeId']).toBe(
      `${west.id}/computes/gpu-west`,
    );
  });

  test('are mapped in every form and place: bare, prefixed, in nodes, as a default', () => {
    const jobs = {
      a: { compute: 'azureml:gpu-east' },
      b: { computeId: 'gpu-east' },
      c: { compute: '${{parent.inputs.c}}' },
    };
    const spec = pipelineJob(jobs, { settings: { default_compute: `${east.id}/computes/gpu-east` } });
    expect(translated(spec, { mapping })).toMatchObject({
      jobs: {
        a: { compute: 'azureml:gpu-west' },
        b: { computeId: 'gpu-west' },
        c: { compute: '${{parent.inputs.c}}' },
      },
      settings: { default_compute: `${west.id}/computes/gpu-west` },
    });
  });

  test('that are serverless stay so, under the reserved name or the empty one', () => {
    for (const name of ['serverless', ''])
      expect(translated(commandJob({ computeId: `${east.id}/computes/${name}` }))['computeId']).toBe(
        `${west.id}/computes/${name}`,
      );
  });

  test('have their VM sizes mapped, in the job and in nodes', () => {
    const sizes = { instanceTypes: { Standard_D3_v2: 'Standard_D4_v3' } };
    expect(translated(commandJob({ resources: { instanceType: 'standard_d3_v2' } }), { mapping: sizes })).toMatchObject(
      {
        resources: { instanceType: 'Standard_D4_v3' },
      },
    );
    expect(
      translated(pipelineJob({ n: { resources: { instance_type: 'Standard_D3_v2' } } }), { mapping: sizes }),
    ).toMatchObject({
      jobs: { n: { resources: { instance_type: 'Standard_D4_v3' } } },
    });
  });
});

describe('input data', () => {
  const mapping = { datastores: { shared: 'shared_from_east' } };

  test('in a datastore passes only under the name of the same storage in the target', () => {
    expect(translated(inputUri('azureml://datastores/shared/paths/a/b/'), { mapping })).toMatchObject({
      inputs: { data: { uri: 'azureml://datastores/shared_from_east/paths/a/b/' } },
    });
    expect(reasons(inputUri('azureml://datastores/workspaceblobstore/paths/a'), { mapping })).toEqual([
      'DataNotInStandby /inputs/data/uri',
    ]);
  });

  test('in a datastore with its workspace named is moved with both names', () => {
    const uri =
      'azureml://subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-east/workspaces/mlw-east/datastores';
    expect(translated(inputUri(`${uri}/shared/paths/x.csv`), { mapping })).toMatchObject({
      inputs: {
        data: {
          uri: 'azureml://subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/rg-west/workspaces/mlw-west/datastores/shared_from_east/paths/x.csv',
        },
      },
    });
    expect(reasons(inputUri(`${uri}/own/paths/x.csv`), { mapping })).toEqual(['DataNotInStandby /inputs/data/uri']);
    expect(reasons(inputUri(`${east.id}/datastores/own/paths/x.csv`))).toEqual(['DataNotInStandby /inputs/data/uri']);
  });

  test('in whatever the default datastore is would be read from the wrong place, and blocks', () => {
    expect(reasons(inputUri('azureml://datastores/${{default_datastore}}/paths/a'))).toEqual([
      'DataNotInStandby /inputs/data/uri',
    ]);
  });

  test.each([
    'azureml://jobs/j/outputs/o/paths/p',
    'runs:/abc/model',
    'models:/m/1',
    'aml://artifact/ExperimentRun/dcid.j/x',
    'azureml://eastus.api.azureml.ms/mlflow/v1.0/x',
    `${east.id}/jobs/j`,
  ])('that a run left behind blocks: %s', (uri) => {
    expect(reasons(inputUri(uri))).toEqual(['RunScopedReference /inputs/data/uri']);
  });

  test.each([
    'azureml:data:3',
    'azureml:data@latest',
    'azureml://models/m/versions/1',
    'azureml://registries/azureml/models/m/versions/10',
    'azureml://feeds/f/x',
    'https://acct.blob.core.windows.net/c/p?sv=1&sig=abc',
    'wasbs://c@acct.blob.core.windows.net/p',
    'abfss://fs@acct.dfs.core.windows.net/p',
    'adl://acct.azuredatalakestore.net/p',
    '${{parent.inputs.data}}',
  ])('that is the same from everywhere is kept: %s', (uri) => {
    expect(translated(inputUri(uri))).toEqual(inputUri(uri));
  });

  test('in a form that nobody knows blocks', () => {
    expect(reasons(inputUri('azureml://new-thing/x'))).toEqual(['UnknownReference /inputs/data/uri']);
  });
});

describe("a pipeline's default datastore", () => {
  const withDefault = (text: string) => pipelineJob({}, { settings: { default_datastore: text } });

  test('keeps its name when it is one that every workspace has', () => {
    const mapping = { datastores: { workspaceblobstore: 'east_blob' } };
    expect(translated(withDefault(`${east.id}/datastores/workspaceblobstore`), { mapping })).toEqual(
      withDefault(`${west.id}/datastores/workspaceblobstore`),
    );
    expect(translated(withDefault('azureml:workspacefilestore'))).toEqual(withDefault('azureml:workspacefilestore'));
  });

  test("needs a mapping when it is the user's own", () => {
    const own = withDefault(`${east.id}/datastores/lake`);
    expect(reasons(own)).toEqual(['DataNotInStandby /settings/default_datastore']);
    expect(translated(own, { mapping: { datastores: { lake: 'lake2' } } })).toEqual(
      withDefault(`${west.id}/datastores/lake2`),
    );
  });
});

test('references hidden deep in a pipeline are found, in camelCase and snake_case, and the rest is left alone', () => {
  const node = (workspace: string, datastore: string) => ({
    type: 'parallel',
    _source: 'YAML.COMPONENT',
    task: { code: `${workspace}/codes/c/versions/1`, environment: `azureml:${workspace}/environments/e/versions/1` },
    inputs: {
      command: { job_input_type: 'uri_file', uri: `azureml://datastores/${datastore}/paths/x` },
      tags: { job_input_type: 'literal', value: '${{parent.inputs.x}}' },
    },
    jobs: { properties: { componentId: `${workspace}/components/c/versions/1`, limits: { timeout: null } } },
    list: [`${workspace}/data/d/versions/1`, 7, null, true],
    mini_batch_size: null,
    true_block: '${{parent.jobs.a}}',
  });
  const mapping = { datastores: { shared: 'shared2' } };
  expect(translated(pipelineJob({ description: node(east.id, 'shared') }), { mapping })).toEqual(
    pipelineJob({ description: node(west.id, 'shared2') }),
  );
});
