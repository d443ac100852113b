import type { JsonObject } from '../../../../shared/core/json.ts';
import { commandJob, east, inputUri, outputUri, pipelineJob, west } from './fixtures.ts';
import type { Form } from './forms.ts';

const node = (more: JsonObject) => pipelineJob({ n: more });
const environment = (environmentId: string) => commandJob({ environmentId });
const registry = 'azureml://registries/azureml';

/** The forms of what refers to something. */
export const references: readonly Form[] = [
  {
    form: '[component] azureml://registries/R/components/N/labels/V',
    got: node({ componentId: `${registry}/components/c/labels/latest` }),
    becomes: 'kept',
  },
  {
    form: '[component] azureml://registries/R/components/N/versions/V',
    got: node({ componentId: `${registry}/components/c/versions/1` }),
    becomes: 'kept',
  },
  {
    form: '[component] azureml://registries/… (other)',
    got: node({ componentId: `${registry}/components/automl_hts_training` }),
    becomes: 'kept',
  },
  {
    form: '[component] azureml:NAME:VERSION',
    got: node({ componentId: 'azureml:c:1' }),
    becomes: node({ componentId: 'azureml:c:1-copy' }),
  },
  {
    form: '[component] azureml:NAME@label',
    got: node({ componentId: 'azureml:c@latest' }),
    becomes: node({ componentId: 'azureml:c:pinned-copy' }),
  },
  {
    form: '[compute] azureml:NAME (no version)',
    got: node({ compute: 'azureml:gpu' }),
    becomes: node({ compute: 'azureml:gpu-west' }),
  },
  { form: '[compute] bare: NAME', got: node({ computeId: 'gpu' }), becomes: node({ computeId: 'gpu-west' }) },
  {
    form: '[default_datastore] azureml:NAME (no version)',
    got: pipelineJob({}, { settings: { default_datastore: 'azureml:lake' } }),
    becomes: pipelineJob({}, { settings: { default_datastore: 'azureml:lake_west' } }),
  },
  {
    form: '[environment] azureml://registries/R/environments/N/labels/V',
    got: environment(`${registry}/environments/e/labels/latest`),
    becomes: 'kept',
  },
  {
    form: '[environment] azureml://registries/R/environments/N/versions/V',
    got: environment(`${registry}/environments/e/versions/2`),
    becomes: 'kept',
  },
  {
    form: '[environment] azureml:NAME@label',
    got: environment('azureml:e@latest'),
    becomes: environment('azureml:e:pinned-copy'),
  },
  {
    form: '[inputs.path] azureml://datastores/D/paths/P',
    got: inputUri('azureml://datastores/workspaceblobstore/paths/a/b.csv'),
    becomes: inputUri('azureml://datastores/workspaceblobstore/paths/copy/a/b.csv'),
  },
  {
    form: '[inputs.path] azureml://registries/R/models/N/labels/V',
    got: inputUri(`${registry}/models/m/labels/latest`),
    becomes: 'kept',
  },
  {
    form: '[inputs.path] azureml://registries/R/models/N/versions/V',
    got: inputUri(`${registry}/models/m/versions/1`),
    becomes: 'kept',
  },
  { form: '[inputs.path] azureml:NAME:VERSION', got: inputUri('azureml:d:7'), becomes: inputUri('azureml:d:7-copy') },
  {
    form: '[inputs.path] azureml:NAME@label',
    got: inputUri('azureml:d@latest'),
    becomes: inputUri('azureml:d:pinned-copy'),
  },
  {
    form: '[inputs.path] https:// (other)',
    got: inputUri('https://www.robots.ox.ac.uk/~vgg/data/pets/data/images.tar.gz'),
    becomes: 'kept',
  },
  {
    form: '[inputs.path] https://*.blob.core.windows.net',
    got: inputUri('https://azuremlexamples.blob.core.windows.net/datasets/iris.csv'),
    becomes: 'kept',
  },
  {
    form: '[inputs.path] wasbs://',
    got: inputUri('wasbs://datasets@azuremlexamples.blob.core.windows.net/'),
    becomes: 'kept',
  },
  {
    form: '[path] wasbs://',
    got: inputUri('wasbs://account-name.blob.core.windows.net/container-name/titanic.csv'),
    becomes: 'kept',
  },
  {
    form: '[inputs] https:// (other)',
    got: node({ inputs: { url: { job_input_type: 'literal', value: 'https://resource-name.openai.azure.com/x' } } }),
    becomes: 'kept',
  },
  {
    form: '[inputs] https://*.blob.core.windows.net',
    got: node({
      inputs: {
        url: { job_input_type: 'literal', value: 'https://azuremlexamples.blob.core.windows.net/datasets/iris.csv' },
      },
    }),
    becomes: 'kept',
  },
  {
    form: '[outputs.path] azureml://datastores/D/paths/P',
    got: outputUri('azureml://datastores/workspaceblobstore/paths/outputs'),
    becomes: 'kept',
  },
  {
    form: '[path] azureml://datastores/D/paths/P',
    got: outputUri('azureml://datastores/lake/paths/azuresql/${{name}}'),
    becomes: outputUri('azureml://datastores/lake_west/paths/azuresql/${{name}}'),
  },
  {
    form: '[path] azureml://datastores/… (no paths)',
    got: inputUri('azureml://datastores/lake'),
    becomes: inputUri('azureml://datastores/lake_west'),
  },
  {
    form: '[path] azureml://registries/R/models/N/versions/V',
    got: inputUri(`${registry}/models/Phi-3/versions/14`),
    becomes: 'kept',
  },
  {
    form: '[path] azureml:NAME:VERSION',
    got: inputUri('azureml:credit-reference:1'),
    becomes: inputUri('azureml:credit-reference:1-copy'),
  },
  {
    form: '[path] https://*.blob.core.windows.net',
    got: inputUri('https://steast.blob.core.windows.net/azureml-blobstore-east/a/titanic.csv'),
    becomes: inputUri('azureml://datastores/workspaceblobstore/paths/copy/a/titanic.csv'),
  },
  {
    form: '[trial] inline map',
    got: { jobType: 'Sweep', trial: { command: 'x', environmentId: `${east.id}/environments/e/versions/3` } },
    becomes: { jobType: 'Sweep', trial: { command: 'x', environmentId: `${west.id}/environments/e/versions/3-copy` } },
  },
  {
    form: '[cache_path] azureml://datastores/D/paths/P',
    got: node({ cache_path: 'azureml://datastores/lake/paths/embeddings' }),
    becomes: node({ cache_path: 'azureml://datastores/lake_west/paths/embeddings' }),
  },
  {
    form: '[connection] azureml:NAME (no version)',
    got: node({
      type: 'import',
      source: { type: 'azuresqldb', connection: 'azureml:my_sqldb_connection', query: 'select 1' },
    }),
    becomes: 'kept',
  },
  {
    form: '[spark.jars.repositories] https:// (other)',
    got: { jobType: 'Spark', conf: { 'spark.jars.repositories': 'https://mmlspark.azureedge.net/maven' } },
    becomes: 'kept',
  },
  {
    form: '[file] relative path/bare',
    got: { jobType: 'Spark', entry: { sparkJobEntryType: 'SparkJobPythonEntry', file: 'add_greeting_column.py' } },
    becomes: 'kept',
  },
  { form: '[identity] {"type":"managed"}', got: node({ identity: { identity_type: 'Managed' } }), becomes: 'kept' },
  {
    form: '[identity] {"type":"user_identity"}',
    got: node({ identity: { identity_type: 'UserIdentity' } }),
    becomes: ['UserIdentityNotResubmittable'],
  },
];
