import type { JsonObject } from '../../../../shared/core/json.ts';
import { commandJob, east, outputUri, pipelineJob, west } from './fixtures.ts';

/**
 * Every form that FORMS.txt counts in the public examples: what the service can return of it and what it becomes, or
 * why only an author writes it. `kept`: the same in every workspace. A list of codes: blocked.
 */
export type Form =
  | { readonly form: string; readonly got: JsonObject; readonly becomes: JsonObject | 'kept' | readonly string[] }
  | { readonly form: string; readonly authoring: string };

const uploaded = 'the client uploads or inlines it before it submits, and the service returns an id of what came of it';
const elsewhere = 'it stands in the definition of an endpoint, schedule, connection or compute, which is no job';

const node = (more: JsonObject) => pipelineJob({ n: more });
const registry = 'azureml://registries/azureml';

const bindings: readonly Form[] = [
  {
    form: 'expr ${{default_datastore}}',
    got: outputUri('azureml://datastores/${{default_datastore}}/paths/${{name}}/x.csv'),
    becomes: 'kept',
  },
  { form: 'expr ${{inputs.X}}', got: commandJob({ command: 'python t.py --d ${{inputs.d}}' }), becomes: 'kept' },
  {
    form: 'expr ${{name}}',
    got: outputUri('azureml://datastores/lake/paths/${{name}}/'),
    becomes: outputUri('azureml://datastores/lake_west/paths/${{name}}/'),
  },
  {
    form: 'expr ${{output_name}}',
    got: outputUri('azureml://datastores/${{default_datastore}}/paths/azureml/${{name}}/${{output_name}}.jsonl'),
    becomes: 'kept',
  },
  { form: 'expr ${{outputs.X}}', got: commandJob({ command: 'python t.py --o ${{outputs.o}}' }), becomes: 'kept' },
  {
    form: 'expr ${{parent.inputs.X}}',
    got: node({ inputs: { a: { job_input_type: 'literal', value: '${{parent.inputs.input_data}}' } } }),
    becomes: 'kept',
  },
  {
    form: 'expr ${{parent.jobs.J.outputs.X}}',
    got: node({ inputs: { a: { job_input_type: 'literal', value: '${{parent.jobs.p.outputs.o}}' } } }),
    becomes: 'kept',
  },
  {
    form: 'expr ${{parent.outputs.X}}',
    got: node({ outputs: { o: { job_output_type: 'literal', value: '${{parent.outputs.scores}}' } } }),
    becomes: 'kept',
  },
  {
    form: 'expr ${{search_space.X}}',
    got: {
      jobType: 'Sweep',
      trial: { command: 'python s.py --B ${{search_space.B}}', environmentId: `${registry}/environments/e/versions/1` },
    },
    becomes: 'kept',
  },
  {
    form: 'expr other',
    got: node({ component: { command: 'python t.py $[[--max_epocs ${{inputs.max_epocs}}]]' } }),
    becomes: 'kept',
  },
];

const inputs = (type: string, mode: string | undefined) => inputUriOf(type, mode, `${registry}/models/m/versions/1`);
const inputUriOf = (type: string, mode: string | undefined, uri: string) =>
  commandJob({ inputs: { a: { jobInputType: type, uri, ...(mode === undefined ? {} : { mode }) } } });
const outputs = (type: string, mode: string) => commandJob({ outputs: { o: { jobOutputType: type, mode } } });

const values: readonly Form[] = [
  {
    form: 'job inputs literal (string)',
    got: commandJob({ inputs: { a: { jobInputType: 'literal', value: 'append' } } }),
    becomes: 'kept',
  },
  {
    form: 'job inputs literal (number)',
    got: node({ inputs: { a: 50, b: { job_input_type: 'literal', value: 0.1 } } }),
    becomes: 'kept',
  },
  { form: 'job inputs literal (boolean)', got: node({ inputs: { a: true } }), becomes: 'kept' },
  {
    form: 'job inputs type=custom_model',
    got: inputUriOf('custom_model', 'ReadOnlyMount', 'azureml:fraud_model:1'),
    becomes: inputUriOf('custom_model', 'ReadOnlyMount', 'azureml:fraud_model:1-copy'),
  },
  { form: 'job inputs type=mlflow_model', got: inputs('mlflow_model', undefined), becomes: 'kept' },
  { form: 'job inputs type=mltable', got: inputs('mltable', 'EvalMount'), becomes: 'kept' },
  { form: 'job inputs type=triton_model', got: inputs('triton_model', undefined), becomes: 'kept' },
  { form: 'job inputs type=undefined', got: inputs('uri_folder', 'Download'), becomes: 'kept' },
  { form: 'job inputs type=uri_file', got: inputs('uri_file', 'Direct'), becomes: 'kept' },
  { form: 'job inputs type=uri_folder', got: inputs('uri_folder', 'ReadOnlyMount'), becomes: 'kept' },
  { form: 'job outputs literal (null)', got: commandJob({ outputs: { o: null } }), becomes: 'kept' },
  ...['custom_model', 'mlflow_model', 'triton_model', 'uri_file', 'uri_folder'].map((type): Form => ({
    form: `job outputs type=${type}`,
    got: outputs(type, 'Upload'),
    becomes: 'kept',
  })),
  { form: 'job outputs type=undefined', got: outputs('uri_folder', 'ReadWriteMount'), becomes: 'kept' },
  { form: 'no compute anywhere (serverless default)', got: commandJob(), becomes: 'kept' },
  ...['(absent)', 'automl', 'command', 'parallel', 'pipeline', 'spark', 'sweep'].map((type): Form => {
    const of = (component: string) => node({ ...(type === '(absent)' ? {} : { type }), componentId: component });
    return {
      form: `pipeline node type ${type}`,
      got: of(`${east.id}/components/c/versions/1`),
      becomes: of(`${west.id}/components/c/versions/1-copy`),
    };
  }),
];

const authored: readonly Form[] = [
  ...[
    '[code] relative',
    '[component] file:',
    '[component] relative .yml',
    '[component] inline map',
    '[conda_file] relative',
    '[trial] relative',
    '[path] relative',
    '[environment] file:',
    '[environment] inline',
  ].map((form) => ({ form, authoring: uploaded })),
  { form: '[environment] bare', authoring: 'it is a placeholder, < your environment name >, which no service accepts' },
  { form: '[default_datestore]', authoring: 'it is a typing mistake of the example, which the client drops' },
  { form: '[$schema]', authoring: 'it tells editors what the file is, and the client drops it' },
  { form: '[citation_url]', authoring: 'it is a plain text that describes, and stands in no job' },
  { form: '[identity] {"type":"system_assigned"}', authoring: elsewhere },
  { form: '[identity] {"type":"user_assigned"', authoring: elsewhere },
  ...[
    'component_id',
    'create_job',
    'endpoint',
    'endpoint_deployment_id',
    'job_definition',
    'model',
    'pre_processing_component',
    'resource_id',
  ].map((key) => ({ form: `[${key}]`, authoring: elsewhere })),
  { form: '[student_model]', authoring: 'it stands in distillation jobs, which are a preview and blocked as a kind' },
];

/** The forms of everything else. */
export const otherForms: readonly Form[] = [...bindings, ...values, ...authored];
