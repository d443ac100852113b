import type { JsonObject } from './json.ts';
import type { ApartNames } from './apart-names.ts';
import type { WorkspaceSeed } from './types.ts';

type Component = WorkspaceSeed['components'][number];

/** One component of each kind, as the service keeps their specifications: they hold references of their own. */
export function apartComponents(id: string, names: ApartNames): Component[] {
  const { team } = names;
  const environment = (name: string, version: string): string =>
    `azureml:${id}/environments/${name}/versions/${version}`;
  const code = (index: number): string => `azureml:${id}/codes/${names.codes[index] ?? ''}/versions/1`;
  const componentId = (name: string): string => `${id}/components/${team}_${name}/versions/1`;
  const named = (name: string, spec: JsonObject, version = '1'): Component => ({
    name,
    version,
    componentSpec: { name, version, is_deterministic: 'True', outputs: { result: { type: 'uri_folder' } }, ...spec },
  });
  const dataInput: JsonObject = { data: { type: 'uri_folder', optional: 'False' } };
  const command = (line: string, environmentId: string, codeIndex: number): JsonObject => ({
    type: 'command',
    inputs: { ...dataInput, rounds: { type: 'integer', optional: 'True', default: '10' } },
    environment: environmentId,
    code: code(codeIndex),
    resources: { instance_count: '1' },
    command: line,
  });
  const bound = (value: string): JsonObject => ({ data: { job_input_type: 'literal', value } });
  return [
    named(
      `${team}_prepare`,
      command('python prepare.py --data ${{inputs.data}}', environment(`${team}-built`, '2'), 0),
    ),
    named(
      `${team}_train`,
      command(
        'python train.py --data ${{inputs.data}} $[[--rounds ${{inputs.rounds}}]]',
        environment(`${team}-conda`, '4'),
        1,
      ),
    ),
    named(
      names.anonymousComponent.name,
      command(
        `echo "report of ${team}"`,
        environment(names.anonymousEnvironment.name, names.anonymousEnvironment.version),
        2,
      ),
      names.anonymousComponent.version,
    ),
    named(`${team}_spark`, {
      type: 'spark',
      inputs: dataInput,
      environment: environment(`${team}-conda`, '4'),
      code: code(1),
      entry: { file: 'train.py' },
      conf: { 'spark.driver.cores': '1', 'spark.executor.instances': '1' },
      args: '--data ${{inputs.data}}',
    }),
    named(`${team}_batch`, {
      type: 'parallel',
      inputs: dataInput,
      mini_batch_size: '10kb',
      input_data: '${{inputs.data}}',
      task: {
        type: 'run_function',
        entry_script: 'train.py',
        code: code(0),
        environment: environment(`${team}-train`, '12'),
        program_arguments: '--data ${{inputs.data}}',
      },
    }),
    named(`${team}_nested`, {
      type: 'pipeline',
      inputs: dataInput,
      jobs: {
        prepare: { type: 'command', componentId: componentId('prepare'), inputs: bound('${{parent.inputs.data}}') },
        train: {
          type: 'command',
          componentId: componentId('train'),
          computeId: `${id}/computes/train-large`,
          inputs: bound('${{parent.jobs.prepare.outputs.result}}'),
        },
      },
    }),
  ];
}
