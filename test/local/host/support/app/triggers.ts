import { app, output } from '@azure/functions';

/** What the fixture's trigger functions were called with, in order. */
export interface Seen {
  readonly queue: { message: unknown; dequeueCount: unknown }[];
  readonly timer: { isPastDue: boolean; last: string | undefined }[];
  readonly events: unknown[];
}

/** Functions with timer, queue and Event Grid triggers, which write down what they see. */
export function registerTriggers(seen: Seen): void {
  const out = output.storageQueue({ queueName: 'fixture-out', connection: 'AzureWebJobsStorage' });
  app.storageQueue('onMessage', {
    queueName: '%FIXTURE_QUEUE%',
    connection: 'AzureWebJobsStorage',
    return: out,
    handler: async (message, context) => {
      seen.queue.push({ message, dequeueCount: context.triggerMetadata?.['dequeueCount'] });
      if (message === 'refuse') throw new Error('refused');
      return { got: message };
    },
  });
}

/** A timer function that is due every five minutes, and one that never is in a test. */
export function registerTimers(seen: Seen, hold: () => Promise<void> = async () => undefined): void {
  app.timer('everyFive', {
    schedule: '0 */5 * * * *',
    handler: async (timer) => {
      seen.timer.push({ isPastDue: timer.isPastDue, last: timer.scheduleStatus?.last });
      await hold();
    },
  });
}

/** An Event Grid function that fails for events of the type `Bad`. */
export function registerEvents(seen: Seen): void {
  app.eventGrid('onEvent', {
    handler: async (event) => {
      seen.events.push(event);
      if ((event as { eventType?: string }).eventType === 'Bad') throw new Error('bad event');
    },
  });
}

export function nothingSeen(): Seen {
  return { queue: [], timer: [], events: [] };
}
