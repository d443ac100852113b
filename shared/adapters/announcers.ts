import { EventGridPublisherClient } from '@azure/eventgrid';
import type { TokenCredential } from '@azure/identity';
import type { Announcer, Log } from '../ports.ts';
import type { Millis } from '../core/time.ts';

export type TopicOptions = {
  readonly endpoint: string;
  readonly credential: TokenCredential;
  readonly timeout: Millis;
};

/** Publishes to a custom Event Grid topic as CloudEvents 1.0. */
export function createTopicAnnouncer(options: TopicOptions): Announcer {
  const client = new EventGridPublisherClient(options.endpoint, 'CloudEvent', options.credential, {
    retryOptions: { maxRetries: 2 },
  });
  return {
    topic: 'configured',
    async publish(event) {
      try {
        const cloudEvent = {
          type: event.type,
          source: '/azureml-failover',
          subject: event.subject,
          id: event.id,
          time: new Date(event.at),
          data: event.data,
        };
        await client.send([cloudEvent], { abortSignal: AbortSignal.timeout(options.timeout) });
        return { kind: 'published' };
      } catch (error) {
        return {
          kind: 'failed',
          reason: { code: 'TopicUnreachable', message: error instanceof Error ? error.message : String(error) },
        };
      }
    },
  };
}

/** Where no topic is configured, the log is where one can read what would have been said. */
export function createLogAnnouncer(log: Log): Announcer {
  return {
    topic: 'none',
    publish(event) {
      log.info('event.no-topic', { type: event.type, subject: event.subject, id: event.id });
      return Promise.resolve({ kind: 'published' });
    },
  };
}
