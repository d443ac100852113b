import { QueueClient } from '@azure/storage-queue';
import type { Queues } from '../ports.ts';
import type { StorageOptions } from './table-client.ts';

export type QueueNames = { readonly specWork: string; readonly resubmissions: string; readonly resubmissionsPoison: string };

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

  return {
    sendSpecWork: (work, delayMs = 0) => send(names.specWork, JSON.stringify(work), delayMs),
    requeueResubmission: (text, delayMs) => send(names.resubmissions, text, delayMs),
    poisonResubmission: (text) => send(names.resubmissionsPoison, text, 0),
  };
}
