import { randomUUID } from 'node:crypto';
import type { Emission } from './event-grid.ts';

/** Posts events as Event Grid does; true when the endpoint took them. Only 200 to 204 count. */
export async function post(
  endpoint: string,
  eventType: 'Notification' | 'SubscriptionValidation',
  subscription: string,
  parcels: readonly { emission: Emission; attempt: number }[],
  signal: AbortSignal,
): Promise<boolean> {
  const attempt = Math.max(...parcels.map((parcel) => parcel.attempt));
  const events = parcels.map((parcel) => parcel.emission.event);
  const response = await send(endpoint, eventType, subscription, events, signal, attempt);
  await response?.arrayBuffer().catch(() => undefined);
  return response !== undefined && response.status >= 200 && response.status <= 204;
}

/** Event Grid's proof that the endpoint wants its events: it must send back a code. The reason when it does not. */
export async function handshake(
  endpoint: string,
  subscription: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const validationCode = randomUUID();
  const event = {
    id: randomUUID(),
    topic: '/subscriptions/00000000-0000-0000-0000-000000000000',
    subject: '',
    data: { validationCode },
    eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent',
    eventTime: new Date().toISOString(),
    metadataVersion: '1',
    dataVersion: '2',
  };
  const response = await send(endpoint, 'SubscriptionValidation', subscription, [event], signal, 0);
  if (response === undefined) return `the endpoint cannot be reached: ${endpoint}`;
  const text = await response.text().catch(() => '');
  if (response.status !== 200) return `the endpoint answered the handshake with ${response.status}`;
  return echoes(text, validationCode) ? undefined : 'the endpoint did not send the validation code back';
}

function echoes(text: string, code: string): boolean {
  try {
    return (JSON.parse(text) as { validationResponse?: unknown } | null)?.validationResponse === code;
  } catch {
    return false;
  }
}

async function send(
  endpoint: string,
  eventType: string,
  subscription: string,
  events: readonly object[],
  signal: AbortSignal,
  attempt: number,
): Promise<Response | undefined> {
  try {
    return await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'aeg-event-type': eventType,
        'aeg-subscription-name': subscription.toUpperCase(),
        'aeg-delivery-count': String(Math.max(0, attempt - 1)),
        'aeg-metadata-version': '1',
        'aeg-data-version': '',
      },
      body: JSON.stringify(events),
      signal: AbortSignal.any([signal, AbortSignal.timeout(30_000)]),
    });
  } catch {
    return undefined;
  }
}
