import { HttpRequest } from '@azure/functions';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { signalHistory } from '../../functions/triggers/evidence.ts';
import { createTableEvidence } from '../../shared/adapters/table-evidence.ts';
import { readReplayFile } from '../../shared/core/replay-file.ts';
import { replay } from '../../shared/core/replay.ts';
import { instant, plus } from '../../shared/core/time.ts';
import type { Deps } from '../../shared/work/deps.ts';
import { embeddedPair } from '../../local/simulator/seeds.ts';
import { configOf, vision } from '../support/deps.ts';
import { useStorage } from '../support/storage.ts';

const storage = useStorage();
const config = configOf(embeddedPair(1));
const [pair] = config.pairs;
const example = readFileSync(new URL('../../docs/examples/incident.jsonl', import.meta.url), 'utf8');
const noon = instant(Date.parse('2026-03-14T12:00:00Z'));

function open(): Deps {
  const { signals, audit } = createTableEvidence(storage.fresh(), () => config.health.maxEvidenceAge);
  return { config, signals, audit, clock: { now: () => noon } } as unknown as Deps;
}

async function ask(deps: Deps, query = '') {
  const url = `https://app.example/api/pairs/vision/signals/history${query}`;
  const answer = await signalHistory(deps, new HttpRequest({ method: 'GET', url, params: { pair: vision } }));
  return { ...answer, text: typeof answer.body === 'string' ? answer.body : '' };
}

function eventsIn(text: string) {
  const read = readReplayFile(text, pair, config.health);
  if (read.kind === 'unreadable') throw new Error(read.problems.join('\n'));
  return read.events;
}

/** As they come in while the app runs. */
async function hear(deps: Deps): Promise<void> {
  for (const event of eventsIn(example)) if (event.kind === 'signal') await deps.signals.put(vision, event.signal);
}

describe('what was heard', () => {
  test('is the file that replay reads: a policy decides on it as it would have decided on the signals', async () => {
    const deps = open();
    await hear(deps);
    const { text, status } = await ask(deps);
    expect(status).toBe(200);
    expect(eventsIn(text)).toHaveLength(eventsIn(example).length);
    const setup = { pair, policy: pair.policy, health: config.health, active: 'primary', tick: 60_000 } as const;
    const decided = (of: string) => replay(eventsIn(of), { ...setup, runLength: 600_000 });
    expect(decided(text)).toEqual(decided(example));
    expect(decided(text).failovers).toHaveLength(1);
  });

  test('can be had for a part of the time, both ends included', async () => {
    const deps = open();
    await hear(deps);
    const { text } = await ask(deps, '?from=2026-03-14T09:04:00Z&to=2026-03-14T09:04:20Z');
    expect(eventsIn(text)).toHaveLength(3);
    expect((await ask(deps, '?from=2026-03-14T09:08:00Z')).text).toBe('');
  });

  test('is forgotten when it is old enough', async () => {
    const deps = open();
    await hear(deps);
    const fourth = instant(Date.parse('2026-03-14T09:04:00Z'));
    expect(await deps.signals.forget(vision, fourth)).toBe(8);
    expect(eventsIn((await ask(deps)).text)).toHaveLength(eventsIn(example).length - 8);
    expect(await deps.signals.forget(vision, fourth)).toBe(0);
    expect(await deps.signals.list(vision, plus(fourth, -1))).toHaveLength(3);
  });

  test('asked for with a time that is none says which', async () => {
    const { status, text } = await ask(open(), '?from=yesterday');
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ code: 'InvalidQuery', errors: [{ pointer: '/from' }] });
  });
});
