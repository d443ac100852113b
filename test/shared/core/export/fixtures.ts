import { fileText } from '../../../../shared/adapters/yaml-document.ts';
import { exportAsset } from '../../../../shared/core/export/assets.ts';
import type { ExportAsset, ExportFile, Source } from '../../../../shared/core/export/document.ts';
import { exportJob } from '../../../../shared/core/export/job.ts';
import type { JsonObject } from '../../../../shared/core/json.ts';
import { east } from '../translate/fixtures.ts';

export const source: Source = { workspace: east };

export function armId(tail: string): string {
  return `${east.id}${tail}`;
}

/** All files of the export as one text, as a person would read them one after the other. */
export function readable(files: readonly ExportFile[]): string {
  return files.map((file) => `# ===== ${file.path}\n${fileText(file)}`).join('\n');
}

/** A job of every kind, with about every field that an author can set. */
export const jobs: Readonly<Record<string, JsonObject>> = {
  command: {
    jobType: 'Command',
    displayName: 'train',
    experimentName: 'vision',
    description: 'What the author said.\nOn two lines.',
    tags: { owner: 'vision', 'failover.priority': '10' },
    properties: { ticket: 'ML-7', '_azureml.ComputeTargetType': 'amlctrain' },
    codeId: armId('/codes/4c4f/versions/1'),
    command: 'python train.py \\\n  --data ${{inputs.data}} \\\n  --model ${{outputs.model}}\n',
    environmentId: armId('/environments/pytorch/versions/12'),
    environmentVariables: { NCCL_DEBUG: 'INFO', FLAG: 'on', RATE: '1e-7', OCTAL: '0o17', API_TOKEN: 'of-the-job' },
    computeId: armId('/computes/gpu-cluster'),
    resources: { instanceCount: 4, instanceType: 'Standard_NC24ads_A100_v4', shmSize: '64g', dockerArgs: '--ipc=host' },
    distribution: { distributionType: 'PyTorch', processCountPerInstance: 4 },
    identity: { identityType: 'Managed', clientId: '99999999-9999-4999-8999-999999999999' },
    queueSettings: { jobTier: 'Premium', priority: 3 },
    limits: { jobLimitsType: 'Command', timeout: 'P1DT2H30M' },
    services: {
      lab: {
        jobServiceType: 'JupyterLab',
        nodes: { nodesValueType: 'All' },
        endpoint: 'https://x.eastus.nodes.azureml.ms',
      },
      shell: { jobServiceType: 'SSH', properties: { sshPublicKeys: 'ssh-ed25519 AAAA' } },
      board: { jobServiceType: 'TensorBoard', properties: { logDir: 'logs' } },
      Tracking: { jobServiceType: 'Tracking', endpoint: 'azureml://eastus.api.azureml.ms/mlflow/v1.0' },
    },
    inputs: {
      data: { jobInputType: 'uri_folder', uri: armId('/data/cats/versions/3'), mode: 'ReadOnlyMount' },
      base: {
        jobInputType: 'mlflow_model',
        uri: 'azureml://registries/azureml/models/resnet/versions/2',
        mode: 'Download',
      },
      own: { jobInputType: 'uri_file', uri: `azureml:/${armId('/datastores/lake/paths/a/b.csv')}`, mode: 'Direct' },
      epochs: { jobInputType: 'literal', value: '10' },
    },
    outputs: {
      model: {
        jobOutputType: 'custom_model',
        uri: 'azureml://datastores/lake/paths/models/${{name}}',
        mode: 'ReadWriteMount',
        assetName: 'cat-model',
      },
    },
    notificationSetting: { emails: ['someone@example.org'], emailOn: ['JobFailed'] },
    secretsConfiguration: { KEY: { uri: 'https://kv.vault.azure.net/secrets/x' } },
  },
  sweep: {
    jobType: 'Sweep',
    displayName: 'tune',
    experimentName: 'vision',
    computeId: armId('/computes/cpu-cluster'),
    trial: {
      codeId: armId('/codes/4c4f/versions/1'),
      command: 'python train.py --lr ${{search_space.lr}}',
      environmentId: armId('/environments/sklearn/labels/latest'),
      environmentVariables: { OMP_NUM_THREADS: '4' },
      resources: { instanceCount: 1, instanceType: 'Standard_D4s_v5' },
    },
    samplingAlgorithm: { samplingAlgorithmType: 'Random', rule: 'Sobol', seed: 7 },
    searchSpace: {
      lr: ['loguniform', [-6, -1]],
      tiny: ['uniform', [1e-7, 1e-6]],
      optimizer: ['choice', [['sgd', 'adam']]],
      width: ['quniform', [16, 256, 16]],
    },
    objective: { goal: 'Maximize', primaryMetric: 'accuracy' },
    earlyTermination: { policyType: 'Bandit', evaluationInterval: 2, delayEvaluation: 5, slackFactor: 0.1 },
    limits: {
      jobLimitsType: 'Sweep',
      maxTotalTrials: 20,
      maxConcurrentTrials: 4,
      timeout: 'PT2H',
      trialTimeout: 'PT20M',
    },
    inputs: { data: { jobInputType: 'uri_file', uri: 'wasbs://datasets@public.blob.core.windows.net/iris.csv' } },
  },
  'automl-forecasting': {
    jobType: 'AutoML',
    displayName: 'demand',
    experimentName: 'sales',
    computeId: armId('/computes/cpu-cluster'),
    taskDetails: {
      taskType: 'Forecasting',
      primaryMetric: 'NormalizedRootMeanSquaredError',
      targetColumnName: 'cnt',
      logVerbosity: 'Debug',
      trainingData: { jobInputType: 'mltable', uri: armId('/data/bikes/versions/1') },
      nCrossValidations: { mode: 'Custom', value: 3 },
      limitSettings: {
        maxTrials: 10,
        timeout: 'PT3H',
        trialTimeout: 'PT20M',
        enableEarlyTermination: true,
        sweepTrials: 0,
      },
      featurizationSettings: {
        mode: 'Custom',
        columnNameAndTypes: { season: 'Categorical' },
        blockedTransformers: ['LabelEncoder'],
      },
      forecastingSettings: {
        timeColumnName: 'date',
        forecastHorizon: { mode: 'Custom', value: 14 },
        targetLags: { mode: 'Auto' },
        seasonality: { mode: 'Auto' },
        countryOrRegionForHolidays: 'US',
      },
      trainingSettings: {
        enableStackEnsemble: false,
        blockedTrainingAlgorithms: ['ExtremeRandomTrees', 'TCNForecaster'],
      },
    },
  },
  'automl-image': {
    jobType: 'AutoML',
    experimentName: 'fridge',
    computeId: armId('/computes/gpu-cluster'),
    taskDetails: {
      taskType: 'ImageObjectDetection',
      primaryMetric: 'MeanAveragePrecision',
      targetColumnName: 'label',
      trainingData: { jobInputType: 'mltable', uri: 'azureml://datastores/lake/paths/fridge' },
      limitSettings: { maxTrials: 10, maxConcurrentTrials: 2, timeout: 'PT1H' },
      modelSettings: { earlyStopping: true, evaluationFrequency: 1 },
      sweepSettings: {
        samplingAlgorithm: 'Random',
        earlyTermination: { policyType: 'MedianStopping', delayEvaluation: 6 },
      },
      searchSpace: [
        { modelName: "choice('yolov5')", learningRate: 'uniform(0.0001, 0.01)', modelSize: "choice('small', 'large')" },
      ],
    },
  },
  spark: {
    jobType: 'Spark',
    experimentName: 'wrangle',
    codeId: armId('/codes/77aa/versions/1'),
    entry: { sparkJobEntryType: 'SparkJobPythonEntry', file: 'titanic.py' },
    conf: { 'spark.driver.cores': '1', 'spark.executor.memory': '2g' },
    args: '--in ${{inputs.raw}}',
    identity: { identityType: 'UserIdentity' },
    resources: { instanceType: 'standard_e4s_v3', runtimeVersion: '3.4' },
    inputs: { raw: { jobInputType: 'uri_file', uri: 'azureml://datastores/lake/paths/titanic.csv', mode: 'Direct' } },
    outputs: { out: { jobOutputType: 'uri_folder', uri: 'azureml://datastores/lake/paths/out', mode: 'Direct' } },
  },
  pipeline: {
    jobType: 'Pipeline',
    displayName: 'all kinds of nodes',
    experimentName: 'vision',
    settings: {
      default_compute: armId('/computes/cpu-cluster'),
      default_datastore: armId('/datastores/lake'),
      continue_on_step_failure: false,
      _source: 'YAML.JOB',
    },
    inputs: { raw: { jobInputType: 'uri_folder', uri: armId('/data/raw/versions/5') } },
    outputs: { model: { jobOutputType: 'mlflow_model', mode: 'Upload' } },
    jobs: {
      prep: {
        name: 'prep',
        type: 'command',
        _source: 'REMOTE.WORKSPACE.COMPONENT',
        componentId: armId('/components/prep/versions/2'),
        computeId: armId('/computes/cpu-cluster'),
        resources: { instance_count: 2, instance_type: 'Standard_D4s_v5' },
        distribution: { distribution_type: 'Mpi', process_count_per_instance: 2 },
        environment_variables: { MODE: 'fast' },
        limits: { job_limits_type: 'Command', timeout: 'PT1H' },
        inputs: { raw: { job_input_type: 'literal', value: '${{parent.inputs.raw}}' } },
        outputs: { clean: { job_output_type: 'uri_folder', mode: 'Upload' } },
      },
      tune: {
        name: 'tune',
        type: 'sweep',
        trial: { componentId: armId('/components/train/versions/4') },
        sampling_algorithm: 'random',
        search_space: { lr: ['uniform', [0.01, 0.1]] },
        objective: { goal: 'minimize', primary_metric: 'loss' },
        limits: { max_total_trials: 5, max_concurrent_trials: 2 },
        inputs: {
          data: { job_input_type: 'uri_folder', uri: '${{parent.jobs.prep.outputs.clean}}', mode: 'ReadOnlyMount' },
        },
        outputs: { model: { job_output_type: 'literal', value: '${{parent.outputs.model}}' } },
      },
      score: {
        name: 'score',
        type: 'parallel',
        componentId: armId('/components/score/versions/1'),
        mini_batch_size: '10',
        retry_settings: { max_retries: 2, timeout: 60 },
        task: {
          type: 'run_function',
          code: armId('/codes/77aa/versions/1'),
          entry_script: 'score.py',
          environment: armId('/environments/sklearn/versions/1'),
        },
        inputs: { data: { job_input_type: 'literal', value: '${{parent.jobs.prep.outputs.clean}}' } },
      },
      classify: {
        name: 'classify',
        type: 'automl',
        task: 'classification',
        primary_metric: 'accuracy',
        target_column_name: 'y',
        limits: { max_trials: 3, timeout_minutes: 60 },
        training_data: '${{parent.inputs.raw}}',
      },
      wrangle: {
        name: 'wrangle',
        type: 'spark',
        componentId: 'azureml://registries/shared/components/wrangle/versions/1',
        resources: { instance_type: 'standard_e4s_v3', runtime_version: '3.4' },
        identity: { identity_type: 'Managed' },
      },
      again: { name: 'again', type: 'do_while', body: '${{parent.jobs.prep}}', limits: { max_iteration_count: 3 } },
      foreign: {
        name: 'foreign',
        type: 'command',
        componentId:
          '/subscriptions/33333333-3333-4333-8333-333333333333/resourceGroups/rg-other/providers/Microsoft.MachineLearningServices/workspaces/mlw-other/components/c/versions/1',
      },
    },
  },
  labeling: { jobType: 'Labeling', displayName: 'cats and dogs' },
};

