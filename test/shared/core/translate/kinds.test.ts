import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../shared/core/json.ts';
import { dependenciesOf } from '../../../../shared/core/translate/dependencies.ts';
import type { WorkspaceRef } from '../../../../shared/core/workspace.ts';
import { apart, commandJob, east, pipelineJob, reasons, translated, warnings, west } from './fixtures.ts';
import { mirrorOf } from './mirrored.ts';

const mapping = {
  computes: { gpu: 'gpu-west' },
  instanceTypes: { Standard_E8: 'Standard_E16' },
  environmentVariables: { SITE: 'west' },
};

/** The same job in either workspace: `copy` is what the mirror adds to a version. */
type Spec = (workspace: WorkspaceRef, copy: string, lake: string, there: boolean) => JsonObject;

const specs: Readonly<Record<string, Spec>> = {
  Sweep: ({ id }, copy, lake, there) => ({
    jobType: 'Sweep',
    computeId: `${id}/computes/${there ? 'gpu-west' : 'gpu'}`,
    inputs: { d: { jobInputType: 'mltable', uri: `azureml://datastores/${lake}/paths/t` } },
    trial: {
      command: 'python t.py --lr ${{search_space.lr}}',
      codeId: `${id}/codes/c/versions/1${copy}`,
      environmentId: `azureml:${id}/environments/e/versions/2${copy}`,
      environmentVariables: { SITE: there ? 'west' : 'east' },
      resources: { instanceType: there ? 'Standard_E16' : 'Standard_E8', instanceCount: 2 },
    },
    searchSpace: { lr: ['uniform', [0.1, 0.9]], data: ['choice', [['azureml:x:1', 'gpu', 'runs:/a/b']]] },
    samplingAlgorithm: { samplingAlgorithmType: 'Random', rule: 'Sobol' },
    objective: { goal: 'Minimize', primaryMetric: 'loss' },
    limits: { jobLimitsType: 'Sweep', maxTotalTrials: 20, trialTimeout: 'PT10M' },
    earlyTermination: { policyType: 'Bandit', slackFactor: 0.2 },
    queueSettings: { jobTier: 'Standard' },
  }),
  AutoML: ({ id }, copy, lake, there) => ({
    jobType: 'AutoML',
    environmentId: `${id}/environments/e/versions/2${copy}`,
    resources: { instanceType: there ? 'Standard_E16' : 'Standard_E8' },
    taskDetails: {
      taskType: 'ImageObjectDetection',
      trainingData: { jobInputType: 'mltable', uri: `azureml:d:1${copy}` },
      validationData: { jobInputType: 'mltable', uri: `azureml://datastores/${lake}/paths/valid` },
      testData: { jobInputType: 'mltable', uri: `${id}/data/d/versions/1${copy}` },
      targetColumnName: 'label',
      searchSpace: [{ modelName: "choice('yolov5', 'azureml:x:1')", learningRate: 'uniform(0.0001, 0.01)' }],
      modelSettings: {
        checkpointModel: { jobInputType: 'mlflow_model', uri: `azureml:m:3${copy}` },
        modelName: 'yolov5',
      },
      limitSettings: { maxTrials: 2 },
    },
  }),
  Spark: ({ id }, copy, lake, there) => ({
    jobType: 'Spark',
    codeId: `${id}/codes/c/versions/1${copy}`,
    entry: { sparkJobEntryType: 'SparkJobPythonEntry', file: 'main.py' },
    files: ['a.py', `azureml://datastores/${lake}/paths/f`],
    jars: [`azureml://datastores/${lake}/paths/j.jar`],
    pyFiles: ['https://example.org/x.egg'],
    archives: ['wasbs://c@stworld.blob.core.windows.net/z.zip'],
    args: '--in ${{inputs.d}}',
    conf: { 'spark.executor.cores': '2' },
    environmentId: `${id}/environments/e/versions/2${copy}`,
    environmentVariables: { SITE: there ? 'west' : 'east' },
    resources: { instanceType: there ? 'Standard_E16' : 'Standard_E8', runtimeVersion: '3.4' },
  }),
  Pipeline: ({ id }, copy, lake, there) => {
    const compute = there ? 'gpu-west' : 'gpu';
    const size = there ? 'Standard_E16' : 'Standard_E8';
    const component = `${id}/components/c/versions/1${copy}`;
    return {
      jobType: 'Pipeline',
      inputs: { d: { jobInputType: 'uri_folder', uri: `azureml:d:1${copy}` } },
      settings: {
        default_compute: `${id}/computes/${compute}`,
        default_datastore: `${id}/datastores/${lake}`,
        force_rerun: false,
      },
      jobs: {
        sweep: {
          type: 'sweep',
          trial: component,
          search_space: { lr: { type: 'choice', values: ['azureml:x:1'] } },
          limits: { max_total_trials: 3 },
        },
        parallel: {
          type: 'parallel',
          componentId: component,
          compute: `azureml:${compute}`,
          mini_batch_size: '10',
          input_data: '${{inputs.d}}',
          task: {
            type: 'run_function',
            code: `${id}/codes/c/versions/1${copy}`,
            environment: `azureml:e:2${copy}`,
            entry_script: 'score.py',
            program_arguments: '--x 1',
          },
        },
        spark: {
          type: 'spark',
          componentId: component,
          resources: { instance_type: size, runtime_version: '3.4' },
          entry: { spark_job_entry_type: 'SparkJobPythonEntry', file: 'x.py' },
          py_files: [`azureml://datastores/${lake}/paths/p.egg`],
          identity: { identity_type: 'Managed' },
        },
        automl: {
          type: 'automl',
          task: 'classification',
          training_data: '${{parent.inputs.d}}',
          validation_data: { job_input_type: 'mltable', uri: `azureml://datastores/${lake}/paths/v` },
          resources: { instance_type: size },
        },
        nested: {
          type: 'pipeline',
          jobs: {
            deep: {
              type: 'command',
              componentId: component,
              computeId: `${id}/computes/${compute}`,
              environment_variables: { SITE: there ? 'west' : 'east' },
            },
          },
          settings: { default_compute: compute },
        },
        branch: {
          type: 'if_else',
          condition: '${{parent.jobs.a.outputs.ok}}',
          true_block: '${{parent.jobs.nested}}',
          false_block: '${{parent.jobs.spark}}',
        },
        again: {
          type: 'do_while',
          body: '${{parent.jobs.nested}}',
          limits: { max_iteration_count: 5 },
          mapping: { o: ['${{parent.jobs.nested.inputs.i}}'] },
        },
        each: {
          type: 'parallel_for',
          body: '${{parent.jobs.nested}}',
          items: [{ data: { job_input_type: 'uri_file', uri: `azureml:d:1${copy}` }, rate: 0.1 }],
        },
        import: {
          type: 'import',
          source: { type: 'azuresqldb', connection: 'azureml:sql', query: 'select 1' },
          output: { type: 'mltable', path: 'azureml://datastores/${{default_datastore}}/paths/${{name}}' },
        },
        unheard: {
          type: 'brand_new',
          settings: { deep: [{ environment: `azureml:${id}/environments/e/versions/2${copy}` }] },
        },
      },
    };
  },
};

