import { expect, test } from 'vitest';
import { at, wordAt } from './support/client.ts';
import { useRegion } from './support/region.ts';
import type { Json } from '../../../local/simulator/json.ts';

const region = useRegion();

async function askToken(
  header: string,
  query = 'resource=https://management.azure.com&api-version=2019-08-01',
): Promise<{ status: number; body: Json }> {
  const response = await fetch(`${region.simulator.identity.endpoint}?${query}`, {
    headers: { 'X-IDENTITY-HEADER': header },
  });
  return { status: response.status, body: (await response.json()) as Json };
}

test('The identity endpoint gives the app a token that ARM accepts, for a principal of its own', async () => {
  const { status, body } = await askToken(region.simulator.identity.header);
  expect(status).toBe(200);
  expect(body).toMatchObject({ token_type: 'Bearer', resource: 'https://management.azure.com' });
  expect(Number(wordAt(body, 'expires_on'))).toBeGreaterThan(Date.now() / 1000);
  const headers = { authorization: `Bearer ${wordAt(body, 'access_token')}` };
  const url = `${region.simulator.armUrl}${region.primary}?api-version=2025-12-01`;
  expect((await region.client.send('GET', url, { headers })).status).toBe(200);
  const state = await region.control('GET', '/state');
  const request = region.simulator.books().findLast((line) => line.kind === 'request');
  expect(request).toMatchObject({ principal: at(state, 'principals.app') });
  expect(at(state, 'principals.app')).not.toBe(at(state, 'principals.driver'));
});

test('The identity endpoint refuses a wrong secret and an incomplete question', async () => {
  expect((await askToken('wrong')).status).toBe(401);
  expect((await askToken(region.simulator.identity.header, 'api-version=2019-08-01')).status).toBe(400);
});

test('The identity endpoint can be made to fail, which is blindness and no outage', async () => {
  await region.control('POST', '/identity', { mode: 'fail' });
  expect((await askToken(region.simulator.identity.header)).status).toBe(500);
  await region.control('POST', '/identity', { mode: 'ok' });
  expect((await askToken(region.simulator.identity.header)).status).toBe(200);
});

test.each([
  ['none', '', 'AuthenticationFailed'],
  ['nonsense', 'Bearer abc', 'InvalidAuthenticationToken'],
  ['one for another audience', 'other', 'InvalidAuthenticationToken'],
])('ARM refuses a request with a token that is %s', async (_what, given, code) => {
  const authorization = given === 'other' ? `Bearer ${region.simulator.token('https://ml.azure.com')}` : given;
  const url = `${region.simulator.armUrl}${region.primary}?api-version=2025-12-01`;
  const answer = await region.client.send('GET', url, { headers: { authorization } });
  expect(answer).toMatchObject({ status: 401, body: { error: { code } } });
  expect(answer.headers['www-authenticate']).toContain('Bearer');
});

test('No token is ever in the books', async () => {
  await region.client.get(region.primary);
  expect(JSON.stringify(region.simulator.books())).not.toContain('simulated');
});
