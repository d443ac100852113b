import { stringAt, type JsonObject } from '../json.ts';
import { stripServiceFields } from '../translate/strip.ts';
import { autoMl } from './automl.ts';
import { document, type ExportDocument, type Source } from './document.ts';
import { commandParts, inputs, jobHead, limits, outputs, runsOn, services } from './parts.ts';
import { pipeline, trial } from './pipeline.ts';
import { reference } from './references.ts';
import { earlyTermination, objective, samplingAlgorithm, searchSpace } from './search-space.ts';
import { same, shape, type Convert, type Field } from './shape.ts';

const dataFields: readonly Field[] = [
  ['inputs', inputs],
  ['outputs', outputs],
];

const command = shape(
  [...jobHead, ...commandParts, ...runsOn, ['limits', limits], ['services', services], ...dataFields],
  ['jobType'],
);

const sweep = shape(
  [
    ...jobHead,
    ['trial', trial],
    ['sampling_algorithm', samplingAlgorithm],
    ['search_space', searchSpace],
    ['objective', objective],
    ['early_termination', earlyTermination],
    ['limits', limits],
    ...runsOn,
    ['services', services],
    ...dataFields,
  ],
  ['jobType'],
);

const spark = shape(
  [
    ...jobHead,
    ['code', reference, 'codeId'],
    [
      'entry',
      shape(
        [
          ['file', same],
          ['class_name', same],
        ],
        ['sparkJobEntryType'],
      ),
    ],
    ...(['py_files', 'jars', 'files', 'archives', 'conf', 'args'] as const).map((name): Field => [name, same]),
    ['environment', reference, 'environmentId'],
    ['environment_variables', same],
    ...runsOn,
    ['services', services],
    ...dataFields,
  ],
  ['jobType'],
);

/** Each kind of job: what its file calls it, its schema, and how it is written. */
const kinds: Readonly<Record<string, { readonly type: string; readonly schema: string; readonly as: Convert }>> = {
  command: { type: 'command', schema: 'commandJob', as: command },
  pipeline: { type: 'pipeline', schema: 'pipelineJob', as: pipeline },
  sweep: { type: 'sweep', schema: 'sweepJob', as: sweep },
  automl: { type: 'automl', schema: 'autoMLJob', as: autoMl },
  spark: { type: 'spark', schema: 'sparkJob', as: spark },
};

/**
 * The job as a file for `az ml job create -f`. Its name is the file's alone: a job's name is taken for ever in its
 * workspace, so with it the file could be used only once. Nothing that the job needs is masked, its own environment
 * variables included: this is the definition itself.
 */
export function exportJob(name: string, spec: JsonObject, source: Source): ExportDocument {
  const jobType = stringAt(spec, 'jobType') ?? 'unknown';
  const kind = kinds[jobType.toLowerCase()];
  const file = { folder: 'jobs', name, source };
  if (kind === undefined)
    return document({ ...file, why: `jobs of the kind ${jobType} have no form in the CLI's YAML` });
  return document({
    ...file,
    schema: kind.schema,
    head: { type: kind.type },
    properties: stripServiceFields(spec, source.workspace),
    as: kind.as,
  });
}
