import { blockedDrafts, commandDrafts } from './fidelity-commands.ts';
import { command, folder, input, partsOf } from './fidelity-parts.ts';
import { pipelineDrafts } from './fidelity-pipelines.ts';
import { createRandom, hexFrom } from './random.ts';
import { clientIdOf } from './user-identity.ts';
import type { Draft, Parts } from './fidelity-parts.ts';
import type { GeneratedJob } from './generated-job.ts';
import type { WorkspaceSeed } from './types.ts';

/**
 * Jobs of every type and with every form of reference for the primary of `embeddedPairApart`, equal for equal seeds. Of
 * every 40, four cannot be resubmitted correctly, each for another reason. They name what `fidelityFinishedJobs` has
 * left behind, and run until somebody ends them.
 */
export function generateFidelityJobs(seed: number, count: number, primary: WorkspaceSeed): GeneratedJob[] {
  const parts = partsOf(primary);
  const drafts = shuffled(seed, [
    ...commandDrafts(parts),
    ...pipelineDrafts(parts),
    ...otherDrafts(parts),
    ...blockedDrafts(parts),
  ]);
  return Array.from({ length: count }, (_, index) => {
    const draft = drafts[index % drafts.length] ?? command(parts, {});
    const label = draft.kind === 'command' ? 'run' : draft.kind;
    return named(draft, `${parts.team}_${label}_${index}_${hexFrom(`${seed}/fidelity/${index}`, 6)}`);
  });
}

/** What has to have completed in the primary before those jobs are submitted. */
export function fidelityFinishedJobs(primary: WorkspaceSeed): GeneratedJob[] {
  const parts = partsOf(primary);
  const outputs = { features: { jobOutputType: 'uri_folder', mode: 'ReadWriteMount' } };
  return [named(command(parts, { outputs }), parts.names.finished)];
}

function named(draft: Draft, name: string): GeneratedJob {
  const properties = { displayName: name, experimentName: 'fidelity', isArchived: false, ...draft.properties };
  const { kind, needsToken = false, expected = 'verified' } = draft;
  return { name, kind, body: { properties }, needsToken, expected };
}

/** Jobs that are neither commands nor pipelines. */
function otherDrafts(parts: Parts): Draft[] {
  const { team } = parts;
  return [
    sweep(parts, parts.environment(`${team}-conda`, '4')),
    {
      kind: 'automl',
      properties: {
        jobType: 'AutoML',
        computeId: parts.compute('train-large'),
        outputs: {},
        taskDetails: {
          taskType: 'Classification',
          targetColumnName: 'value',
          primaryMetric: 'Accuracy',
          logVerbosity: 'Info',
          trainingData: input('mltable', `${parts.shortPath(parts.upload(3))}/`),
          validationData: input('mltable', parts.data(`${team}-table`, '2')),
          limitSettings: { maxTrials: 2, maxConcurrentTrials: 1, timeout: 'PT2H' },
        },
      },
    },
    {
      kind: 'spark',
      properties: {
        jobType: 'Spark',
        codeId: parts.code(2),
        environmentId: parts.environment(`${team}-conda`, '4'),
        entry: { sparkJobEntryType: 'SparkJobPythonEntry', file: 'train.py' },
        identity: { identityType: 'Managed', clientId: clientIdOf(parts.identity), resourceId: parts.identity },
        conf: { 'spark.driver.cores': '1', 'spark.executor.instances': '1' },
        inputs: { data: folder(`azureml:${team}-train:3`) },
        outputs: { wrangled: { jobOutputType: 'uri_folder', mode: 'Direct' } },
        resources: { instanceType: 'standard_e4s_v3', runtimeVersion: '3.4' },
        args: '--data ${{inputs.data}} --out ${{outputs.wrangled}}',
      },
    },
  ];
}

function sweep(parts: Parts, environmentId: string): Draft {
  return {
    kind: 'sweep',
    properties: {
      jobType: 'Sweep',
      computeId: parts.compute('train-large'),
      inputs: { data: folder(parts.data(`${parts.team}-train`, '3')) },
      outputs: {},
      objective: { goal: 'Minimize', primaryMetric: 'validation_loss' },
      samplingAlgorithm: { samplingAlgorithmType: 'Random' },
      searchSpace: { depth: ['choice', [[4, 6, 8]]] },
      limits: { jobLimitsType: 'Sweep', maxConcurrentTrials: 2, maxTotalTrials: 4 },
      trial: {
        codeId: parts.code(1),
        environmentId,
        command: 'python train.py --data ${{inputs.data}} --depth ${{search_space.depth}}',
      },
    },
  };
}

/** Another order for each seed, with a command that can be resubmitted first. */
function shuffled(seed: number, drafts: readonly Draft[]): Draft[] {
  const random = createRandom(seed * 7919 + 5);
  const [first, ...rest] = drafts;
  const keyed = rest.map((draft) => ({ draft, key: random() }));
  const mixed = keyed.toSorted((one, other) => one.key - other.key).map(({ draft }) => draft);
  return first === undefined ? mixed : [first, ...mixed];
}
