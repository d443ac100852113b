import { beforeAll, describe, expect, test } from 'vitest';
import { embeddedPairApart } from '../../local/simulator/seeds-apart.ts';
import { createArmAssets } from '../../shared/adapters/arm-assets.ts';
import type { ArmClient } from '../../shared/adapters/arm-client.ts';
import type { AssetRef } from '../../shared/core/asset.ts';
import { instant } from '../../shared/core/time.ts';
import type { AssetStore } from '../../shared/ports.ts';
import { useStorageRegion } from '../local/simulator/support/storage-region.ts';
import { simulatedArm, workspaceConfig } from '../support/deps.ts';

const pair = embeddedPairApart(1);
const region = useStorageRegion(pair);
const [primary, secondary] = [workspaceConfig(pair.primary, 'East US'), workspaceConfig(pair.secondary, 'West US 2')];
const clock = { now: () => instant(Date.parse('2026-03-14T09:00:00Z')) };
const [, seeded] = pair.primary.environments;
const environment: AssetRef = { kind: 'environments', name: seeded?.name ?? '', version: seeded?.version ?? '' };
let store: AssetStore;
let client: ArmClient;

beforeAll(() => {
  client = simulatedArm(region.simulator, clock);
  store = createArmAssets({ client, clock });
});

const image = (text: string) => ({ image: text, osType: 'Linux' });

describe('an asset', () => {
  test('is found with its raw properties, or is absent', async () => {
    expect(await store.getAsset(primary, environment)).toMatchObject({
      kind: 'found',
      properties: { image: seeded?.image },
    });
    expect(await store.getAsset(secondary, environment)).toEqual({ kind: 'absent' });
  });

  test('is created under its own name and version, and put again is the same', async () => {
    const mine = { ...environment, name: 'mine', version: '1.0' };
    expect(await store.putAsset(secondary, mine, image('python:3.12'))).toEqual({ kind: 'put', asset: mine });
    expect(await store.putAsset(secondary, mine, image('python:3.12'))).toEqual({ kind: 'put', asset: mine });
  });

  test('whose version holds other content is told to be different', async () => {
    const taken = { ...environment, name: 'taken', version: '1' };
    await store.putAsset(secondary, taken, image('python:3.12'));
    expect(await store.putAsset(secondary, taken, image('python:3.13'))).toEqual({ kind: 'different' });
  });

  test('that names what the workspace lacks is refused', async () => {
    const componentSpec = {
      ...{ name: 'c', version: '1', type: 'command', command: 'true' },
      environment: `azureml:${secondary.id}/environments/nobody-made-this/versions/1`,
    };
    const put = await store.putAsset(secondary, { kind: 'components', name: 'c', version: '1' }, { componentSpec });
    expect(put).toMatchObject({ kind: 'refused' });
    expect(JSON.stringify(put)).toContain('nobody-made-this');
  });
});

describe('a label', () => {
  test('latest means the newest version', async () => {
    expect(await store.resolveLabel(primary, 'environments', environment.name, 'latest')).toEqual({
      kind: 'found',
      version: environment.version,
    });
  });

  test('that nothing carries is absent, as is one of an asset that is not there', async () => {
    expect(await store.resolveLabel(primary, 'environments', environment.name, 'golden')).toEqual({ kind: 'absent' });
    expect(await store.resolveLabel(primary, 'environments', 'nobody', 'latest')).toEqual({ kind: 'absent' });
  });
});

describe('the facts of a workspace', () => {
  test('are its datastores, computes, identities, its GUID, and what the region allows', async () => {
    const answer = await store.readFacts(primary);
    if (answer.kind !== 'found') throw new Error(JSON.stringify(answer));
    const { facts } = answer;
    expect(facts.guid).toBe(pair.primary.guid);
    expect(facts.stores.defaultName).toBe('workspaceblobstore');
    expect(facts.stores.byName.get('workspaceartifactstore')).toEqual({
      name: 'workspaceartifactstore',
      type: 'AzureBlob',
      account: pair.primary.storageAccount,
      container: 'azureml',
    });
    expect(facts.computes?.find(({ name }) => name === 'gpu-a100')).toMatchObject({
      vmSize: 'Standard_NC24ads_A100_v4',
    });
    expect(facts.identities).toEqual(pair.primary.identities);
    expect(facts.quotas?.length).toBeGreaterThan(0);
    expect(facts.vmSizes?.find(({ name }) => name === 'Standard_NC24ads_A100_v4')).toMatchObject({ cores: 24 });
  });

  test('that may not be seen are left out, and what there is comes all the same', async () => {
    const refused = { kind: 'refused', status: 403, reason: { code: 'AuthorizationFailed', message: '' } } as const;
    const narrow: ArmClient = {
      ...client,
      send: (request) =>
        /usages|vmSizes|registries/.test(request.address) ? Promise.resolve(refused) : client.send(request),
    };
    const answer = await createArmAssets({ client: narrow, clock }).readFacts(primary);
    expect(answer).toMatchObject({ kind: 'found', facts: { guid: pair.primary.guid } });
    expect(answer.kind === 'found' && 'quotas' in answer.facts).toBe(false);
  });

  test('are not half known: without an answer to one question there are none', async () => {
    const silent = { kind: 'unreachable', reason: { code: 'Http503', message: '' } } as const;
    const shaky: ArmClient = {
      ...client,
      send: (request) => (request.address.endsWith('/computes') ? Promise.resolve(silent) : client.send(request)),
    };
    expect(await createArmAssets({ client: shaky, clock }).readFacts(primary)).toEqual(silent);
  });

  test('hold the regions of the registries of its subscription', async () => {
    const value = [{ name: 'team', properties: { regionDetails: [{ location: 'East US' }, { location: 'westus2' }] } }];
    const listing: ArmClient = {
      ...client,
      send: (request) =>
        request.address.endsWith('/registries')
          ? Promise.resolve({ kind: 'answer', status: 200, body: { value } })
          : client.send(request),
    };
    expect(await createArmAssets({ client: listing, clock }).readFacts(primary)).toMatchObject({
      facts: { registries: [{ name: 'team', regions: ['eastus', 'westus2'] }] },
    });
  });

  test('of a region that is dark are unreachable', async () => {
    await region.control('POST', '/dark', { region: 'eastus' });
    expect((await store.readFacts(primary)).kind).toBe('unreachable');
    expect((await store.getAsset(primary, environment)).kind).toBe('unreachable');
    await region.control('POST', '/light', { region: 'eastus' });
  });
});