/** None of these may stand anywhere in an exported file. */
export const secrets = ['S3CRET-KEY', 'S3CRET-SAS', 'S3CRET-CLIENT', 'S3CRET-PASSWORD', 'S3CRET-SIGNATURE'];

export const assets: readonly ExportAsset[] = [
  {
    kind: 'environments',
    name: 'sklearn',
    version: '1',
    properties: {
      description: 'with conda',
      image: 'mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu20.04',
      condaFile: 'name: sklearn\r\nchannels:\r\n  - conda-forge\r\ndependencies:\r\n  - python=3.12\r\n',
      osType: 'Linux',
      environmentType: 'UserCreated',
      properties: { 'azureml.labels': 'latest' },
    },
  },
  {
    kind: 'environments',
    name: 'pytorch',
    version: '12',
    properties: {
      build: {
        contextUri: 'https://store.blob.core.windows.net/azureml/DockerBuildContext/95dd/?sv=2024&sig=S3CRET-SIGNATURE',
        dockerfilePath: 'Dockerfile',
      },
      osType: 'Linux',
      autoRebuild: 'OnBaseImageUpdate',
    },
  },
  {
    kind: 'data',
    name: 'cats',
    version: '3',
    properties: { dataType: 'uri_folder', dataUri: armId('/datastores/lake/paths/cats') },
  },
  {
    kind: 'models',
    name: 'resnet',
    version: '2',
    properties: {
      modelType: 'MLFlowModel',
      modelUri: 'azureml://jobs/train/outputs/artifacts/paths/model',
      flavors: { python_function: { data: { loader_module: 'mlflow.sklearn' } } },
      jobName: 'train',
    },
  },
  {
    kind: 'components',
    name: 'train',
    version: '4',
    properties: {
      componentSpec: {
        $schema: 'https://azuremlschemas.azureedge.net/development/commandComponent.schema.json',
        name: 'train',
        version: '4',
        type: 'command',
        display_name: 'Train',
        is_deterministic: 'False',
        _source: 'YAML.COMPONENT',
        inputs: {
          data: { type: 'uri_folder', optional: 'False' },
          rate: { type: 'number', default: '0.1', min: '0', max: '1', optional: 'True' },
          note: { type: 'string', default: '10' },
        },
        outputs: { model: { type: 'mlflow_model' } },
        code: armId('/codes/4c4f/versions/1'),
        environment: armId('/environments/sklearn/versions/1'),
        command: 'python train.py',
        resources: { instance_count: '2' },
        distribution: { type: 'pytorch', process_count_per_instance: 2 },
      },
    },
  },
  { kind: 'codes', name: '4c4f', version: '1', properties: { codeUri: 'https://store.blob.core.windows.net/c/src' } },
  {
    kind: 'datastores',
    name: 'lake',
    properties: {
      datastoreType: 'AzureBlob',
      accountName: 'store',
      containerName: 'data',
      endpoint: 'core.windows.net',
      protocol: 'https',
      credentials: { credentialsType: 'AccountKey', secrets: { secretsType: 'AccountKey', key: 'S3CRET-KEY' } },
    },
  },
  {
    kind: 'datastores',
    name: 'share',
    properties: {
      datastoreType: 'AzureFile',
      accountName: 'store',
      fileShareName: 'code',
      credentials: { credentialsType: 'Sas', secrets: { secretsType: 'Sas', sasToken: 'S3CRET-SAS' } },
    },
  },
  {
    kind: 'datastores',
    name: 'gen2',
    properties: {
      datastoreType: 'AzureDataLakeGen2',
      accountName: 'store',
      filesystem: 'files',
      serviceDataAccessAuthIdentity: 'None',
      credentials: { credentialsType: 'ServicePrincipal', secrets: { clientSecret: 'S3CRET-CLIENT' } },
    },
  },
  {
    kind: 'datastores',
    name: 'hdfs',
    properties: { datastoreType: 'Hdfs', nameNodeAddress: 'x', credentials: { secrets: { key: 'S3CRET-KEY' } } },
  },
  {
    kind: 'computes',
    name: 'gpu-cluster',
    properties: {
      computeType: 'AmlCompute',
      computeLocation: 'eastus',
      properties: {
        vmSize: 'STANDARD_NC24ADS_A100_V4',
        vmPriority: 'LowPriority',
        osType: 'Linux',
        scaleSettings: { minNodeCount: 0, maxNodeCount: 8, nodeIdleTimeBeforeScaleDown: 'PT5M' },
        userAccountCredentials: { adminUserName: 'azureuser', adminUserPassword: 'S3CRET-PASSWORD' },
        remoteLoginPortPublicAccess: 'Disabled',
        subnet: {
          id: '/subscriptions/1/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/vnet/subnets/ml',
        },
        virtualMachineImage: { id: '/subscriptions/1/x' },
        currentNodeCount: 3,
      },
    },
  },
  {
    kind: 'computes',
    name: 'k8s',
    properties: {
      computeType: 'Kubernetes',
      resourceId: '/subscriptions/1/resourceGroups/r/providers/Microsoft.ContainerService/managedClusters/k8s',
      properties: { namespace: 'ml', defaultInstanceType: 'gpu' },
    },
  },
  { kind: 'computes', name: 'somebody', properties: { computeType: 'ComputeInstance', properties: { vmSize: 'x' } } },
];

export function allFixtureFiles(): readonly ExportFile[] {
  return [
    ...Object.entries(jobs).map(([name, spec]) => exportJob(name, spec, source)),
    ...assets.flatMap((asset) => exportAsset(asset, source)),
  ];
}
