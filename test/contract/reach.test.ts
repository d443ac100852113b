import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { armMetadata, createReach } from '../../shared/adapters/reach.ts';
import { embeddedPairApart } from '../../local/simulator/seeds-apart.ts';
import { useStorageRegion } from '../local/simulator/support/storage-region.ts';

const pair = embeddedPairApart(1);
const region = useStorageRegion(pair);
const account = pair.primary.storageAccount;

afterEach(async () => {
  for (const name of ['eastus', 'westus2', 'global']) {
    await region.control('DELETE', `/faults/${name}`);
    await region.control('POST', '/light', { region: name });
  }
});

function open(changes: { blobEndpoint?: string; controlEndpoint?: string } = {}) {
  const { armUrl, blobEndpoint = '', caFile } = region.simulator;
  const endpoints = { blobEndpoint, controlEndpoint: armMetadata(armUrl) };
  return createReach({ ...endpoints, timeout: 300, ca: readFileSync(caFile, 'utf8'), ...changes });
}
const fault = (name: string, ...faults: object[]) => region.control('POST', '/faults', { region: name, faults });

describe('the storage of a workspace', () => {
  test('answers, be it with a refusal: it is asked without a token', async () => {
    const answer = await open().storage(account);
    expect(answer).toMatchObject({ kind: 'alive' });
    expect(answer.kind === 'alive' && answer.status).toBeGreaterThanOrEqual(400);
    const asked = region.simulator.books().findLast((line) => line.kind === 'request');
    expect(asked).toMatchObject({
      method: 'HEAD',
      principal: null,
      path: `/${account}/?restype=account&comp=properties`,
    });
  });

  test.each([
    ['resets the connection', { kind: 'reset', on: 'storage' }, 'ECONNRESET'],
    ['says nothing within the deadline', { kind: 'blackhole', on: 'storage' }, 'DeadlineExceeded'],
    ['answers too late', { kind: 'slow', ms: 2_000, on: 'storage' }, 'DeadlineExceeded'],
    ['answers with an error of its own', { kind: '5xx', status: 503, on: 'storage' }, 'Http503'],
  ] as const)('that %s cannot be reached', async (_, what, code) => {
    await fault('eastus', what);
    const answer = await open().storage(account);
    expect(answer.kind === 'unreachable' && answer.reason.code).toBe(code);
  });

  test('fails alone: that of the other workspace, and ARM, still answer', async () => {
    await fault('eastus', { kind: 'reset', on: 'storage' });
    const reach = open();
    expect((await reach.storage(pair.secondary.storageAccount)).kind).toBe('alive');
    expect((await reach.controlEndpoint()).kind).toBe('alive');
  });

  test('cannot be reached where no host has that name', async () => {
    const nowhere = open({ blobEndpoint: 'https://{account}.invalid' });
    expect(await nowhere.storage(account)).toMatchObject({ kind: 'unreachable' });
  });
});

describe('the control endpoint', () => {
  test('answers while both regions are dark', async () => {
    for (const name of ['eastus', 'westus2'])
      await region.control('POST', '/dark', { region: name, mode: 'blackhole' });
    expect(await open().controlEndpoint()).toEqual({ kind: 'alive', status: 200 });
  });

  test('can be cut off by itself, and the workspaces go on answering', async () => {
    await region.control('POST', '/dark', { region: 'global', mode: 'reset' });
    expect(await open().controlEndpoint()).toMatchObject({ kind: 'unreachable' });
    expect((await region.client.get(pair.primary.id)).status).toBe(200);
  });

  test('may be any address: whoever is there answers, and a redirect is not followed', async () => {
    const other = open({ controlEndpoint: `${region.simulator.armUrl}/nothing-here` });
    expect(await other.controlEndpoint()).toEqual({ kind: 'alive', status: 401 });
  });
});
