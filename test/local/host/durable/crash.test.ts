import { mkdtemp, rm } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EVENT, type HistoryEvent } from '../../../../local/host/durable/history.ts';
import { eventually } from '../support/hosts.ts';
import { spawnHost, type SpawnedHost } from '../support/spawned.ts';

let data: string;
let host: SpawnedHost | undefined;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'host-crash-'));
});
afterEach(async () => {
  host?.child.kill('SIGKILL');
  await rm(data, { recursive: true, force: true });
});

const COUNT = 300;
const KILLS = 4;

async function status(url: string): Promise<{ runtimeStatus: string; output: unknown }> {
  const response = await fetch(`${url}/durabletask/instances/crash`);
  return (await response.json()) as { runtimeStatus: string; output: unknown };
}

function completedIn(file: string): number {
  const db = new DatabaseSync(file, { readOnly: true });
  const row = db.prepare('SELECT count(*) AS n FROM work').get() as { n: number };
  db.close();
  return COUNT - row.n;
}

async function kill(): Promise<void> {
  host?.child.kill('SIGKILL');
  await host?.ended;
}

test('a host that is killed again and again in a fan-out loses no activity and counts none twice', async () => {
  const file = join(data, 'history.sqlite');
  host = await spawnHost(data);
  const start = await fetch(`${host.url}/durabletask/orchestrators/fanOut/crash`, {
    method: 'POST',
    body: JSON.stringify({ count: COUNT, ms: 100 }),
  });
  expect(start.status).toBe(202);
  await eventually(
    () => completedIn(file),
    (n) => n > 0 && n < COUNT,
  );
  for (let kills = 1; kills <= KILLS; kills += 1) {
    const before = completedIn(file);
    await eventually(
      () => completedIn(file),
      (n) => n > before + 20,
    );
    expect(completedIn(file), 'still in the fan-out').toBeLessThan(COUNT);
    await kill();
    host = await spawnHost(data);
  }
  const { url } = host;
  const end = await eventually(
    () => status(url),
    ({ runtimeStatus }) => runtimeStatus === 'Completed',
  );
  expect(end.output).toBe(COUNT * (COUNT - 1));
  await kill();

  const db = new DatabaseSync(file);
  expect(db.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  for (const table of ['work', 'inbox'])
    expect(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()).toEqual({ n: 0 });
  const history = db
    .prepare("SELECT event FROM history WHERE id = 'crash' ORDER BY n")
    .all()
    .map((row) => JSON.parse(String(row['event'])) as HistoryEvent);
  db.close();
  const ids = history.filter(({ EventType }) => EventType === EVENT.taskCompleted).map((each) => each.TaskScheduledId);
  expect(ids).toHaveLength(COUNT);
  expect(new Set(ids).size).toBe(COUNT);
});
