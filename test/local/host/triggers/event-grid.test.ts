import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { testHost, type TestHost } from '../support/hosts.ts';
import { nothingSeen, registerEvents } from '../support/app/triggers.ts';

const seen = nothingSeen();
let host: TestHost;
beforeAll(async () => {
  host = await testHost({}, () => registerEvents(seen));
});
afterAll(async () => await host.stop());
beforeEach(() => {
  seen.events.length = 0;
});

async function post(type: string | undefined, body: unknown, name = 'onEvent'): Promise<Response> {
  return await fetch(`${host.url}/runtime/webhooks/EventGrid?functionName=${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(type === undefined ? {} : { 'aeg-event-type': type }) },
    body: JSON.stringify(body),
  });
}

test('the subscription handshake is answered with its code, in each of its three shapes', async () => {
  const data = { validationCode: 'code-1' };
  for (const body of [[{ data }], { data }, { data: JSON.stringify(data) }]) {
    expect(await (await post('SubscriptionValidation', body)).json()).toEqual({ validationResponse: 'code-1' });
  }
});

test('each event of a notification is one call', async () => {
  const events = [
    { id: '1', eventType: 'Good', data: { a: 1 } },
    { id: '2', eventType: 'Good', data: { a: 2 } },
  ];
  expect((await post('Notification', events)).status).toBe(202);
  expect(seen.events).toEqual(events);
});

test('one failing event fails the whole notification, so that Event Grid sends it again', async () => {
  const response = await post('Notification', [
    { id: '1', eventType: 'Good' },
    { id: '2', eventType: 'Bad' },
  ]);
  expect(response.status).toBe(500);
  expect(await response.text()).toContain('bad event');
  expect(seen.events).toHaveLength(2);
});

test('unknown functions, unknown kinds and the CloudEvents handshake are answered as on Azure', async () => {
  expect((await post('Notification', [], 'nobody')).status).toBe(404);
  expect((await post(undefined, [])).status).toBe(400);
  expect((await post('Unsubscribe', [])).status).toBe(202);
  const options = await fetch(`${host.url}/runtime/webhooks/EventGrid?functionName=onEvent`, {
    method: 'OPTIONS',
    headers: { 'webhook-request-origin': 'evil.example' },
  });
  expect(options.headers.get('webhook-allowed-origin')).toBe('eventgrid.azure.net');
});
