import type { DequeuedMessageItem } from '@azure/storage-queue';
import { expect, test } from 'vitest';
import { decodeMessage, queueInvocation } from '../../../../local/host/triggers/queue-message.ts';

const message: DequeuedMessageItem = {
  messageId: 'id-1',
  insertedOn: new Date('2026-01-01T00:00:00Z'),
  expiresOn: new Date('2026-01-08T00:00:00Z'),
  nextVisibleOn: new Date('2026-01-01T00:10:00Z'),
  popReceipt: 'receipt',
  dequeueCount: 2,
  messageText: '',
};

test('plain text is taken as it is, and base64 only when it is base64 of UTF-8', () => {
  expect(decodeMessage('grüße', 'none')).toBe('grüße');
  expect(decodeMessage(Buffer.from('grüße').toString('base64'), 'base64')).toBe('grüße');
  expect(decodeMessage('{"a":1}', 'base64')).toBeUndefined();
  expect(decodeMessage('//79', 'base64')).toBeUndefined();
});

test("the metadata has the .NET host's names, and a message's own properties hide them", () => {
  const plain = queueInvocation(message, 'text').metadata;
  expect(plain?.['DequeueCount']).toEqual({ json: '2' });
  expect(plain?.['InsertionTime']).toEqual({ json: '"2026-01-01T00:00:00+00:00"' });
  const own = queueInvocation(message, '{"id":"mine","n":1,"list":[1]}').metadata;
  expect(own?.['Id']).toBeUndefined();
  expect(own).toMatchObject({ id: { string: 'mine' }, n: { json: '1' } });
  expect(own).not.toHaveProperty('list');
});
