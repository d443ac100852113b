import { eventDefaults, unreliabilityOf, wants } from './event-options.ts';
import { handshake, post } from './event-webhook.ts';
import { textAt } from './json.ts';
import type { Books, EventOutcome } from './books.ts';
import type { Clock } from './clock.ts';
import type { Emission } from './event-grid.ts';
import type { EventOptions, SubscriptionFilter } from './event-options.ts';
import type { Random } from './random.ts';

export type SubscriptionRequest = SubscriptionFilter & { readonly name: string; readonly endpoint: string };

type Parcel = { readonly emission: Emission; readonly attempt: number; readonly isCopy: boolean };
type Subscription = { readonly request: SubscriptionRequest; readonly waiting: Parcel[]; flushing: boolean };

export type EventDelivery = {
  /** Does the handshake and, when the endpoint answers it, adds or replaces the subscription; else the reason. */
  subscribe(request: SubscriptionRequest): Promise<string | undefined>;
  unsubscribe(name: string): boolean;
  subscriptions(): SubscriptionRequest[];
  publish(emission: Emission): void;
  configure(options: Partial<EventOptions>): EventOptions;
  /** Gives out, late, what a dark region kept back, when that was asked for. */
  regionIsLight(region: string): void;
  stop(): void;
};

/** Carries events to webhooks: at least once, in no order, and as unreliably as it is told. */
export function createEventDelivery(
  clock: Clock,
  random: Random,
  books: Books,
  isDark: (region: string) => boolean,
): EventDelivery {
  const subscriptions = new Map<string, Subscription>();
  const stopped = new AbortController();
  let options = eventDefaults;
  let keptBack: Emission[] = [];

  const note = (emission: Emission, outcome: EventOutcome, subscription?: string, attempt?: number): void => {
    if (stopped.signal.aborted) return;
    const { event, job, workspace } = emission;
    const about = subscription === undefined ? {} : { subscription };
    const tries = attempt === undefined ? {} : { attempt };
    books.write({
      kind: 'event',
      id: event.id,
      type: event.eventType,
      job,
      workspace: workspace.id,
      outcome,
      ...about,
      ...tries,
    });
  };

  const enqueue = (subscription: Subscription, parcel: Parcel, delay: number): void => {
    clock.after(delay, () => {
      subscription.waiting.push(parcel);
      if (subscription.flushing) return;
      subscription.flushing = true;
      // One turn later, so that what happens together travels together.
      clock.after(0, () => void flush(subscription));
    });
  };

  const flush = async (subscription: Subscription): Promise<void> => {
    while (subscription.waiting.length > 0 && !stopped.signal.aborted) {
      const batch = subscription.waiting.splice(0, options.batchSize);
      const { name, endpoint } = subscription.request;
      const isDelivered = await post(endpoint, 'Notification', name, batch, stopped.signal);
      for (const parcel of batch) {
        if (isDelivered) note(parcel.emission, parcel.isCopy ? 'duplicated' : 'delivered', name, parcel.attempt);
        else retry(subscription, parcel);
      }
    }
    subscription.flushing = false;
  };

  const retry = (subscription: Subscription, parcel: Parcel): void => {
    const { name } = subscription.request;
    if (parcel.attempt >= options.maxAttempts || subscriptions.get(name) !== subscription) {
      note(parcel.emission, 'failed', name, parcel.attempt);
      return;
    }
    const wait = Math.min(options.retryMs * 2 ** (parcel.attempt - 1), options.retryCapMs);
    enqueue(subscription, { ...parcel, attempt: parcel.attempt + 1 }, wait);
  };

  const send = (emission: Emission): void => {
    const { event, workspace } = emission;
    const how = unreliabilityOf(options, event.eventType, emission.job);
    const delay = (): number => (how.shuffleMs === 0 ? 0 : random() * how.shuffleMs);
    for (const subscription of subscriptions.values()) {
      if (!wants(subscription.request, event.eventType, textAt(event.data, 'operationName'), workspace.id)) continue;
      if (random() < how.dropRate) {
        note(emission, 'dropped', subscription.request.name);
        continue;
      }
      enqueue(subscription, { emission, attempt: 1, isCopy: false }, delay());
      if (random() < how.duplicateRate) enqueue(subscription, { emission, attempt: 1, isCopy: true }, delay());
    }
  };

  return {
    async subscribe(request) {
      const refusal = await handshake(request.endpoint, request.name, stopped.signal);
      if (refusal === undefined) subscriptions.set(request.name, { request, waiting: [], flushing: false });
      return refusal;
    },
    unsubscribe: (name) => subscriptions.delete(name),
    subscriptions: () => [...subscriptions.values()].map((one) => one.request),
    publish(emission) {
      if (!isDark(emission.workspace.region)) return send(emission);
      note(emission, 'suppressed');
      keptBack.push(emission);
    },
    configure(changes) {
      options = { ...options, ...changes };
      return options;
    },
    regionIsLight(region) {
      const returned = keptBack.filter((emission) => emission.workspace.region === region);
      keptBack = keptBack.filter((emission) => emission.workspace.region !== region);
      if (!options.lateAfterLight) return;
      for (const emission of returned) {
        note(emission, 'late');
        send(emission);
      }
    },
    stop: () => stopped.abort(),
  };
}
