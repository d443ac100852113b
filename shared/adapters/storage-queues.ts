import type { PeekedMessageItem } from '@azure/storage-queue';
import { QueueClient } from '@azure/storage-queue';
import { instant } from '../core/time.ts';
import type { Queues } from '../ports.ts';
import type { StorageOptions } from './table-client.ts';

export type QueueNames = {
  readonly specWork: string;
  readonly mirrorWork: string;
  readonly resubmissions: string;
  readonly resubmissionsPoison: string;
  readonly poison: readonly string[];
};

/** Messages as plain UTF-8 JSON: host.json says `messageEncoding: none`. A queue is made at its first use. */
export function createStorageQueues(options: StorageOptions, names: QueueNames): Queues {
  const opened = new Map<string, Promise<QueueClient>>();

  function open(name: string): Promise<QueueClient> {
    let client = opened.get(name);
    if (client === undefined) {
      client = create(name).catch((error: unknown) => {
        opened.delete(name);
        throw error;
      });
      opened.set(name, client);
    }
    return client;
  }

  async function create(name: string): Promise<QueueClient> {
    const { access } = options;
    const client =
      access.kind === 'connectionString'
        ? new QueueClient(access.value, name)
        : new QueueClient(`${access.queueEndpoint.replace(/\/$/, '')}/${name}`, access.credential);
    await client.createIfNotExists({ abortSignal: AbortSignal.timeout(options.timeout) });
    return client;
  }

  async function send(name: string, text: string, delayMs: number): Promise<void> {
    const client = await open(name);
    await client.sendMessage(text, {
      abortSignal: AbortSignal.timeout(options.timeout),
      // The service counts in whole seconds; a delay that was asked for is never cut to none.
      ...(delayMs > 0 ? { visibilityTimeout: Math.ceil(delayMs / 1_000) } : {}),
      // A workspace may be down for longer than the seven days after which a message would vanish.
      messageTimeToLive: -1,
    });
  }

  /** Looks without taking: the messages stay where an operator finds them. The service shows 32 at most. */
  async function peek(name: string): Promise<readonly PeekedMessageItem[]> {
    const client = await open(name);
    const { peekedMessageItems } = await client.peekMessages({
      numberOfMessages: 32,
      abortSignal: AbortSignal.timeout(options.timeout),
    });
    return peekedMessageItems;
  }

  return {
    sendSpecWork: (work, delayMs = 0) => send(names.specWork, JSON.stringify(work), delayMs),
    sendMirrorWork: (work, delayMs = 0) => send(names.mirrorWork, JSON.stringify(work), delayMs),
    requeueResubmission: (text, delayMs) => send(names.resubmissions, text, delayMs),
    poisonResubmission: (text) => send(names.resubmissionsPoison, text, 0),
    async peekPoison() {
      const found = await Promise.all(names.poison.map(async (queue) => ({ queue, messages: await peek(queue) })));
      return found.flatMap(({ queue, messages }) =>
        messages.map(({ messageId, insertedOn }) => ({ queue, id: messageId, at: instant(insertedOn.getTime()) })),
      );
    },
  };
}
