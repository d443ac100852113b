import type { ExportAsset } from '../../../../shared/core/export/document.ts';
import { armId } from './fixture-ids.ts';

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
