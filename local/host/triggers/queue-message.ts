import type { DequeuedMessageItem } from '@azure/storage-queue';
import type { TypedData } from '../core-types.ts';
import type { Invocation } from '../invoke.ts';

/** The text of a message, or undefined when it is not encoded as host.json says. */
export function decodeMessage(text: string, encoding: 'base64' | 'none'): string | undefined {
  if (encoding === 'none') return text;
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(text, 'base64'));
  } catch {
    return undefined;
  }
}

/** What a queue function receives: the text, and the message's metadata under the names of the .NET host. */
export function queueInvocation(message: DequeuedMessageItem, text: string): Invocation {
  const time = (at: Date): TypedData => ({ json: JSON.stringify(at.toISOString().replace(/\.\d+Z$/, '+00:00')) });
  const metadata: Record<string, TypedData> = {
    QueueTrigger: { string: text },
    DequeueCount: { json: String(message.dequeueCount) },
    ExpirationTime: time(message.expiresOn),
    InsertionTime: time(message.insertedOn),
    NextVisibleTime: time(message.nextVisibleOn),
    Id: { string: message.messageId },
    PopReceipt: { string: message.popReceipt },
  };
  // As on Azure, a message's own properties hide the built-in ones, whatever their letter case.
  for (const [name, value] of Object.entries(ownProperties(text))) {
    const hidden = Object.keys(metadata).find((key) => key.toLowerCase() === name.toLowerCase());
    if (hidden !== undefined) delete metadata[hidden];
    metadata[name] = typeof value === 'string' ? { string: value } : { json: JSON.stringify(value) };
  }
  return { data: { string: text }, metadata };
}

function ownProperties(text: string): Record<string, unknown> {
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
    return Object.fromEntries(Object.entries(value).filter(([, each]) => !Array.isArray(each)));
  } catch {
    return {};
  }
}
