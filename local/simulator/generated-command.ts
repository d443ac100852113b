import { between, pick } from './random.ts';
import {
  chance,
  codeId,
  computeId,
  dataInput,
  environmentId,
  experiment,
  gitProperties,
  literal,
  modelInput,
  tags,
} from './generated-parts.ts';
import type { JsonObject } from './json.ts';
import type { GeneratedJob } from './generated-job.ts';
import type { Random } from './random.ts';
import type { WorkspaceSeed } from './types.ts';

/** A command job. */
export function commandJob(random: Random, name: string, workspace: WorkspaceSeed): GeneratedJob {
  return {
    name,
    kind: 'command',
    body: { properties: commandProperties(random, name, workspace) },
    needsToken: false,
    expected: 'verified',
  };
}

/** The body of a command job whose every reference the standby can follow. */
export function commandProperties(random: Random, name: string, workspace: WorkspaceSeed): JsonObject {
  const isDistributed = chance(random, 0.3);
  return {
    ...(chance(random, 0.4)
      ? { description: `run ${between(random, 1, 90)} of the ${experiment(random)} series` }
      : {}),
    properties: gitProperties(random),
    tags: tags(random),
    ...where(random, workspace, isDistributed),
    displayName: chance(random, 0.5) ? name : `train ${between(random, 1, 99)}`,
    experimentName: experiment(random),
    ...(chance(random, 0.5) ? { identity: { identityType: 'AMLToken' } } : {}),
    isArchived: false,
    jobType: 'Command',
    ...(chance(random, 0.7) ? { codeId: codeId(random, workspace) } : {}),
    command: 'python train.py --data ${{inputs.data}} --epochs ${{inputs.epochs}} --out ${{outputs.trained}}',
    environmentId: environmentId(random, workspace),
    environmentVariables: environmentVariables(random),
    inputs: inputs(random, workspace),
    outputs: { trained: { mode: pick(random, ['ReadWriteMount', 'Upload']), jobOutputType: 'uri_folder' } },
    ...(isDistributed ? { distribution: distribution(random) } : {}),
    ...(chance(random, 0.4) ? { limits: { jobLimitsType: 'Command', timeout: `PT${between(random, 1, 72)}H` } } : {}),
    ...(chance(random, 0.2)
      ? { notificationSetting: { emailOn: ['JobCompleted', 'JobFailed'], emails: ['ml-ops@contoso.example'] } }
      : {}),
  };
}

function inputs(random: Random, workspace: WorkspaceSeed): JsonObject {
  return {
    data: dataInput(random, workspace),
    epochs: literal(String(between(random, 1, 50))),
    ...(chance(random, 0.3) ? { base_model: modelInput(random, workspace) } : {}),
    ...(chance(random, 0.3) ? { learning_rate: literal(`0.0${between(random, 1, 99)}`) } : {}),
  };
}

function environmentVariables(random: Random): JsonObject {
  if (chance(random, 0.4)) return {};
  return {
    NCCL_DEBUG: pick(random, ['INFO', 'WARN']),
    OMP_NUM_THREADS: String(between(random, 1, 16)),
    ...(chance(random, 0.3) ? { DASHBOARD_KEY: `key-${between(random, 100_000, 999_999)}` } : {}),
  };
}

function distribution(random: Random): JsonObject {
  return pick<JsonObject>(random, [
    { distributionType: 'PyTorch', processCountPerInstance: pick(random, [1, 2, 4]) },
    { distributionType: 'Mpi', processCountPerInstance: 1 },
    { distributionType: 'TensorFlow', workerCount: 2, parameterServerCount: 0 },
  ]);
}

/** A cluster of the workspace, or serverless with an instance type and a queue. */
function where(random: Random, workspace: WorkspaceSeed, isDistributed: boolean): JsonObject {
  const instanceCount = isDistributed ? between(random, 2, 4) : 1;
  if (chance(random, 0.7)) {
    const isPlain = instanceCount === 1 && chance(random, 0.5);
    return {
      computeId: computeId(random, workspace),
      ...(isPlain ? {} : { resources: { instanceCount, shmSize: '16g' } }),
    };
  }
  const instanceType = pick(random, ['Standard_DS3_v2', 'Standard_NC24ads_A100_v4', 'Standard_E8s_v3']);
  return {
    resources: { instanceCount, instanceType },
    queueSettings: { jobTier: pick(random, ['Standard', 'Spot']) },
  };
}
