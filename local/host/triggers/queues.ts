import { triggerOf } from '../application.ts';
import type { RegisteredFunction } from '../core.ts';
import type { Invoker } from '../invoke.ts';
import type { Logger } from '../log.ts';
import type { QueueSettings } from '../settings.ts';
import { QueueListener } from './queue-listener.ts';
import type { QueueOutputs } from './queue-outputs.ts';

export interface QueueTriggersOptions {
  readonly functions: readonly RegisteredFunction[];
  readonly invoker: Invoker;
  readonly logger: Logger;
  readonly outputs: QueueOutputs;
  readonly settings: QueueSettings;
}

/**
 * Starts one listener per queue function.
 * @throws Error when a connection string is missing.
 */
export async function startQueueTriggers(
  options: QueueTriggersOptions,
): Promise<{ stop(graceMs: number): Promise<void> }> {
  const targets = options.functions.filter((each) => triggerOf(each).type === 'queueTrigger');
  const listeners = await Promise.all(
    targets.map(async (target) => {
      const { queueName, connection } = triggerOf(target);
      const service = await options.outputs.service(connection);
      return new QueueListener({ ...options, target, connection, service, queueName: String(queueName) });
    }),
  );
  for (const listener of listeners) listener.start();
  return {
    async stop(graceMs) {
      await Promise.all(listeners.map(async (listener) => await listener.stop(graceMs)));
    },
  };
}
