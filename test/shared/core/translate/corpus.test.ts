import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { describe, expect, test } from 'vitest';
import { isJsonObject, objectAt, stringAt, type JsonObject } from '../../../../shared/core/json.ts';
import { noMapping } from '../../../../shared/core/translate/mapping.ts';
import { translate } from '../../../../shared/core/translate/translate.ts';
import { parseWorkspaceId, type WorkspaceRef } from '../../../../shared/core/workspace.ts';
import { corpusDir, corpusTitle } from '../../../support/corpus.ts';
import { west } from './fixtures.ts';

/** What the recorder wrote in place of subscription, group and workspace, and what they are here. */
const zeroed =
  /(\/subscriptions\/)0{8}-0{4}-0{4}-0{4}-0{9}(\/resourcegroups\/)00000(\/providers\/Microsoft\.MachineLearningServices)?(\/workspaces\/)00000(?![0-9])/gi;
const invented = '$155555555-5555-4555-8555-555555555555$2rg-origin$3$4mlw-origin';

type Part = 'sent' | 'got';
type Expected = 'translated' | readonly string[];
const blob = (...inputs: string[]) => inputs.map((input) => `DataNotInStandby ${input}`);

/**
 * Every job in the corpus: what was sent, or what the service answered. First what becomes of it when the two
 * workspaces share no storage, then when `workspaceblobstore` is mounted in the target under another name.
 */
const table: readonly [file: string, part: Part, alone: Expected, sharing: Expected][] = [
  ['01', 'sent', blob('/inputs/testdataset/uri'), 'translated'],
  ['01', 'got', blob('/inputs/testdataset/uri'), 'translated'],
  ['02', 'got', 'translated', 'translated'],
  ['04', 'sent', blob('/inputs/testdataset/uri'), 'translated'],
  ['04', 'got', blob('/inputs/testdataset/uri'), 'translated'],
  ['05', 'got', blob('/inputs/testdataset/uri'), 'translated'],
  ['06', 'got', 'translated', 'translated'],
  ['07', 'sent', 'translated', 'translated'],
  ['07', 'got', 'translated', 'translated'],
  ['09', 'sent', ['NotResubmittable(AutoML) /jobType'], ['NotResubmittable(AutoML) /jobType']],
  ['09', 'got', ['NotResubmittable(AutoML) /jobType'], ['NotResubmittable(AutoML) /jobType']],
  ['11', 'sent', 'translated', 'translated'],
  ['11', 'got', 'translated', 'translated'],
  ['14', 'sent', 'translated', 'translated'],
  ['14', 'got', 'translated', 'translated'],
  ['17', 'sent', 'translated', 'translated'],
  ['19', 'sent', blob('/inputs/job_in_path/uri'), 'translated'],
  ['20', 'sent', ['NotResubmittable(Spark) /jobType'], ['NotResubmittable(Spark) /jobType']],
  ['30', 'got', 'translated', 'translated'],
];

/** Distribution `Ray` is in no stable api-version (corpus README). */
const refusedBySchema = new Set(['06']);

type Recorded = { spec: JsonObject; source: WorkspaceRef };

function read(dir: string): Map<string, Recorded> {
  const recorded = new Map<string, Recorded>();
  for (const file of readdirSync(dir)) {
    const text = readFileSync(join(dir, file), 'utf8').replaceAll(zeroed, invented);
    const { request, response } = JSON.parse(text) as JsonObject;
    const path = stringAt(request, 'url') ?? stringAt(objectAt(response, 'body'), 'id') ?? '';
    const workspaceId = /\/subscriptions\/.*\/workspaces\/[^/]+(?=\/jobs\/[^/]*$)/i.exec(path.split('?')[0] ?? '')?.[0];
    const workspace = parseWorkspaceId(workspaceId ?? '');
    if (workspace === undefined) continue;
    const region = /azureml:\/\/([a-z0-9]+)\.api\.azureml/.exec(text)?.[1] ?? 'eastus';
    for (const [part, message] of [
      ['sent', request],
      ['got', response],
    ] as const) {
      const spec = objectAt(objectAt(message, 'body'), 'properties');
      if (spec !== undefined) recorded.set(`${file.slice(0, 2)} ${part}`, { spec, source: { ...workspace, region } });
    }
  }
  return recorded;
}

const corpus = corpusDir();

describe.skipIf(corpus === undefined)(corpusTitle('the jobs that the service was sent and answered'), () => {
  const recorded = corpus === undefined ? new Map<string, Recorded>() : read(join(corpus, 'service-json'));
  const isAccepted = corpus === undefined ? undefined : putSchema(corpus);

  test('are all in the table', () => {
    expect([...recorded.keys()].toSorted()).toEqual(table.map(([file, part]) => `${file} ${part}`).toSorted());
  });

  describe.each(table)('%s, %s', (file, part, alone, sharing) => {
    test.each([
      ['without shared storage', {}, alone],
      ['with shared storage', { workspaceblobstore: 'origin_blob' }, sharing],
    ])('%s', (_, datastores, expected) => {
      const job = recorded.get(`${file} ${part}`);
      if (job === undefined) throw new Error('not in the corpus');
      const result = translate({ ...job, target: west, mapping: { ...noMapping, datastores } });
      if (result.kind === 'blocked') {
        expect(result.reasons.map(({ code, path }) => `${code} ${path}`)).toEqual(expected);
        return;
      }
      expect(expected).toBe('translated');
      expect(result.warnings).toEqual([]);
      expect(tracesOf(job.source, result.spec)).toEqual([]);
      isAccepted?.({ properties: result.spec });
      const refused = (isAccepted?.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
      if (refusedBySchema.has(file)) expect(refused.join()).toContain('/properties/distribution');
      else expect(refused).toEqual([]);
    });
  });
});

function tracesOf({ subscriptionId, resourceGroup, name, region }: WorkspaceRef, spec: JsonObject): string[] {
  const text = JSON.stringify(spec).toLowerCase();
  return [subscriptionId, `/${resourceGroup}`, `/${name}`, region].filter((trace) =>
    text.includes(trace.toLowerCase()),
  );
}

function putSchema(dir: string): ValidateFunction {
  const schema: unknown = JSON.parse(readFileSync(join(dir, 'schema/aml.2025-12-01.put.schema.json'), 'utf8'));
  if (!isJsonObject(schema)) throw new Error('no schema');
  const ajv = new Ajv({ discriminator: true, strict: false, validateFormats: false });
  ajv.addSchema(schema, 'aml');
  const validate = ajv.getSchema('aml#/definitions/resource:workspaces~1jobs');
  if (validate === undefined) throw new Error('no schema of a job');
  return validate;
}
