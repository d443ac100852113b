import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { emptyAssetMap, type Dependency } from '../../../../shared/core/asset.ts';
import { isJsonObject, stringAt, type JsonObject } from '../../../../shared/core/json.ts';
import type { Reason } from '../../../../shared/core/reason.ts';
import { translateAsset } from '../../../../shared/core/translate/asset-body.ts';
import { noMapping } from '../../../../shared/core/translate/mapping.ts';
import type { Move } from '../../../../shared/core/translate/move.ts';
import { translate } from '../../../../shared/core/translate/translate.ts';
import { corpusDir, corpusTitle } from '../../../support/corpus.ts';
import { west } from './fixtures.ts';
import { mirrorOf, storesOf } from './mirrored.ts';
import { origin, readCorpus, tracesOf, type Recorded } from './recorded.ts';

/** The bodies that may be blocked even when all that they need is in the standby. Every other one is translated. */
const blockedAlways: ReadonlySet<string> = new Set();

/** Recorded with preview versions, and so holding what no stable schema knows; the translator keeps it all the same. */
const refusedBySchema: Readonly<Record<string, string>> = {
  'service-json/06-command-ray-services-anonymous-env-get, got': '/properties/distribution',
  'service-json/09-automl-serverless-put, sent': '/properties/taskDetails/limitSettings',
  'service-json/09-automl-serverless-put, got': '/properties/taskDetails',
};

type Outcome = {
  readonly body?: JsonObject;
  readonly reasons: readonly Reason[];
  readonly warnings: readonly Reason[];
  readonly dependencies: readonly Dependency[];
};

function moved({ what, properties }: Recorded, move: Move, copied?: ReadonlyMap<string, string>): Outcome {
  if (what.kind === 'job') {
    const result = translate({ ...move, spec: properties });
    if (result.kind === 'blocked') return { reasons: result.reasons, warnings: [], dependencies: result.dependencies };
    return { body: result.spec, reasons: [], warnings: result.warnings, dependencies: result.dependencies };
  }
  const result = translateAsset({ ...move, kind: what.asset, properties, copied });
  if (result.kind === 'blocked') return { reasons: result.reasons, warnings: [], dependencies: result.dependencies };
  return { body: result.properties, reasons: [], warnings: [], dependencies: result.dependencies };
}

const stores = {
  source: storesOf(origin.account, origin.guid),
  target: storesOf('stwest', west.guid ?? ''),
};
const sharing = {
  ...stores,
  target: storesOf('stwest', west.guid ?? '', {
    origin_blob: `${origin.account}/azureml-blobstore-${origin.guid}`,
  }),
};

/** What becomes of a body when the workspaces share nothing, when they share storage, and when all was mirrored. */
function outcomesOf(recorded: Recorded): Record<string, Outcome> {
  const move = { source: recorded.source, target: west, mapping: noMapping };
  const needed = moved(recorded, { ...move, stores }).dependencies;
  const codeUri = stringAt(recorded.properties, 'codeUri');
  const copied =
    codeUri === undefined ? undefined : new Map([[codeUri, 'https://stwest.blob.core.windows.net/copy/src']]);
  return {
    'nothing mirrored': moved(recorded, { ...move, stores, assetMap: emptyAssetMap }),
    'storage shared': moved(
      recorded,
      { ...move, stores: sharing, assetMap: { ...mirrorOf(needed), data: new Map() } },
      copied,
    ),
    'all mirrored': moved(recorded, { ...move, stores, assetMap: mirrorOf(needed) }, copied),
  };
}

const dir = corpusDir();

describe.skipIf(dir === undefined)(corpusTitle('the jobs and assets that the service was sent and answered'), () => {
  const { bodies, others } = dir === undefined ? { bodies: [], others: [] } : readCorpus(dir);
  const refusalsOf = dir === undefined ? () => [] : putSchemas(dir);

  test.each(bodies)('$title is translated as a whole, or blocked', (recorded) => {
    const outcomes = outcomesOf(recorded);
    for (const { body } of Object.values(outcomes)) {
      if (body === undefined) continue;
      expect(tracesOf(recorded.source, body)).toEqual([]);
      const refused = refusalsOf(recorded.type, body);
      const known = refusedBySchema[recorded.title];
      if (known === undefined) expect(refused).toEqual([]);
      else expect(refused.join()).toContain(known);
    }
    expect(outcomes['all mirrored']?.body === undefined).toBe(blockedAlways.has(recorded.title));
  });

  test('have the outcomes of the table', async () => {
    const rows = bodies.flatMap((recorded) => [
      `${recorded.title} (${stringAt(recorded.properties, 'jobType') ?? recorded.type})`,
      ...Object.entries(outcomesOf(recorded)).map(([way, outcome]) => `  ${way.padEnd(16)}  ${inWords(outcome)}`),
      '',
    ]);
    const rest = ['Files that hold no job and no asset:', ...others.map((file) => `  ${file}`), ''];
    await expect([...rows, ...rest].join('\n')).toMatchFileSnapshot('./corpus-outcomes.txt');
  });
});

function inWords({ body, reasons, warnings }: Outcome): string {
  const told = (list: readonly Reason[]) => list.map(({ code, path }) => `${code} ${path}`).join(', ');
  if (body === undefined) return `blocked: ${told(reasons)}`;
  return warnings.length === 0 ? 'translated' : `translated, with a warning: ${told(warnings)}`;
}

function putSchemas(corpus: string): (type: string, properties: JsonObject) => string[] {
  const schema: unknown = JSON.parse(readFileSync(join(corpus, 'schema/aml.2025-12-01.put.schema.json'), 'utf8'));
  if (!isJsonObject(schema)) throw new Error('no schema');
  const ajv = new Ajv({ discriminator: true, strict: false, validateFormats: false });
  ajv.addSchema(schema, 'aml');
  return (type, properties) => {
    const validate = ajv.getSchema(`aml#/definitions/resource:${type.replaceAll('/', '~1')}`);
    if (validate === undefined) throw new Error(`no schema of ${type}`);
    void validate({ properties });
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}
