import type { QueueServiceClient } from '@azure/storage-queue';
import type { RegisteredFunction } from '../core.ts';
import type { InvocationResponse, NamedData, TypedData } from '../core-types.ts';
import type { QueueSettings } from '../settings.ts';

/** Storage queues, by the name of the app setting that holds their connection string. */
export class QueueOutputs {
  readonly #settings: QueueSettings;
  readonly #services = new Map<string, Promise<QueueServiceClient>>();
  readonly #created = new Set<string>();

  constructor(settings: QueueSettings) {
    this.#settings = settings;
  }

  /** Sends what a function returned or put into its queue outputs. Outputs of other types are refused. */
  async write(target: RegisteredFunction, response: InvocationResponse): Promise<void> {
    for (const { name, data } of outputsOf(target, response)) {
      const binding = target.metadata.bindings[name];
      if (binding?.type !== 'queue') throw new Error(`This host cannot write outputs of type '${binding?.type}'.`);
      const queueName = String(binding['queueName']);
      for (const message of messages(data)) await this.send(binding['connection'], queueName, message);
    }
  }

  /** Sends one text, encoded as host.json says; the queue is created when it is missing. */
  async send(connection: unknown, queueName: string, message: string): Promise<void> {
    const queue = (await this.service(connection)).getQueueClient(queueName);
    if (!this.#created.has(queueName)) {
      await queue.createIfNotExists();
      this.#created.add(queueName);
    }
    const encoded = this.#settings.messageEncoding === 'base64' ? Buffer.from(message).toString('base64') : message;
    await queue.sendMessage(encoded);
  }

  /**
   * @param connection the `connection` option of a binding.
   * @throws Error when the setting that it names is not there.
   */
  async service(connection: unknown): Promise<QueueServiceClient> {
    const setting = typeof connection === 'string' && connection !== '' ? connection : 'AzureWebJobsStorage';
    const text = process.env[setting] ?? process.env[`AzureWebJobs${setting}`];
    if (text === undefined) throw new Error(`The app setting '${setting}' holds no connection string.`);
    const known = this.#services.get(text);
    if (known !== undefined) return await known;
    // Loaded late: it takes longer than all the rest of the host together.
    const created = import('@azure/storage-queue').then(({ QueueServiceClient: Client }) =>
      Client.fromConnectionString(text),
    );
    this.#services.set(text, created);
    return await created;
  }
}

function outputsOf(target: RegisteredFunction, response: InvocationResponse): readonly NamedData[] {
  const outputs = response.outputData ?? [];
  const returned = target.metadata.bindings['$return'];
  const value = response.returnValue;
  // The answer to a request is no output of the function, though it has the name of one.
  if (returned === undefined || returned.type === 'http' || value === null || value === undefined) return outputs;
  return [...outputs, { name: '$return', data: value }];
}

/** A list becomes one message per element. */
function messages(data: TypedData): string[] {
  if (typeof data.string === 'string') return [data.string];
  if (data.bytes !== null && data.bytes !== undefined) return [Buffer.from(data.bytes).toString('utf8')];
  if (typeof data.json !== 'string') return [String(data.int ?? data.double ?? '')];
  const value = JSON.parse(data.json) as unknown;
  return (Array.isArray(value) ? value : [value]).map((each) =>
    typeof each === 'string' ? each : JSON.stringify(each),
  );
}
