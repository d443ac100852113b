import { between } from './random.ts';
import { commandProperties } from './generated-command.ts';
import { codeId, computeId, dataInput, environmentId, experiment, literal } from './generated-parts.ts';
import { objectAt } from './json.ts';
import type { JsonObject } from './json.ts';
import type { GeneratedJob } from './generated-job.ts';
import type { Random } from './random.ts';
import type { WorkspaceSeed } from './types.ts';

/** Reads from the workspace's own default store by a short path: in the standby the same words name another store. */
export function workspaceStoreJob(random: Random, name: string, workspace: WorkspaceSeed): GeneratedJob {
  const properties = commandProperties(random, name, workspace);
  const uri = `azureml://datastores/workspaceblobstore/paths/LocalUpload/${between(random, 1, 9)}/data/`;
  const data: JsonObject = { mode: 'ReadOnlyMount', uri, jobInputType: 'uri_folder' };
  return {
    name,
    kind: 'command',
    body: { properties: { ...properties, inputs: { ...objectAt(properties, 'inputs'), data } } },
    needsToken: false,
    expected: { blocked: 'DataNotInStandby' },
  };
}

/** Runs in the name of the person who submitted it: nobody else can submit it again. */
export function userIdentityJob(random: Random, name: string, workspace: WorkspaceSeed): GeneratedJob {
  const properties = commandProperties(random, name, workspace);
  return {
    name,
    kind: 'command',
    body: { properties: { ...properties, identity: { identityType: 'UserIdentity' } } },
    needsToken: true,
    expected: { blocked: 'UserIdentityNotResubmittable' },
  };
}

/** A search over hyperparameters. */
export function sweepJob(random: Random, name: string, workspace: WorkspaceSeed): GeneratedJob {
  const properties: JsonObject = {
    properties: {},
    tags: {},
    computeId: computeId(random, workspace),
    displayName: name,
    experimentName: experiment(random),
    isArchived: false,
    jobType: 'Sweep',
    inputs: { data: dataInput(random, workspace), rounds: literal('20') },
    limits: { jobLimitsType: 'Sweep', maxConcurrentTrials: 2, maxTotalTrials: between(random, 4, 20), timeout: 'PT8H' },
    objective: { goal: 'Minimize', primaryMetric: 'validation_loss' },
    samplingAlgorithm: { samplingAlgorithmType: 'Random' },
    earlyTermination: { policyType: 'MedianStopping', delayEvaluation: 5, evaluationInterval: 1 },
    searchSpace: { learning_rate: ['loguniform', [-6, -1]], depth: ['choice', [[4, 6, 8]]] },
    trial: {
      codeId: codeId(random, workspace),
      command: 'python train.py --data ${{inputs.data}} --lr ${{search_space.learning_rate}}',
      environmentId: environmentId(random, workspace),
      resources: { instanceCount: 1 },
    },
    outputs: {},
  };
  return {
    name,
    kind: 'sweep',
    body: { properties },
    needsToken: false,
    expected: 'verified',
  };
}

/** A run of SDK v1, as this API shows it: no definition that could be submitted. */
export function baseRun(random: Random, name: string): GeneratedJob {
  const properties: JsonObject = {
    properties: { 'azureml.git.branch': 'master', ContentSnapshotId: `snapshot-${between(random, 1, 999)}` },
    tags: {},
    displayName: name,
    experimentName: experiment(random),
    jobType: 'Base',
  };
  return {
    name,
    kind: 'base',
    body: { properties },
    needsToken: false,
    expected: { blocked: 'NotResubmittable(Base)' },
  };
}
