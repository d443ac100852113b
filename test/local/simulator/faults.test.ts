import { afterEach, expect, test } from 'vitest';
import { until } from './support/client.ts';
import { commandSpec, useRegion } from './support/region.ts';
import type { RequestEntry } from '../../../local/simulator/books.ts';

const region = useRegion();

afterEach(async () => {
  for (const name of ['eastus', 'westus2']) {
    await region.control('DELETE', `/faults/${name}`);
    await region.control('POST', '/light', { region: name });
  }
});

const fault = (...faults: object[]): Promise<unknown> =>
  region.control('POST', '/faults', { region: 'eastus', faults });

function lastRequest(): RequestEntry {
  const line = region.simulator.books().findLast((each) => each.kind === 'request');
  if (line?.kind !== 'request') throw new Error('no request in the books');
  return line;
}

const read = (timeoutMs = 5000) =>
  region.client.send('GET', `${region.simulator.armUrl}${region.primary}?api-version=2025-12-01`, { timeoutMs });

test('A reset connection leaves a request without an answer in the books', async () => {
  await fault({ kind: 'reset' });
  await expect(read()).rejects.toThrow(/socket hang up|ECONNRESET/);
  expect(lastRequest()).toMatchObject({ status: null, fault: 'reset', region: 'eastus' });
});

test('A black hole accepts and never answers', async () => {
  await fault({ kind: 'blackhole' });
  await expect(read(100)).rejects.toThrow(/abort/i);
  expect(lastRequest()).toMatchObject({ status: null, fault: 'blackhole' });
});

test('A fault of one region spares the other', async () => {
  await fault({ kind: 'reset' });
  expect((await region.client.get(region.secondary)).status).toBe(200);
});

test('A fault also hits the host of its region', async () => {
  await fault({ kind: '5xx', status: 502 });
  const at = (name: string) => region.client.send('GET', `${region.simulator.regionUrls[name]}/discovery`);
  expect((await at('eastus')).status).toBe(502);
  expect((await at('westus2')).status).toBe(200);
});

test('5xx answers with an error and does nothing', async () => {
  await fault({ kind: '5xx', operations: 'write' });
  expect((await region.submit('not-made')).status).toBe(503);
  expect((await region.client.get(`${region.primary}/jobs/not-made`)).status).toBe(404);
});

test('A lost answer means that the job was made and nobody told', async () => {
  await fault({ kind: 'lostAnswer', count: 1 });
  await expect(region.submit('lost')).rejects.toThrow();
  expect(lastRequest()).toMatchObject({ status: null, fault: 'lostAnswer', committed: true });
  expect((await region.client.get(`${region.primary}/jobs/lost`)).status).toBe(200);
  expect((await region.submit('lost')).status).toBe(200);
});

test('An orphan is a pipeline that is there in spite of a gateway timeout, and that never begins until it is cancelled', async () => {
  await fault({ kind: 'orphan', count: 1 });
  const pipeline = { jobType: 'Pipeline', jobs: {}, settings: {} };
  const headers = { 'x-azureml-token': region.simulator.token('https://ml.azure.com') };
  const put = await region.client.put(`${region.primary}/jobs/orphan`, { properties: pipeline }, headers);
  expect(put.status).toBe(504);
  expect(lastRequest()).toMatchObject({ status: 504, fault: 'orphan', committed: true });
  await region.submit('another');
  await region.reaches('another', 'Running');
  await region.reaches('orphan', 'NotStarted');
  expect((await region.client.post(`${region.primary}/jobs/orphan/cancel`)).status).toBe(202);
  await region.reaches('orphan', 'Canceled');
});

test('A slow region answers late', async () => {
  await fault({ kind: 'slow', ms: 60 });
  const start = performance.now();
  expect((await read()).status).toBe(200);
  expect(performance.now() - start).toBeGreaterThan(50);
});

test('Only the first so many requests are hit when a fault counts', async () => {
  await fault({ kind: '5xx', count: 2 });
  const statuses = [];
  for (let each = 0; each < 4; each += 1) statuses.push((await read()).status);
  expect(statuses).toEqual([503, 503, 200, 200]);
});

