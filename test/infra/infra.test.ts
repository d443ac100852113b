import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EVENT_FUNCTIONS, QUEUES, TABLES } from '../../functions/names.ts';
import { infraNames, infraNamesFile } from '../../scripts/infra-names.ts';

const infra = join(import.meta.dirname, '../../infra');
const bicep = globSync('**/*.bicep', { cwd: infra }).map((file) => ({
  file,
  text: readFileSync(join(infra, file), 'utf8'),
}));

test('the names that Bicep loads are those of the code (else: node scripts/infra-names.ts)', () => {
  expect(readFileSync(infraNamesFile, 'utf8')).toBe(infraNames());
});

test('no Bicep file spells a name that it should take from names.json', () => {
  const names = [...Object.values(EVENT_FUNCTIONS), ...Object.values(QUEUES), ...Object.values(TABLES)];
  const spelled = bicep.flatMap(({ file, text }) =>
    names.filter((name) => text.includes(`'${name}'`)).map((name) => `${file}: ${name}`),
  );
  expect(bicep.length).toBeGreaterThan(5);
  expect(spelled).toEqual([]);
});

test('every name that the main file takes from names.json is in it', () => {
  const names: unknown = JSON.parse(infraNames());
  const used = bicep.flatMap(({ text }) => [...text.matchAll(/\bnames\.([\w.]+)/g)].map((match) => match[1] ?? ''));
  const paths = used.filter((path) => path !== 'json' && path !== 'ts');
  expect(paths).not.toHaveLength(0);
  for (const path of paths) expect(names).toHaveProperty(path);
});

test('every module is used by the main file, and every module that it uses exists', () => {
  const main = bicep.find(({ file }) => file === 'main.bicep')?.text ?? '';
  const used = [...main.matchAll(/'(modules\/[\w-]+\.bicep)'/g)].map((match) => match[1] ?? '').toSorted();
  expect(used).toEqual(
    bicep
      .map(({ file }) => file)
      .filter((file) => file.startsWith('modules/'))
      .toSorted(),
  );
});

test('what a module is given are exactly the parameters that it has', () => {
  const main = bicep.find(({ file }) => file === 'main.bicep')?.text ?? '';
  for (const [, file = '', body = ''] of main.matchAll(/^module \w+ '(modules\/[\w-]+\.bicep)' = ([\s\S]*?)^[}\]]/gm)) {
    const params = /params: (\{[\s\S]*)/.exec(body)?.[1] ?? '';
    const given = [...params.matchAll(/(?:\{|,|\n)\s*(\w+):/g)]
      .map((match) => match[1])
      .filter((name) => name !== 'dependsOn');
    const module = readFileSync(join(infra, file), 'utf8');
    const declared = [...module.matchAll(/^param (\w+) /gm)].map((match) => match[1]);
    expect({ file, params: new Set(given) }).toEqual({ file, params: new Set(declared) });
  }
});

test('no key is handed out: neither storage nor topic nor telemetry takes one', () => {
  const all = bicep.map(({ text }) => text).join('\n');
  expect(all).toContain('allowSharedKeyAccess: false');
  expect(all.match(/isableLocalAuth: true/g)).toHaveLength(2);
  expect(all).not.toMatch(/AccountKey=|storage.*listKeys/i);
  expect(existsSync(join(infra, 'README.md'))).toBe(true);
});

test('of what a checkout holds, the package that is published leaves out all but what the host reads', () => {
  const root = join(infra, '..');
  const left = new Set(readFileSync(join(root, '.funcignore'), 'utf8').split('\n'));
  // These two Core Tools leave out by themselves.
  const published = readdirSync(root).filter((name) => !left.has(name) && name !== '.git' && name !== '.vscode');
  expect(new Set(published)).toEqual(
    new Set(['.funcignore', 'LICENSE', 'dist', 'failover.yaml', 'host.json', 'package.json']),
  );
});
