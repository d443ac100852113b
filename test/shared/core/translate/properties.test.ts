import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../../shared/core/json.ts';
import { dependenciesOf } from '../../../../shared/core/translate/dependencies.ts';
import { stripServiceFields } from '../../../../shared/core/translate/strip.ts';
import { translate, type TranslateInput } from '../../../../shared/core/translate/translate.ts';
import { east, third, west } from './fixtures.ts';
import { back, mirrored, mirroredSpec, name, plainSpec, reference, there, unknown } from './generated.ts';

type Known = Pick<TranslateInput, 'assetMap' | 'stores'>;

function move(original: JsonObject, known: Known = {}): JsonObject {
  const result = translate({ spec: original, source: east, target: west, mapping: there, ...known });
  if (result.kind === 'blocked') throw new Error(JSON.stringify(result.reasons));
  return result.spec;
}

describe.each([
  ['by the mapping alone', plainSpec, { there: {}, back: {} }],
  ['when all was mirrored', mirroredSpec, mirrored],
])('a job of any kind, %s', (_, spec, known) => {
  test('comes back from the target as it was, without its service fields', () => {
    fc.assert(
      fc.property(spec, (original) => {
        const result = translate({
          spec: move(original, known.there),
          source: west,
          target: east,
          mapping: back,
          ...known.back,
        });
        expect(result).toMatchObject({ kind: 'translated' });
        expect('spec' in result && result.spec).toEqual(stripServiceFields(original));
      }),
    );
  });

  test('leaves no trace of the source where its ids stood', () => {
    fc.assert(
      fc.property(spec, (original) => {
        const text = JSON.stringify(move(original, known.there));
        for (const trace of [east.subscriptionId, east.resourceGroup, `/${east.name}`, `/${east.region}`, east.guid])
          expect(text).not.toContain(trace);
      }),
    );
  });

  test('is not changed any more once it is in its target', () => {
    fc.assert(
      fc.property(spec, (original) => {
        const moved = move(original, known.there);
        const again = translate({ spec: moved, source: west, target: west, mapping: there, ...known.there });
        expect(again).toMatchObject({ kind: 'translated', warnings: [] });
        expect('spec' in again && again.spec).toEqual(moved);
      }),
    );
  });

  test('keeps every property that nobody knows', () => {
    fc.assert(
      fc.property(spec, unknown, (original, more) => {
        expect(move({ ...original, ...more }, known.there)).toMatchObject(more);
        const settings = { ...(original['settings'] as JsonObject | undefined), ...more };
        expect(move({ ...original, settings }, known.there)['settings']).toMatchObject(more);
      }),
    );
  });

  test('is not touched itself, and gives equal results when it is equal', () => {
    fc.assert(
      fc.property(spec, (original) => {
        const before = structuredClone(original);
        const first = move(deepFreeze(original), known.there);
        expect(original).toEqual(before);
        expect(move(before, known.there)).toEqual(first);
      }),
    );
  });

  test('needs the same whether it is asked for or translated', () => {
    fc.assert(
      fc.property(spec, (original) => {
        const result = translate({ spec: original, source: east, target: west, mapping: there, ...known.there });
        const { stores } = known.there as Known;
        expect(result.dependencies).toEqual(dependenciesOf(original, east, stores?.source));
      }),
    );
  });
});

test('any JSON at all is translated or blocked, and what is translated names no third workspace', () => {
  const foreign = fc.constantFrom(`${third.id}/codes/c/versions/1`, `azureml:${third.id}/environments/e/labels/l`);
  const leaf = fc.oneof(fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>, reference, foreign);
  const keys = fc.constantFrom(
    ...['jobs', 'inputs', 'outputs', 'uri', 'codeId', 'identity', 'resources', 'limits', 'trial', 'taskDetails'],
    ...['items', 'distribution', 'settings', 'computeId', 'x', '__proto__', 'constructor', 'toString'],
  );
  const anyJson = fc.dictionary(keys, fc.oneof(leaf, fc.dictionary(keys, leaf)));
  const kind = fc.constantFrom('Command', 'Pipeline', 'Sweep', 'AutoML', 'Spark', 'Base');
  fc.assert(
    fc.property(anyJson, kind, fc.constantFrom({}, mirrored.there), (body, jobType, known) => {
      const result = translate({ spec: { ...body, jobType }, source: east, target: west, mapping: there, ...known });
      if (result.kind === 'translated') expect(JSON.stringify(result.spec['jobs'] ?? null)).not.toContain(third.name);
    }),
  );
});

describe('size is no matter', () => {
  const component = `${east.id}/components/azureml_anonymous/versions/1`;

  test('for a spec of 3 MiB in one text', () => {
    const command = 'echo azureml:// '.repeat(200_000);
    expect(move({ jobType: 'Command', command, environmentId: 'azureml:alpha:1' }, mirrored.there)['command']).toBe(
      command,
    );
  });

  test('for a pipeline of 5,000 nodes', () => {
    const nodes = Array.from({ length: 5000 }, (_, at) => [
      `n${at}`,
      { type: 'command', componentId: component, inputs: {} },
    ]);
    const moved = move({ jobType: 'Pipeline', jobs: Object.fromEntries(nodes) as JsonObject }, mirrored.there);
    const text = JSON.stringify(moved);
    expect(text).not.toContain(east.id);
    expect(text.split(`${west.id}/components/azureml_anonymous/versions/1-east`)).toHaveLength(5001);
  });

  test('for names of nodes that mean something elsewhere', () => {
    fc.assert(
      fc.property(fc.oneof(name, fc.constantFrom('__proto__', 'tags', 'inputs', 'command', 'properties')), (node) => {
        const jobs = Object.fromEntries([[node, { componentId: component }]]) as JsonObject;
        const moved = move({ jobType: 'Pipeline', jobs }, mirrored.there)['jobs'] as JsonObject;
        expect(Object.entries(moved)).toEqual([
          [node, { componentId: `${west.id}/components/azureml_anonymous/versions/1-east` }],
        ]);
      }),
    );
  });
});

function deepFreeze<Value extends Json>(value: Value): Value {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}
