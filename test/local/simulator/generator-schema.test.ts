import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { generateJobs } from '../../../local/simulator/jobs-generator.ts';
import { embeddedPair } from '../../../local/simulator/seeds.ts';
import { corpusDir, corpusTitle } from '../../support/corpus.ts';

const corpus = corpusDir();

describe.skipIf(corpus === undefined)(corpusTitle('Generated jobs are what the API takes'), () => {
  test.each([1, 2, 3])('Every body of seed %i that is put satisfies the schema of the PUT', (seed) => {
    const ajv = new Ajv({ discriminator: true, strict: false, validateFormats: false });
    const text = readFileSync(join(corpus ?? '', 'schema/aml.2025-12-01.put.schema.json'), 'utf8');
    ajv.addSchema(JSON.parse(text) as object, 'put');
    const validate = ajv.getSchema('put#/definitions/resource:workspaces~1jobs');
    for (const job of generateJobs(seed, 120, embeddedPair(seed).primary)) {
      if (job.kind === 'base') continue;
      const isValid = validate?.(job.body);
      expect([job.name, isValid, validate?.errors]).toEqual([job.name, true, null]);
    }
  });
});
