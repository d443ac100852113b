import { isObject } from './json.ts';
import type { Json, JsonObject } from './json.ts';

const limitDefaults: JsonObject = {
  maxTrials: 1000,
  trialTimeout: 'PT30M',
  timeout: 'PT6H',
  maxConcurrentTrials: 1,
  maxNodes: 1,
  maxCoresPerTrial: -1,
  exitScore: null,
  enableEarlyTermination: true,
  sweepTrials: 0,
  sweepConcurrentTrials: 0,
};

const trainingDefaults: JsonObject = {
  enableOnnxCompatibleModels: false,
  stackEnsembleSettings: null,
  enableStackEnsemble: true,
  enableVoteEnsemble: true,
  ensembleModelDownloadTimeout: 'PT5M',
  enableModelExplainability: true,
  enableDnnTraining: false,
  trainingMode: 'Auto',
  allowedTrainingAlgorithms: null,
  blockedTrainingAlgorithms: null,
};

const tableDefaults: JsonObject = {
  sweepSettings: null,
  fixedParameters: null,
  searchSpace: null,
  nCrossValidations: null,
  cvSplitColumnNames: null,
  weightColumnName: null,
  validationData: null,
  testData: null,
  validationDataSize: null,
  testDataSize: null,
  featurizationSettings: null,
};

/** An AutoML task with its defaults, as recorded for a classification; other tasks keep what they were given. */
export function autoMlDetails(given: JsonObject): JsonObject {
  const data = Object.fromEntries(
    ['trainingData', 'validationData', 'testData']
      .filter((key) => isObject(given[key]))
      .map((key) => [key, { description: null, mode: 'ReadOnlyMount', ...(given[key] as JsonObject) }]),
  );
  if (given['taskType'] !== 'Classification') return { logVerbosity: 'Info', ...given, ...data };
  return {
    logVerbosity: 'Info',
    ...tableDefaults,
    positiveLabel: null,
    ...given,
    ...data,
    limitSettings: { ...limitDefaults, ...orEmpty(given['limitSettings']) },
    trainingSettings: { ...trainingDefaults, ...orEmpty(given['trainingSettings']) },
  };
}

function orEmpty(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
