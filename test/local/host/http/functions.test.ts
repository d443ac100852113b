import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testHost, type TestHost } from '../support/hosts.ts';
import { registerWeb } from '../support/app/web.ts';

let host: TestHost;
beforeAll(async () => {
  host = await testHost({}, registerWeb);
});
afterAll(async () => await host.stop());

const get = async (path: string): Promise<Response> => await fetch(`${host.url}${path}`);
const getJson = async (path: string): Promise<unknown> => await (await get(path)).json();

describe('routes', () => {
  test('a literal segment comes before a parameter', async () => {
    expect(await (await get('/api/things/all')).text()).toBe('literal');
    expect(await getJson('/api/things/17')).toMatchObject({ params: { id: '17' } });
  });

  test('letter case of the path does not count, and that of parameters is kept', async () => {
    expect(await getJson('/API/Things/CamelCase')).toMatchObject({ params: { id: 'CamelCase' } });
  });

  test('an optional part may be missing', async () => {
    expect(await getJson('/api/options/a')).toMatchObject({ params: { first: 'a' } });
    expect(await getJson('/api/options/a/b')).toMatchObject({ params: { first: 'a', second: 'b' } });
  });

  test('a catch-all part takes the rest of the path, or nothing', async () => {
    expect(await getJson('/api/files/a/b/c.txt')).toMatchObject({ params: { path: 'a/b/c.txt' } });
    expect((await get('/api/files')).status).toBe(200);
  });

  test('an int constraint refuses other text', async () => {
    expect(await getJson('/api/numbers/12')).toMatchObject({ params: { n: '12' } });
    expect((await get('/api/numbers/twelve')).status).toBe(404);
  });

  test('what no function claims is 404, also with another method', async () => {
    expect((await get('/api/nothing')).status).toBe(404);
    expect((await fetch(`${host.url}/api/things/17`, { method: 'DELETE' })).status).toBe(404);
  });

  test('repeated query keys arrive joined by commas, as in buffered mode on Azure', async () => {
    expect(await getJson('/api/things/1?a=1&a=2&b=x%20y')).toMatchObject({ query: { a: '1,2', b: 'x y' } });
  });
});

describe('requests and responses', () => {
  test('body, headers, status and cookies pass both ways', async () => {
    const response = await fetch(`${host.url}/api/mirror`, {
      method: 'POST',
      body: 'grüße',
      headers: { 'X-Sent': 'yes' },
    });
    expect(response.status).toBe(201);
    expect(response.headers.get('x-seen')).toBe('yes');
    expect(response.headers.get('set-cookie')).toBe('a=b%20c; Path=/; HttpOnly');
    expect(await response.text()).toBe('grüße');
  });

  test('a handler that returns nothing answers 204', async () => {
    expect((await get('/api/empty')).status).toBe(204);
  });

  test('a handler that throws answers 500 without a body, and the host records it', async () => {
    const response = await get('/api/broken');
    expect(response.status).toBe(500);
    expect(await response.text()).toBe('');
    expect(host.errors().join()).toContain('broken on purpose');
  });

  test('log lines carry level, function and invocation', async () => {
    await get('/api/logs');
    const lines = host.lines.filter((line) => line.function === 'logs' && line.category === 'user');
    expect(lines).toMatchObject([
      { level: 'information', message: 'hello there' },
      { level: 'warning', message: 'careful' },
    ]);
    expect(lines[0]?.invocationId).toBe(lines[1]?.invocationId);
  });
});
