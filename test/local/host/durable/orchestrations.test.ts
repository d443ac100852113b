import { expect, test } from 'vitest';
import { EVENT } from '../../../../local/host/durable/history.ts';
import { statusOf, T0, testHost } from '../support/hosts.ts';

test('a fan-out of activities comes back together, in the order of the calls', async () => {
  await using host = await testHost();
  const id = host.durable.start('fanOut', { count: 200, ms: 0 });
  await host.tick();
  expect(statusOf(host, id)).toMatchObject({ runtimeStatus: 'Completed', output: 39_800 });
  expect(host.errors()).toEqual([]);
});

test('activities get and give back any JSON value, and nothing is null', async () => {
  await using host = await testHost();
  const values = ['text', '"quoted"', '17', 17, 1.5, true, null, [1, 'a'], { a: { b: 1 } }, ''];
  const id = host.durable.start('echoes', values);
  await host.tick();
  const seen = statusOf(host, id).output as unknown[];
  // A null argument reaches the handler as undefined, and undefined comes back as null.
  expect(seen).toEqual([...values, null]);
});

test('an external event wins over a timer, and the cancelled timer holds nothing up', async () => {
  await using host = await testHost();
  const id = host.durable.start('approval', 60_000);
  await host.tick();
  expect(statusOf(host, id)).toMatchObject({ runtimeStatus: 'Running', customStatus: 'waiting' });
  expect(host.durable.raise(id, 'answer', { yes: true })).toBe('done');
  await host.tick();
  expect(statusOf(host, id)).toMatchObject({ runtimeStatus: 'Completed', output: { yes: true } });
  expect(host.nextDue()).toBeUndefined();
  expect(host.durable.raise(id, 'answer', 1)).toBe('ended');
  expect(host.durable.raise('nobody', 'answer', 1)).toBe('unknown');
});

test('a timer wins over an event that does not come', async () => {
  await using host = await testHost();
  const id = host.durable.start('approval', 60_000);
  await host.tick();
  expect(host.nextDue()).toBe(T0 + 60_000);
  host.clock.now += 59_999;
  await host.tick();
  expect(statusOf(host, id).runtimeStatus).toBe('Running');
  host.clock.now += 1;
  await host.tick();
  expect(statusOf(host, id)).toMatchObject({ runtimeStatus: 'Completed', output: 'too late' });
});

test('a timer of ten days fires in hops, at its time', async () => {
  await using host = await testHost();
  const id = host.durable.start('sleeper', 10 * 86_400_000);
  await host.runToEnd();
  expect(statusOf(host, id)).toMatchObject({ runtimeStatus: 'Completed', output: '2026-01-11T00:00:00.000Z' });
  expect(host.errors()).toEqual([]);
});

test('continue-as-new starts afresh with a new input and an empty history', async () => {
  await using host = await testHost();
  const id = host.durable.start('counter', 0);
  await host.tick();
  expect(statusOf(host, id)).toMatchObject({ runtimeStatus: 'Completed', input: 5, output: 5 });
  expect(host.durable.history(id).filter(({ EventType }) => EventType === EVENT.taskScheduled)).toHaveLength(1);
});

test('an orchestrator that throws fails its instance and its parent, with the text in both', async () => {
  await using host = await testHost();
  const id = host.durable.start('parentOf', 'thrower', 'p');
  await host.tick();
  const child = statusOf(host, 'p-child');
  expect(child.runtimeStatus).toBe('Failed');
  expect(child.output).toContain("Orchestrator function 'thrower' failed: on purpose");
  expect(statusOf(host, id).output).toContain('on purpose');
});

test('terminating a child fails the call of its parent', async () => {
  await using host = await testHost();
  const id = host.durable.start('parentOf', 'sleeper', 'p');
  await host.tick();
  expect(host.durable.terminate('p-child', 'enough')).toBe('done');
  await host.tick();
  expect(statusOf(host, 'p-child')).toMatchObject({ runtimeStatus: 'Terminated', output: 'enough' });
  expect(statusOf(host, id)).toMatchObject({ runtimeStatus: 'Failed' });
  expect(statusOf(host, id).output).toContain('enough');
});

test('an instance id can be used again when its instance has ended, not before', async () => {
  await using host = await testHost();
  host.durable.start('approval', 60_000, 'one');
  expect(() => host.durable.start('approval', 60_000, 'one')).toThrow(/has not ended/);
  await host.tick();
  host.durable.terminate('one');
  host.durable.start('echoes', [1], 'one');
  await host.tick();
  expect(statusOf(host, 'one')).toMatchObject({ name: 'echoes', runtimeStatus: 'Completed', output: [1, null] });
});

test('an activity that nobody registered fails its orchestrator by name', async () => {
  await using host = await testHost();
  const id = host.durable.start('parentOf', 'nowhere');
  await host.tick();
  expect(statusOf(host, id).output).toContain("The function 'nowhere' doesn't exist");
});

test('a program with retries, races and children runs to its end in virtual time', async () => {
  await using host = await testHost();
  const program = [
    { kind: 'retry', tag: 1, failures: 2 },
    { kind: 'retry', tag: 2, failures: 3 },
    { kind: 'sub', tag: 3, failures: 1 },
    { kind: 'race', children: [{ kind: 'sub', tag: 4, failures: 0 }], seconds: 5 },
    { kind: 'timer', seconds: 3 },
  ];
  const id = host.durable.start('program', program);
  await host.runToEnd();
  expect(statusOf(host, id).output).toEqual([1, 'failed:2', 'failed:3', 4, 'timer']);
  expect(host.errors()).toEqual([]);
});

test('a task in two races is caught as a divergence: the instance fails, and the host says why', async () => {
  await using host = await testHost();
  const id = host.durable.start('twiceRaced');
  await host.runToEnd();
  expect(statusOf(host, id).runtimeStatus).toBe('Failed');
  expect(host.errors().join()).toMatch(/Event ids diverge/);
});

test('without strictness a divergence is recorded and the instance goes wrong as it would on Azure', async () => {
  await using host = await testHost({ strict: false });
  const id = host.durable.start('twiceRaced');
  await host.runToEnd();
  expect(host.errors().join()).toMatch(/diverge/);
  expect(statusOf(host, id).output).not.toBe(6);
});

test('an orchestrator that outlives a cancelled timer of more than six days is caught as a divergence', async () => {
  await using host = await testHost();
  const id = host.durable.start('outlivesLongTimer');
  await host.runToEnd();
  expect(statusOf(host, id).runtimeStatus).toBe('Failed');
  expect(host.errors().join()).toMatch(/diverge|The orchestrator ended, but/);
});

test('a host takes up where another stopped, from the file alone', async ({ onTestFinished }) => {
  const { mkdtempSync, rmSync } = await import('node:fs');
  const folder = mkdtempSync('/tmp/host-restart-');
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const dataFile = `${folder}/history.sqlite`;
  const first = await testHost({ dataFile });
  const id = first.durable.start('approval', 60_000);
  await first.tick();
  await first.stop();
  await using second = await testHost({ dataFile });
  second.durable.raise(id, 'answer', 'after the restart');
  await second.tick();
  expect(statusOf(second, id).output).toBe('after the restart');
});
