import { OrchestrationRuntimeStatus, type DurableClient as Client } from 'durable-functions';
import { createRequire } from 'node:module';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { durableClientInput } from '../../../../local/host/durable/client-input.ts';
import { testHost, type TestHost } from '../support/hosts.ts';
import { registerWeb } from '../support/app/web.ts';

const require = createRequire(import.meta.url);
const { DurableClient } = require('durable-functions/lib/src/durableClient/DurableClient.js') as {
  DurableClient: new (input: unknown) => Client;
};

let host: TestHost;
let client: Client;
beforeEach(async () => {
  host = await testHost({}, registerWeb);
  client = new DurableClient(JSON.parse(durableClientInput(host.url, 'FixtureHub')));
});
afterEach(async () => await host.stop());

describe('the real durable client', () => {
  test('starts an instance and reads its status', async () => {
    const id = await client.startNew('fanOut', { instanceId: 'run-1', input: { count: 3, ms: 0 } });
    await host.tick();
    const status = await client.getStatus(id);
    expect(status).toMatchObject({ instanceId: 'run-1', name: 'fanOut', runtimeStatus: 'Completed', output: 6 });
    expect(status.input).toEqual({ count: 3, ms: 0 });
    expect(status.createdTime).toEqual(new Date('2026-01-01T00:00:00Z'));
  });

  test('finds orchestrators whatever the letter case, and refuses unknown ones and running ids', async () => {
    const id = await client.startNew('APPROVAL', { input: 60_000 });
    await expect(client.startNew('approval', { instanceId: id, input: 1 })).rejects.toThrow(/409/);
    await expect(client.startNew('nowhere')).rejects.toThrow(/400/);
    await expect(client.startNew('approval', { instanceId: '@bad', input: 1 })).rejects.toThrow(/400/);
  });

  test('raises an event, also to an instance that has ended, but not to an unknown one', async () => {
    const id = await client.startNew('approval', { input: 60_000 });
    await client.raiseEvent(id, 'answer', { by: 'me' });
    await host.tick();
    expect((await client.getStatus(id)).output).toEqual({ by: 'me' });
    await client.raiseEvent(id, 'answer', {});
    await expect(client.raiseEvent('nobody', 'answer', {})).rejects.toThrow(/No instance/);
  });

  test('terminates with a reason', async () => {
    const id = await client.startNew('approval', { input: 60_000 });
    await host.tick();
    await client.terminate(id, 'not wanted');
    expect(await client.getStatus(id)).toMatchObject({ runtimeStatus: 'Terminated', output: 'not wanted' });
  });

  test('a suspended instance reads nothing until it is resumed', async () => {
    const id = await client.startNew('approval', { input: 60_000 });
    await host.tick();
    await client.suspend(id, 'wait');
    await client.raiseEvent(id, 'answer', 'yes');
    await host.tick();
    expect((await client.getStatus(id)).runtimeStatus).toBe('Suspended');
    await client.resume(id, 'go on');
    await host.tick();
    expect(await client.getStatus(id)).toMatchObject({ runtimeStatus: 'Completed', output: 'yes' });
  });

  test('lists by status and time, over more pages than one', async () => {
    for (let i = 0; i < 150; i += 1) host.durable.start('echoes', [], `many-${i}`);
    host.durable.start('approval', 60_000, 'open');
    await host.tick();
    expect(await client.getStatusAll()).toHaveLength(151);
    const open = await client.getStatusBy({ runtimeStatus: [OrchestrationRuntimeStatus.Running] });
    expect(open.map(({ instanceId }) => instanceId)).toEqual(['open']);
    expect(await client.getStatusBy({ createdTimeFrom: new Date('2026-01-02') })).toEqual([]);
  });

  test('purges one instance, and ended ones by time', async () => {
    host.durable.start('echoes', [], 'a');
    host.durable.start('echoes', [], 'b');
    host.durable.start('approval', 60_000, 'open');
    await host.tick();
    expect(await client.purgeInstanceHistory('a')).toMatchObject({ instancesDeleted: 1 });
    expect(await client.purgeInstanceHistory('a')).toMatchObject({ instancesDeleted: 0 });
    const all = await client.purgeInstanceHistoryBy({ createdTimeFrom: new Date('2025-01-01') });
    expect(all).toMatchObject({ instancesDeleted: 1 });
    await expect(client.getStatus('b')).rejects.toThrow(/404/);
    expect((await client.getStatus('open')).runtimeStatus).toBe('Running');
  });

  test('waits for completion, and inside a function gives out URLs that work', async () => {
    const response = await fetch(`${host.url}/api/start/fanOut/run-2`, { method: 'POST', body: '{"count":2,"ms":0}' });
    expect(response.status).toBe(202);
    const urls = (await response.json()) as { statusQueryGetUri: string; id: string };
    await host.tick();
    const status = (await (await fetch(urls.statusQueryGetUri)).json()) as { output: unknown };
    expect(status.output).toBe(2);
  });

  test('gives the history with names of events when asked for', async () => {
    const id = await client.startNew('fanOut', { input: { count: 1, ms: 0 } });
    await host.tick();
    const response = await fetch(`${host.url}/runtime/webhooks/durabletask/instances/${id}?showHistory=true`);
    const { historyEvents } = (await response.json()) as { historyEvents: { EventType: string }[] };
    const types = historyEvents.map(({ EventType }) => EventType);
    expect(types.slice(0, 3)).toEqual(['OrchestratorStarted', 'ExecutionStarted', 'TaskScheduled']);
    expect(types.at(-1)).toBe('ExecutionCompleted');
  });
});
