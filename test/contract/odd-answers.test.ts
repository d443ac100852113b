import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeCertificate, type Certificate } from '../../local/simulator/certificate.ts';
import { embeddedPair } from '../../local/simulator/seeds.ts';
import { createArmClient } from '../../shared/adapters/arm-client.ts';
import { createArmWorkspaces } from '../../shared/adapters/arm-workspaces.ts';
import { instant } from '../../shared/core/time.ts';
import type { Workspaces } from '../../shared/ports.ts';
import { workspaceConfig } from '../support/deps.ts';

/** What no simulator of ARM would say: front ends, proxies and broken lines. */
type Odd = { readonly status: number; readonly headers?: Record<string, string>; readonly body: string };
const now = instant(Date.parse('2026-03-14T09:00:00Z'));
const primary = workspaceConfig(embeddedPair(1).primary, 'East US');
const page = '<html><body><h2>Our services are not available right now</h2></body></html>';
const html = (status: number): Odd => ({ status, headers: { 'content-type': 'text/html' }, body: page });
const json = (status: number, body: unknown, headers = {}): Odd => ({ status, headers, body: JSON.stringify(body) });

let certificate: Certificate;
let server: Server;
let stranger: Server;
let workspaces: Workspaces;
let answer: Odd = html(503);
let strangersRequests = 0;

async function listen(onRequest: (respond: (odd: Odd) => void) => void): Promise<Server> {
  const made = createServer({ key: certificate.key, cert: certificate.cert }, (request, response) => {
    request.resume();
    onRequest(({ status, headers, body }) => response.writeHead(status, headers).end(body));
  });
  await new Promise<void>((resolve) => made.listen(0, 'localhost', resolve));
  return made;
}
const urlOf = (one: Server): string => `https://localhost:${(one.address() as AddressInfo).port}`;

beforeAll(async () => {
  certificate = await makeCertificate();
  server = await listen((respond) => respond(answer));
  stranger = await listen((respond) => {
    strangersRequests += 1;
    respond(json(200, { value: [] }));
  });
  const credential = {
    getToken: () => Promise.resolve({ token: 'secret', expiresOnTimestamp: Date.now() + 3_600_000 }),
  };
  const client = createArmClient({
    endpoint: urlOf(server),
    audience: 'https://management.azure.com',
    credential,
    timeout: 2_000,
    clock: { now: () => now },
    ca: certificate.cert,
  });
  workspaces = createArmWorkspaces({ client, credential, amlAudience: 'https://ml.azure.com', probeTimeout: 2_000 });
});
afterAll(() => {
  for (const one of [server, stranger]) {
    one.close();
    one.closeAllConnections();
  }
  certificate.remove();
});

async function said(odd: Odd): Promise<string[]> {
  answer = odd;
  const answers = [
    await workspaces.getJob(primary, 'train_1'),
    await workspaces.putJob(primary, 'train_1', { jobType: 'Command' }),
    await workspaces.listJobs(primary),
    await workspaces.probe(primary),
  ];
  return answers.map((each) => ('reason' in each ? `${each.kind} ${each.reason.code}` : each.kind));
}
const all = (word: string): string[] => [word, word, word, word];

describe('an answer that is none of ARM', () => {
  test.each([502, 503, 504])('is unreachable: a page with status %i', async (status) => {
    expect(await said(html(status))).toEqual(all(`unreachable Http${status}`));
  });

  test.each<[string, Odd]>([
    ['a page with status 200', html(200)],
    ['a page with status 404, which denies no job', html(404)],
    ['nothing, with status 404', { status: 404, body: '' }],
    ['a body that is cut off', { status: 200, body: '{"id": "/subscr' }],
    ['JSON that is no object', { status: 200, body: '[]' }],
  ])('says nothing of what was asked for: %s', async (_what, odd) => {
    const [get, put, list, probe] = await said(odd);
    expect([get, list, probe]).toEqual(Array(3).fill('unreachable UnexpectedAnswer'));
    // 200 to a PUT says that the name is taken, whatever else it says: a GET then looks at whose it is.
    expect(put).toBe(odd.status === 200 ? 'exists' : 'unreachable UnexpectedAnswer');
  });

  test('plain text is judged by its status alone, whatever it claims to be', async () => {
    const headers = { 'content-type': 'application/json' };
    expect(await said({ status: 429, headers, body: 'too many requests' })).toEqual(all('throttled'));
    expect(await said({ status: 403, headers, body: 'no' })).toEqual(all('refused Http403'));
    expect(await said({ status: 500, headers, body: 'oops' })).toEqual(all('unreachable Http500'));
  });

  test('a page with status 401 or 403 is a refusal, and no evidence', async () => {
    expect(await said(html(401))).toEqual(all('refused Http401'));
    expect(await said(html(403))).toEqual(all('refused Http403'));
  });
});

describe('the time until which we are throttled', () => {
  test.each<[string, Record<string, string>, number]>([
    ['as seconds', { 'retry-after': '17' }, 17_000],
    ['as milliseconds, which are more exact', { 'x-ms-retry-after-ms': '250', 'retry-after': '1' }, 250],
    ['as a date', { 'retry-after': 'Sat, 14 Mar 2026 09:00:42 GMT' }, 42_000],
    ['not at all', {}, 10_000],
    ['as nonsense', { 'retry-after': 'soon' }, 10_000],
    ['as nothing', { 'retry-after': '' }, 10_000],
    ['as a date that has passed', { 'retry-after': 'Sat, 14 Mar 2026 08:59:00 GMT' }, 10_000],
    ['as less than nothing', { 'retry-after': '-5' }, 10_000],
  ])('is told %s', async (_how, headers, wait) => {
    answer = json(429, { error: { code: 'SubscriptionRequestsThrottled', message: 'slow down' } }, headers);
    expect(await workspaces.getJob(primary, 'train_1')).toEqual({ kind: 'throttled', until: instant(now + wait) });
  });
});

test('a nextLink to another host is not followed: our token would go with it', async () => {
  answer = json(200, { value: [], nextLink: `${urlOf(stranger)}${primary.id}/jobs?$skip=1` });
  const first = await workspaces.listJobs(primary);
  if (first.kind !== 'page') throw new Error(first.kind);
  const second = await workspaces.listJobs(primary, first.nextLink);
  expect(second).toMatchObject({ kind: 'unreachable', reason: { code: 'UnexpectedAnswer' } });
  expect(strangersRequests).toBe(0);
});

test('a redirect to another host does not take our token along', async () => {
  answer = { status: 307, headers: { location: `${urlOf(stranger)}/elsewhere` }, body: '' };
  expect((await workspaces.getJob(primary, 'train_1')).kind).toBe('unreachable');
});
