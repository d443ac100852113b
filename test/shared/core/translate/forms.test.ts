import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { assetKey } from '../../../../shared/core/asset.ts';
import { dependenciesOf } from '../../../../shared/core/translate/dependencies.ts';
import { corpusDir, corpusTitle } from '../../../support/corpus.ts';
import { apart, east, reasons, translated } from './fixtures.ts';
import { references } from './forms-references.ts';
import { otherForms } from './forms.ts';
import { mirrorOf } from './mirrored.ts';

const common = [
  assetKey({ kind: 'environments', name: 'sklearn', version: '3' }),
  { name: 'sklearn', version: '3' },
] as const;
const mapping = { computes: { gpu: 'gpu-west' } };
const forms = [...references, ...otherForms];
const returned = forms.filter((form) => 'got' in form);

describe('what the service returns of a form that authors use', () => {
  test.each(returned)('$form', ({ got, becomes }) => {
    const mirrored = mirrorOf(dependenciesOf(got, east, apart.source));
    // The environment that every job of the table has besides keeps its name.
    const assetMap = { ...mirrored, assets: new Map([...mirrored.assets, common]) };
    const change = { mapping, assetMap, stores: apart };
    if (Array.isArray(becomes)) {
      expect(reasons(got, change).map((reason) => reason.split(' ')[0])).toEqual(becomes);
      return;
    }
    expect(translated(got, change)).toEqual(becomes === 'kept' ? got : becomes);
  });
});

const dir = corpusDir();

test.skipIf(dir === undefined)(corpusTitle('every form that is counted in the examples is in the table'), () => {
  const text = dir === undefined ? '' : readFileSync(join(dir, 'azureml-examples/FORMS.txt'), 'utf8');
  const counted = text
    .slice(text.indexOf('\nFORMS\n') + 7)
    .split('\n')
    .flatMap((line) => /^\s*\d+\s+\d+ (.*?)(\s+e\.g\. .*)?$/.exec(line)?.[1] ?? [])
    // Settings that hold no reference.
    .filter((form) => !form.startsWith('key '));
  expect(counted.length).toBeGreaterThan(100);
  expect(counted.filter((form) => !forms.some((known) => form.startsWith(known.form)))).toEqual([]);
});
