import { describe, expect, test } from 'vitest';
import { exportAsset } from '../../../../shared/core/export/assets.ts';
import { exportJob } from '../../../../shared/core/export/job.ts';
import { corpusDir, corpusTitle } from '../../../support/corpus.ts';
import { assets, jobs, readable, source } from './fixtures.ts';
import { recordedFiles } from './recorded.ts';

const corpus = corpusDir();

describe('an export reads as a person would have written it', () => {
  test.each(Object.keys(jobs))('a job: %s', async (name) => {
    await expect(readable([exportJob(name, jobs[name] ?? {}, source)])).toMatchFileSnapshot(`golden/job-${name}.txt`);
  });

  test.each([...new Set(assets.map(({ kind }) => kind))])('assets: %s', async (kind) => {
    const files = assets.filter((asset) => asset.kind === kind).flatMap((asset) => exportAsset(asset, source));
    await expect(readable(files)).toMatchFileSnapshot(`golden/assets-${kind}.txt`);
  });
});

describe.skipIf(corpus === undefined)(
  corpusTitle('what the service was sent and answered, as the YAML of the CLI'),
  () => {
    test('every recording has the form that was looked at and found right', async () => {
      const files = corpus === undefined ? [] : recordedFiles(corpus);
      expect(files.length).toBeGreaterThan(25);
      await expect(readable(files)).toMatchFileSnapshot('golden/recorded.txt');
    });
  },
);
