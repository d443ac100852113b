import { beforeEach, describe, expect, test } from 'vitest';
import { countCalls } from '../../shared/adapters/counted-calls.ts';
import type { CallCount } from '../../shared/core/grey.ts';
import { instant } from '../../shared/core/time.ts';
import type { AssetStore, Workspaces } from '../../shared/ports.ts';
import type { StorageOptions } from '../../shared/adapters/table-client.ts';
import { vision } from '../shared/core/pair-fixtures.ts';
import { useStorage } from '../support/storage.ts';

const storage = useStorage();
const begin = Date.parse('2026-03-14T09:00:00Z');
let [now, options] = [begin, {} as StorageOptions];
beforeEach(() => {
  now = begin;
  options = storage.fresh();
});

const unreachable = { kind: 'unreachable', reason: { code: 'Http503', message: 'busy' } } as const;
const throttled = { kind: 'throttled', until: instant(begin) } as const;

/** A process of the app: its calls to the jobs of a workspace come to what the test says next. */
function open() {
  let answer: Awaited<ReturnType<Workspaces['getJob']>> = { kind: 'absent' };
  const workspaces = { getJob: () => Promise.resolve(answer), probe: () => Promise.resolve(unreachable) };
  const assetStore = { getAsset: () => Promise.resolve(unreachable) };
  const counted = countCalls(
    { workspaces: workspaces as unknown as Workspaces, assetStore: assetStore as unknown as AssetStore },
    { pairs: [vision], storage: options, clock: { now: () => instant(now) } },
  );
  const { primary, secondary } = vision.workspaces;
  return {
    ...counted,
    counts: async (): Promise<readonly CallCount[]> => (await counted.calls.counts(vision.name)).primary,
    async ask(times: number, given: typeof answer, side: 'primary' | 'secondary' = 'primary'): Promise<void> {
      answer = given;
      for (let no = 0; no < times; no += 1)
        await counted.workspaces.getJob(side === 'primary' ? primary : secondary, 'train-1');
    },
  };
}

describe('calls', () => {
  test('that are all answered are not written down', async () => {
    const app = open();
    await app.ask(9, { kind: 'absent' });
    await app.calls.keep();
    expect(await app.counts()).toEqual([]);
  });

  test('of which some fail are written down with those that did not, once, for the workspace that was asked', async () => {
    const app = open();
    await app.ask(3, unreachable);
    await app.ask(1, { kind: 'absent' });
    await app.ask(5, throttled);
    await app.ask(2, unreachable, 'secondary');
    await app.calls.keep();
    await app.calls.keep();
    expect(await app.calls.counts(vision.name)).toEqual({
      primary: [{ at: begin, answered: 1, unreachable: 3 }],
      secondary: [{ at: begin, answered: 0, unreachable: 2 }],
    });
  });

  test('that are answered again are written down as long as the failure is remembered', async () => {
    const app = open();
    await app.ask(5, unreachable);
    await app.calls.keep();
    now += 60_000;
    await app.ask(20, { kind: 'absent' });
    await app.calls.keep();
    expect(await app.counts()).toEqual([
      { at: begin, answered: 0, unreachable: 5 },
      { at: begin + 60_000, answered: 20, unreachable: 0 },
    ]);
    now += vision.policy.grey.callWindow;
    await app.ask(20, { kind: 'absent' });
    await app.calls.keep();
    expect(await app.counts()).toHaveLength(2);
  });

  test('of several processes come together, and none overwrites another', async () => {
    const apps = [open(), open(), open()];
    for (const app of apps) await app.ask(2, unreachable);
    await Promise.all(apps.map((app) => app.calls.keep()));
    expect((await open().counts()).reduce((sum, count) => sum + count.unreachable, 0)).toBe(6);
  });

  test('to assets count, and probes do not: they are a source of their own', async () => {
    const app = open();
    const { primary } = vision.workspaces;
    await app.workspaces.probe(primary);
    await app.assetStore.getAsset(primary, { kind: 'models', name: 'm', version: '1' });
    await app.calls.keep();
    expect(await app.counts()).toEqual([{ at: begin, answered: 0, unreachable: 1 }]);
  });
});
