import { QueueServiceClient, type QueueClient } from '@azure/storage-queue';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startAzurite, type Azurite } from '../../../../local/azurite.ts';
import { startHost, type RunningHost } from '../../../../local/host/host.ts';
import { appDirectory, eventually } from '../support/hosts.ts';
import { nothingSeen, registerTriggers } from '../support/app/triggers.ts';

let azurite: Azurite;
let host: RunningHost;
let queue: QueueClient;
let service: QueueServiceClient;
const seen = nothingSeen();

beforeAll(async () => {
  azurite = await startAzurite();
  process.env['AzureWebJobsStorage'] = azurite.connectionString;
  process.env['FIXTURE_QUEUE'] = 'fixture-in';
  service = QueueServiceClient.fromConnectionString(azurite.connectionString);
  queue = service.getQueueClient('fixture-in');
  // The listener starts before its queue is there.
  host = await startHost({ appDirectory, dataFile: ':memory:', entry: async () => registerTriggers(seen) });
  await queue.create();
});
afterAll(async () => {
  await host?.stop();
  await azurite?.stop();
});

async function take(name: string): Promise<string> {
  const from = service.getQueueClient(name);
  const message = await eventually(
    async () => {
      try {
        return (await from.receiveMessages()).receivedMessageItems[0];
      } catch (error) {
        if ((error as { statusCode?: number }).statusCode === 404) return undefined;
        throw error;
      }
    },
    (each) => each !== undefined,
  );
  return message?.messageText ?? '';
}

test('a message reaches its function parsed, its output is sent, and the message is gone', async () => {
  await queue.sendMessage(JSON.stringify({ schema: 1, job: 'a' }));
  expect(JSON.parse(await take('fixture-out'))).toEqual({ got: { schema: 1, job: 'a' } });
  expect(seen.queue).toEqual([{ message: { schema: 1, job: 'a' }, dequeueCount: 1 }]);
  const left = await eventually(
    async () => (await queue.getProperties()).approximateMessagesCount,
    (count) => count === 0,
  );
  expect(left).toBe(0);
});

test('a message that is refused comes back as often as host.json says, and ends in the poison queue', async () => {
  seen.queue.length = 0;
  await queue.sendMessage('refuse');
  expect(await take('fixture-in-poison')).toBe('refuse');
  expect(seen.queue.map(({ dequeueCount }) => dequeueCount)).toEqual([1, 2, 3]);
});

test('many messages are all handled, each once', async () => {
  seen.queue.length = 0;
  const sent = Array.from({ length: 20 }, (_none, i) => `m${i}`);
  await Promise.all(sent.map(async (text) => await queue.sendMessage(text)));
  await eventually(
    () => seen.queue.length,
    (count) => count >= sent.length,
  );
  expect(seen.queue.map(({ message }) => String(message)).toSorted()).toEqual(sent.toSorted());
});