describe.each(Object.entries(specs))('a job of the kind %s', (_, spec) => {
  const here = spec(east, '', 'lake', false);
  const there = spec(west, '-copy', 'lake_west', true);
  const change = { mapping, stores: apart, assetMap: mirrorOf(dependenciesOf(here, east, apart.source)) };

  test('has all its references, computes, VM sizes and variables rewritten, and nothing else', () => {
    expect(translated(here, change)).toEqual(there);
  });

  test('gives no warning for it', () => {
    expect(warnings(here, change)).toEqual([]);
  });

  test('is blocked with one reason for each asset that has no copy', () => {
    const result = reasons(here, { ...change, assetMap: { assets: new Map(), labels: new Map(), data: new Map() } });
    expect(result.every((reason) => reason.startsWith('AssetNotMirrored '))).toBe(true);
    expect(result.length).toBeGreaterThan(1);
  });
});

test('VM sizes are mapped wherever they stand', () => {
  const of = (size: string) =>
    pipelineJob(
      {
        a: { resources: { instance_type: size } },
        b: { instance_type: size },
        c: { jobs: { d: { resources: { instanceType: size } } } },
      },
      { resources: { instanceType: size } },
    );
  expect(translated(of('STANDARD_e8'), { mapping })).toEqual(of('Standard_E16'));
});

