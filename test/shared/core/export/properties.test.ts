import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { fileText } from '../../../../shared/adapters/yaml-document.ts';
import { zip } from '../../../../shared/adapters/zip.ts';
import { exportAsset } from '../../../../shared/core/export/assets.ts';
import { assetFiles, jobFiles } from '../../../../shared/core/export/bundle.ts';
import { exportJob } from '../../../../shared/core/export/job.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../../shared/core/json.ts';
import { formatReference, parseReference } from '../../../../shared/core/reference.ts';
import { allFixtureFiles, armId, assets, jobs, readable, secrets, source } from './fixtures.ts';

/** The same value with the keys of every object in an order that the numbers choose. */
function shuffled(value: Json, numbers: () => number): Json {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, numbers));
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, child]) => [numbers(), key, shuffled(child, numbers)] as const);
  return Object.fromEntries(entries.toSorted(([a], [b]) => a - b).map(([, key, child]) => [key, child]));
}

function stringsOf(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(stringsOf);
  return isJsonObject(value) ? Object.values(value).flatMap(stringsOf) : [];
}

const bodies = allFixtureFiles().flatMap((file) => ('text' in file || file.body === undefined ? [] : [file]));

describe('an export', () => {
  test('does not depend on the order of keys in what the service answered', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), (stream) => {
        const numbers = (): number => stream.next().value as number;
        for (const [name, spec] of Object.entries(jobs)) {
          const other = exportJob(name, shuffled(spec, numbers) as JsonObject, source);
          expect(fileText(other)).toBe(fileText(exportJob(name, spec, source)));
        }
        for (const asset of assets) {
          const other = { ...asset, properties: shuffled(asset.properties, numbers) as JsonObject };
          expect(readable(exportAsset(other, source))).toBe(readable(exportAsset(asset, source)));
        }
      }),
      { numRuns: 20 },
    );
  });

  test('changes nothing of what it was given', () => {
    const before = JSON.stringify([jobs, assets]);
    allFixtureFiles();
    expect(JSON.stringify([jobs, assets])).toBe(before);
  });

  test('holds no secret of a datastore, a compute or an address', () => {
    const text = readable(allFixtureFiles());
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    expect(JSON.stringify(assets)).toContain(secrets[0]);
  });

  test('keeps the environment variables of a job, which are its definition', () => {
    expect(readable(allFixtureFiles())).toContain('API_TOKEN: of-the-job');
  });

  test('names nothing by the id of its own workspace', () => {
    const text = readable(allFixtureFiles()).toLowerCase();
    expect([source.workspace.subscriptionId, source.workspace.name].filter((part) => text.includes(part))).toEqual([]);
  });

  test('holds references of which each is parsed and written again as it stands', () => {
    const references = bodies
      .flatMap(({ body }) => stringsOf(body ?? null))
      .filter((text) => text.startsWith('azureml:'));
    expect(references.length).toBeGreaterThan(20);
    for (const text of references) {
      expect(parseReference(text).kind).not.toBe('unknown');
      expect(formatReference(parseReference(text))).toBe(text);
    }
  });

  test('tells every field that it leaves out, and never its value', () => {
    const { notes, body } = exportJob('j', { jobType: 'Command', command: 'x', newField: { deep: 'VALUE' } }, source);
    expect(notes).toEqual(['not exported: /newField: the YAML of the CLI has no field for it']);
    expect(JSON.stringify(body)).not.toContain('VALUE');
  });
});

describe('the text of a file', () => {
  const json = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.oneof(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom(
          'on',
          'No',
          '1:30',
          '0o17',
          '1e3',
          '~',
          '1_000',
          '2020-01-01',
          '=',
          '<<',
          'a: b',
          '- x',
          '#',
          'a\r\nb',
          'x\n\n',
          ' y ',
        ),
      ),
      fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), fc.boolean(), fc.constant(null)),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.string({ minLength: 1 }), tie('value'), { maxKeys: 4, noNullPrototype: true }),
    ),
  })).value;

  test.each(['1.1', '1.2'] as const)('means the same to a reader of YAML %s', (version) => {
    fc.assert(
      fc.property(json, (value) => {
        const text = fileText({ path: 'x.yml', notes: ['a note'], body: { value } });
        // Minus zero is zero in a file.
        expect(JSON.stringify(parse(text, { version, merge: false }))).toBe(JSON.stringify({ value }));
      }),
    );
  });

  test.each(['=', '<<', '0o17', 'a\u2028b', 'a\u0085b', '\ufeffa', 'a\tb'])(
    'quotes %j, at which the reader of the CLI stumbles',
    (odd) => {
      const text = fileText({ path: 'x.yml', notes: [], body: { [odd]: odd } });
      expect(text).toMatch(/^"[ -~]+": "[ -~]+"\n$/);
      expect(parse(text, { merge: false })).toEqual({ [odd]: odd });
    },
  );

  test('has no anchors, line feeds only, and no folded lines', () => {
    const shared = { a: 'word '.repeat(60).trim() };
    const text = fileText({ path: 'x.yml', notes: [], body: { one: shared, two: shared } });
    expect(text).not.toMatch(/[&*\r]/);
    expect(text.split('\n')).toHaveLength(5);
  });
});

describe('a bundle', () => {
  const job = { name: 'train-1', spec: jobs['command'] ?? {} };
  const paths = (names: readonly { path: string }[]): string[] => names.map(({ path }) => path);

  test('holds the job, what it needs, and what that needs', () => {
    expect(paths(jobFiles({ name: 'p', spec: jobs['pipeline'] ?? {} }, assets, source))).toEqual(
      expect.arrayContaining([
        'jobs/p.yml',
        'components/train/4.yml',
        'environments/sklearn/1.yml',
        'codes/4c4f/1.yml',
        'datastores/lake.yml',
      ]),
    );
  });

  test('says of what nobody has recorded that it is needed', () => {
    const files = jobFiles(job, [], source);
    const environment = files.find(({ path }) => path === 'environments/pytorch/12.yml');
    expect(environment).toEqual({
      path: 'environments/pytorch/12.yml',
      notes: ['not exported: its definition has not been recorded; it is known only that a job needs it'],
    });
  });

  test('has paths that stay within the folder that it is unpacked to', () => {
    const nasty = ['../../etc/passwd', '..', '/abs', 'a\\b', 'a\nb', ''];
    for (const name of nasty) expect(exportJob(name, job.spec, source).path).toMatch(/^jobs\/[\w-][\w.~-]*\.yml$/);
  });

  test('is the same zip, byte for byte, for the same content', () => {
    const pack = (spec: JsonObject): Uint8Array =>
      zip(
        jobFiles({ name: 'train-1', spec }, assets, source).map((file) => ({ path: file.path, text: fileText(file) })),
      );
    const first = pack(job.spec);
    expect(pack(Object.fromEntries(Object.entries(job.spec).toReversed()))).toEqual(first);
    expect(pack({ ...job.spec, command: 'other' })).not.toEqual(first);
  });

  test('ends also where assets need each other', () => {
    const component = (name: string, needs: string) => ({
      kind: 'components' as const,
      name,
      version: '1',
      properties: {
        componentSpec: {
          type: 'pipeline',
          jobs: { n: { type: 'pipeline', componentId: armId(`/components/${needs}/versions/1`) } },
        },
      },
    });
    const files = assetFiles(
      [{ kind: 'components', name: 'a', version: '1' }],
      [component('a', 'b'), component('b', 'a')],
      source,
    );
    expect(paths(files)).toEqual(['components/a/1.yml', 'components/b/1.yml']);
  });
});
