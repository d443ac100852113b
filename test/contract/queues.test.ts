import { QueueClient } from '@azure/storage-queue';
import { beforeEach, expect, test } from 'vitest';
import { createStorageQueues, type QueueNames } from '../../shared/adapters/storage-queues.ts';
import type { StorageOptions } from '../../shared/adapters/table-client.ts';
import { jobKey, parsePairName, type PairName } from '../../shared/core/ids.ts';
import type { Queues } from '../../shared/ports.ts';
import { useStorage } from '../support/storage.ts';

const storage = useStorage();
let options: StorageOptions;
let names: QueueNames;
let queues: Queues;
beforeEach(() => {
  options = storage.fresh();
  const name = (role: string): string => `${options.prefix}-${role}`;
  names = {
    specWork: name('spec-work'),
    mirrorWork: name('mirror-work'),
    resubmissions: name('resubmissions'),
    resubmissionsPoison: name('poison'),
    poison: [name('poison')],
  };
  queues = createStorageQueues(options, names);
});

const work = { pair: parsePairName('vision') as PairName, job: jobKey('primary', 'Train_7'), name: 'Train_7' };
const open = (name: string) => new QueueClient(storage.connectionString, name);

/** What the queue would give to a trigger now, and how much it holds in all. */
async function visible(name: string): Promise<{ texts: string[]; held: number | undefined }> {
  const client = open(name);
  const { receivedMessageItems } = await client.receiveMessages({ numberOfMessages: 32, visibilityTimeout: 1 });
  const held = (await client.getProperties()).approximateMessagesCount;
  return { texts: receivedMessageItems.map(({ messageText }) => messageText), held };
}

test('work is sent as plain JSON, to be done at once', async () => {
  await queues.sendSpecWork(work);
  expect(await visible(names.specWork)).toEqual({ texts: [JSON.stringify(work)], held: 1 });
});

test.each([1, 400, 999, 1_001, 30_000])('a delay of %i ms is never cut to none', async (delay) => {
  await queues.sendSpecWork(work, delay);
  await queues.requeueResubmission('{}', delay);
  expect(await visible(names.specWork)).toEqual({ texts: [], held: 1 });
  expect(await visible(names.resubmissions)).toEqual({ texts: [], held: 1 });
});

test('no delay is none', async () => {
  await queues.requeueResubmission('{}', 0);
  expect((await visible(names.resubmissions)).texts).toEqual(['{}']);
});

test('a message never expires: a workspace may be down for longer than a queue keeps things by default', async () => {
  await queues.sendSpecWork(work);
  const { receivedMessageItems } = await open(names.specWork).receiveMessages();
  expect(receivedMessageItems[0]?.expiresOn.getUTCFullYear()).toBe(9999);
});

test('a message that is put back, or out of the way, is the text that came, to the last character', async () => {
  const text = '{ "reason": "<a & b> \\"quoted\\" – Ä 😀",\n  "requestId": "r1" }';
  await queues.requeueResubmission(text, 0);
  await queues.poisonResubmission(text);
  expect((await visible(names.resubmissions)).texts).toEqual([text]);
  expect((await visible(names.resubmissionsPoison)).texts).toEqual([text]);
});

test('a look at what is poisoned takes nothing away', async () => {
  expect(await queues.peekPoison()).toEqual([]);
  await queues.poisonResubmission('{}');
  const looks = [await queues.peekPoison(), await queues.peekPoison()];
  expect(looks[0]).toMatchObject([{ queue: names.resubmissionsPoison }]);
  expect(looks[1]).toEqual(looks[0]);
});

test('many senders at once make one queue', async () => {
  await Promise.all(Array.from({ length: 10 }, () => queues.sendSpecWork(work)));
  await createStorageQueues(options, names).sendSpecWork(work);
  expect((await visible(names.specWork)).held).toBe(11);
});
