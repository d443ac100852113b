import fc from 'fast-check';
import { expect, test } from 'vitest';
import { specHash, type SpecHash } from '../../shared/core/ids.ts';
import { canonicalJson, type JsonObject } from '../../shared/core/json.ts';
import type { Specs } from '../../shared/ports.ts';

/** What every implementation of the port `Specs` does. */
export function describeSpecs(open: () => Specs): void {
  test('a definition comes back as it was, under the hash of its canonical JSON', async () => {
    const specs = open();
    const spec = {
      jobType: 'Command',
      inputs: { a: { uri: 'azureml://x', mode: null } },
      list: [1, 'ü', { deep: true }],
    };
    const stored = await specs.put(spec);
    expect(stored).toEqual({ hash: specHash(canonicalJson(spec)), bytes: Buffer.byteLength(canonicalJson(spec)) });
    expect(await specs.get(stored.hash)).toEqual(spec);
  });

  test('an equal definition is stored once, whatever the order of its keys and the number of its writers', async () => {
    const specs = open();
    const orders: JsonObject[] = [
      { a: 1, b: { c: 2, d: 3 } },
      { b: { d: 3, c: 2 }, a: 1 },
    ];
    const stored = await Promise.all([...orders, ...orders].map((spec) => specs.put(spec)));
    expect(new Set(stored.map(({ hash }) => hash)).size).toBe(1);
  });

  test('a definition that nobody stored is not there', async () => {
    expect(await open().get('0'.repeat(64) as SpecHash)).toBeUndefined();
  });

  test('a definition of several megabytes is no special case', async () => {
    const specs = open();
    const spec = {
      jobs: Object.fromEntries(
        Array.from({ length: 20_000 }, (_, index) => [
          `step_${index}`,
          { command: `python step.py ${index}`.repeat(8) },
        ]),
      ),
    };
    const { hash, bytes } = await specs.put(spec);
    expect(bytes).toBeGreaterThan(3_000_000);
    expect(await specs.get(hash)).toEqual(spec);
  });

  test('whatever JSON a definition holds, it comes back', async () => {
    const specs = open();
    const aSpec = fc
      .dictionary(fc.string(), fc.jsonValue())
      .map((value) => JSON.parse(JSON.stringify(value)) as JsonObject);
    await fc.assert(
      fc.asyncProperty(aSpec, async (spec) => {
        expect(await specs.get((await specs.put(spec)).hash)).toEqual(spec);
      }),
      { numRuns: 50 },
    );
  });
}
