import type { DequeuedMessageItem, QueueClient, QueueServiceClient } from '@azure/storage-queue';
import type { RegisteredFunction } from '../core.ts';
import type { Invoker } from '../invoke.ts';
import { messageOf, type Logger } from '../log.ts';
import type { QueueSettings } from '../settings.ts';
import { decodeMessage, queueInvocation } from './queue-message.ts';
import type { QueueOutputs } from './queue-outputs.ts';

export interface QueueListenerOptions {
  readonly target: RegisteredFunction;
  readonly service: QueueServiceClient;
  readonly connection: unknown;
  readonly queueName: string;
  readonly invoker: Invoker;
  readonly logger: Logger;
  readonly outputs: QueueOutputs;
  readonly settings: QueueSettings;
}

const FIRST_POLL_MS = 100;
const VISIBILITY_SECONDS = 600;
const RENEW_MS = (VISIBILITY_SECONDS * 1_000) / 2;

/** Feeds the messages of one queue to one function, at least once each. */
export class QueueListener {
  readonly #options: QueueListenerOptions;
  readonly #queue: QueueClient;
  readonly #running = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  #loop: Promise<void> = Promise.resolve();
  #wakeUp: () => void = () => undefined;

  constructor(options: QueueListenerOptions) {
    this.#options = options;
    this.#queue = options.service.getQueueClient(options.queueName);
  }

  start(): void {
    this.#loop = this.#poll();
  }

  /** Fetches no more, and waits up to `graceMs` for messages under way; the others become visible again by themselves. */
  async stop(graceMs: number): Promise<void> {
    this.#stop.abort();
    this.#wakeUp();
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, graceMs);
    await Promise.race([late, this.#loop.then(async () => await Promise.all(this.#running))]);
    clearTimeout(timer);
  }

  async #poll(): Promise<void> {
    const { settings, logger, target } = this.#options;
    let pause = FIRST_POLL_MS;
    while (!this.#stop.signal.aborted) {
      try {
        const messages = this.#running.size > settings.newBatchThreshold ? [] : await this.#receive();
        for (const message of messages) this.#begin(message);
        pause = messages.length > 0 ? FIRST_POLL_MS : Math.min(pause * 2, settings.maxPollingIntervalMs);
        // A full house waits for the first guest to leave, an empty queue for the time to pass.
        if (this.#running.size > settings.newBatchThreshold) await Promise.race([...this.#running, this.#pause(pause)]);
        else if (messages.length === 0) await this.#pause(pause);
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        logger.system(
          'warning',
          `Queue ${this.#options.queueName} cannot be read: ${messageOf(error)}`,
          target.metadata.name,
        );
        await this.#pause(settings.maxPollingIntervalMs);
      }
    }
  }

  async #receive(): Promise<readonly DequeuedMessageItem[]> {
    try {
      const { batchSize } = this.#options.settings;
      const abortSignal = this.#stop.signal;
      const options = { numberOfMessages: Math.min(batchSize, 32), visibilityTimeout: VISIBILITY_SECONDS, abortSignal };
      return (await this.#queue.receiveMessages(options)).receivedMessageItems;
    } catch (error) {
      // The queue may be created later.
      if ((error as { statusCode?: number }).statusCode === 404) return [];
      throw error;
    }
  }

  #begin(message: DequeuedMessageItem): void {
    const { logger, target } = this.#options;
    const run = this.#process(message).catch((error: unknown) => {
      logger.fault(`Message ${message.messageId}: ${messageOf(error)}`, target.metadata.name);
    });
    this.#running.add(run);
    void run.finally(() => this.#running.delete(run));
  }

  async #process(message: DequeuedMessageItem): Promise<void> {
    const { settings, target, invoker, outputs, logger } = this.#options;
    const text = decodeMessage(message.messageText, settings.messageEncoding);
    // A host that died over a message never said so: the count alone tells.
    if (text === undefined || message.dequeueCount > settings.maxDequeueCount) return await this.#poison(message);
    const receipt = this.#keepHidden(message);
    try {
      const { response } = await invoker.invoke(target, queueInvocation(message, text));
      await outputs.write(target, response);
    } catch (error) {
      logger.fault(`Executed '${target.metadata.name}' (Failed): ${messageOf(error)}`, target.metadata.name);
      const popReceipt = await receipt.stop();
      if (message.dequeueCount >= settings.maxDequeueCount) return await this.#poison({ ...message, popReceipt });
      const hidden = Math.round(settings.visibilityTimeoutMs / 1_000);
      await this.#queue.updateMessage(message.messageId, popReceipt, message.messageText, hidden);
      return;
    }
    await this.#queue.deleteMessage(message.messageId, await receipt.stop());
  }

  async #poison(message: DequeuedMessageItem): Promise<void> {
    const poison = this.#options.service.getQueueClient(`${this.#options.queueName}-poison`);
    await poison.createIfNotExists();
    // The text as it came, whatever its encoding.
    await poison.sendMessage(message.messageText);
    await this.#queue.deleteMessage(message.messageId, message.popReceipt);
    const { logger, target, queueName } = this.#options;
    logger.system(
      'warning',
      `Message ${message.messageId} has been moved to queue '${queueName}-poison'.`,
      target.metadata.name,
    );
  }

  /** Renews the message's invisibility while its function runs; each renewal changes the receipt. */
  #keepHidden(message: DequeuedMessageItem): { stop(): Promise<string> } {
    let receipt = Promise.resolve(message.popReceipt);
    const timer = setInterval(() => {
      receipt = receipt.then(async (current) => {
        const renewed = await this.#queue.updateMessage(
          message.messageId,
          current,
          message.messageText,
          VISIBILITY_SECONDS,
        );
        return renewed.popReceipt ?? current;
      });
      receipt.catch(() => undefined);
    }, RENEW_MS);
    return {
      async stop() {
        clearInterval(timer);
        return await receipt;
      },
    };
  }

  async #pause(ms: number): Promise<void> {
    if (this.#stop.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