describe('a managed identity', () => {
  const ids = {
    clientId: '44444444-4444-4444-8444-444444444444',
    resourceId: `/subscriptions/${east.subscriptionId}/resourceGroups/r/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i`,
  };
  const other = { clientId: '66666666-6666-4666-8666-666666666666', resourceId: ids.resourceId.replace(/i$/, 'j') };
  const identities = { [ids.clientId.toUpperCase()]: other.clientId, [ids.resourceId]: other.resourceId };

  test('is replaced as the mapping says, in the job and in nodes', () => {
    const of = (which: typeof ids) =>
      pipelineJob(
        { n: { identity: { identity_type: 'Managed', client_id: which.clientId } } },
        { identity: { identityType: 'Managed', ...which } },
      );
    expect(translated(of(ids), { mapping: { identities } })).toEqual(of(other));
  });

  test('that the mapping replaces by one id and not the other is blocked: they would contradict each other', () => {
    const job = commandJob({ identity: { identityType: 'Managed', ...ids } });
    expect(reasons(job, { mapping: { identities: { [ids.clientId]: other.clientId } } })).toEqual([
      'IdentityHalfMapped /identity/resourceId',
    ]);
  });
});

describe('serverless compute', () => {
  const added = commandJob({ computeId: `${east.id}/computes/made-up`, resources: { instanceType: 'Standard_E8' } });

  test('keeps its reserved name, its empty name, or none', () => {
    for (const compute of [
      { computeId: `${east.id}/computes/serverless` },
      { computeId: `${east.id}/computes/` },
      {},
    ]) {
      const job = commandJob(compute);
      expect(JSON.stringify(translated(job))).toBe(JSON.stringify(job).replaceAll(east.id, west.id));
    }
  });

  test('under a name that the service put there is submitted without it, with a warning', () => {
    const change = { sourceComputes: ['gpu', 'cpu'] };
    expect(translated(added, change)).toEqual(commandJob({ resources: { instanceType: 'Standard_E8' } }));
    expect(warnings(added, change)).toEqual(['ComputeIsServerless /computeId']);
  });

  test('is not supposed where the compute exists, or nobody knows', () => {
    for (const change of [{ sourceComputes: ['Made-Up'] }, {}])
      expect(translated(added, change)['computeId']).toBe(`${west.id}/computes/made-up`);
  });
});

describe('a job with more properties or tags than the service takes', () => {
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`p${at}`, 'x']));

  test('is blocked before anybody sends it: the marker needs room as well', () => {
    expect(reasons(commandJob({ properties: many(45) }))).toEqual(['TooManyProperties /properties']);
    expect(reasons(commandJob({ tags: many(51) }))).toEqual(['TooManyProperties /tags']);
  });

  test('is fine at the limit, and what the service added is not counted', () => {
    const properties = { ...many(44), ProcessInfoFile: 'x', StartTimeUtc: 'x', 'failover.origin': 'x' };
    expect(reasons(commandJob({ properties, tags: many(50) }))).toEqual([]);
  });
});

test('a distribution of a preview version is passed on as it is, with a warning', () => {
  const ray = { distributionType: 'Ray', port: 6379, includeDashboard: true };
  expect(translated(commandJob({ distribution: ray }))).toEqual(commandJob({ distribution: ray }));
  expect(warnings(commandJob({ distribution: ray }))).toEqual(['PreviewFeature /distribution/distributionType']);
  expect(warnings(pipelineJob({ n: { distribution: { type: 'pytorch' } } }))).toEqual([]);
});

test('tags and properties are left as they are, and what points to the source in them is reported', () => {
  const spec = commandJob({
    tags: { from: east.id, 'failover.checkpoint': 'azureml://datastores/lake/paths/x' },
    properties: { note: `see ${east.subscriptionId}`, fine: 'x' },
  });
  expect(translated(spec)).toEqual(spec);
  expect(warnings(spec)).toEqual(['ReferenceInText /tags/from', 'ReferenceInText /properties/note']);
});