test('A rate hits some requests, always the same ones for a seed', async () => {
  await fault({ kind: '5xx', rate: 0.5 });
  const statuses = [];
  for (let each = 0; each < 30; each += 1) statuses.push((await read()).status);
  expect(new Set(statuses)).toEqual(new Set([200, 503]));
});

test('Throttling refuses what exceeds the bucket and says when to come back', async () => {
  await fault({ kind: 'throttle', bucket: { size: 2, perSecond: 1 } });
  expect((await read()).headers['x-ms-ratelimit-remaining-subscription-reads']).toBe('1');
  expect((await read()).status).toBe(200);
  const refused = await read();
  expect(refused.status).toBe(429);
  expect(refused.headers['retry-after']).toBe('1');
});

test('Unless throttled, the budget is told but never refused', async () => {
  expect(Number((await read()).headers['x-ms-ratelimit-remaining-subscription-reads'])).toBeGreaterThan(0);
});

test('Jobs get stuck while they are prepared, and go on when the fault is gone', async () => {
  await fault({ kind: 'stuckPreparing', count: 1 });
  await region.submit('stuck');
  await region.reaches('stuck', 'Preparing');
  await region.submit('not-stuck');
  await until(async () => {
    const line = region.simulator.books().findLast((each) => each.kind === 'job' && each.job === 'not-stuck');
    return line?.kind === 'job' && line.status === 'Running';
  }, 'the second job to run');
  await region.reaches('stuck', 'Preparing');
  await region.control('DELETE', '/faults/eastus');
  await region.reaches('stuck', 'Running');
});

test('A dark region answers nothing, its jobs stand still, and all goes on when it is light again', async () => {
  // Held where it is until the region is dark, so that the test is in no race with the job.
  await fault({ kind: 'stuckPreparing', count: 1 });
  await region.submit('frozen');
  await region.reaches('frozen', 'Preparing');
  await region.control('POST', '/dark', { region: 'eastus', mode: 'reset' });
  await expect(read()).rejects.toThrow();
  await expect(region.client.send('GET', `${region.simulator.regionUrls['eastus']}/discovery`)).rejects.toThrow();
  const status = () => region.simulator.books().findLast((each) => each.kind === 'job' && each.job === 'frozen');
  await region.control('DELETE', '/faults/eastus');
  const before = status();
  await region.client.put(`${region.secondary}/jobs/elsewhere`, {
    properties: commandSpec(region.pair, {
      command: 'sleep 0.1',
      computeId: `${region.secondary}/computes/cpu-cluster`,
    }),
  });
  await until(
    () =>
      region.simulator
        .books()
        .some((each) => each.kind === 'job' && each.job === 'elsewhere' && each.status === 'Completed'),
    'the other region to work',
  );
  expect(status()).toEqual(before);
  await region.control('POST', '/light', { region: 'eastus' });
  await region.reaches('frozen', 'Running');
});

test('In a dark region jobs may also run on unseen', async () => {
  await region.submit('unseen', { command: 'sleep 0.01' });
  await region.control('POST', '/dark', { region: 'eastus', mode: 'blackhole', jobs: 'continue' });
  await until(
    () =>
      region.simulator
        .books()
        .some((each) => each.kind === 'job' && each.job === 'unseen' && each.status === 'Completed'),
    'the job to end',
  );
});

test('A fault that does not exist is refused, and so is a region', async () => {
  await expect(fault({ kind: 'flood' })).rejects.toThrow(/400/);
  await expect(fault({ kind: 'slow', milliseconds: 5 })).rejects.toThrow(/additional properties/);
  await expect(region.control('POST', '/dark', { region: 'mars' })).rejects.toThrow(/no such region/);
});

test('Marks and faults stand in the books, which can be read from where one left off', async () => {
  await region.control('POST', '/marks', { name: 'here', scenario: 'x' });
  const seq = region.simulator.books().length;
  await fault({ kind: 'reset' });
  expect(region.simulator.books()[seq - 1]).toMatchObject({ seq, kind: 'mark', name: 'here', scenario: 'x' });
  expect(await region.control('GET', `/books?after=${seq}`)).toMatchObject([
    { seq: seq + 1, kind: 'fault', action: 'faults' },
  ]);
});
