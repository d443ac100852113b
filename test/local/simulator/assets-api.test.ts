import { BlockBlobClient, ContainerClient } from '@azure/storage-blob';
import { expect, test } from 'vitest';
import { embeddedPairApart } from '../../../local/simulator/seeds-apart.ts';
import { at, listAt, wordAt } from './support/client.ts';
import { useStorageRegion } from './support/storage-region.ts';

const pair = embeddedPairApart(2);
const { primary, secondary } = pair;
const region = useStorageRegion(pair);
const train = primary.environments[0]?.name ?? '';
const subscription = `/subscriptions/${primary.id.split('/')[2]}/providers/Microsoft.MachineLearningServices`;

test('An upload gets a container in the account of the workspace, and a signature to write into it', async () => {
  const path = `${secondary.id}/codes/uploaded/versions/1`;
  const answer = await region.client.post(`${path}/startPendingUpload`, {
    pendingUploadType: 'TemporaryBlobReference',
  });
  expect(answer.status).toBe(200);
  const reference = 'blobReferenceForConsumption';
  expect(answer.body).toMatchObject({
    pendingUploadType: 'TemporaryBlobReference',
    [reference]: { credential: { credentialType: 'SAS' } },
  });
  expect(wordAt(answer.body, `${reference}.storageAccountArmId`)).toContain(
    `/storageAccounts/${secondary.storageAccount}`,
  );
  const blobUri = wordAt(answer.body, `${reference}.blobUri`);
  expect(blobUri).toContain(`https://${secondary.storageAccount}.blob.core.windows.net:443/`);
  // The app reaches every account at the address that its settings say.
  const signed = new URL(wordAt(answer.body, `${reference}.credential.sasUri`));
  const local = (region.simulator.blobEndpoint ?? '').replace('{account}', secondary.storageAccount);
  const container = new ContainerClient(`${local}${signed.pathname}${signed.search}`);
  await container.getBlockBlobClient('src/train.py').upload('print(1)', 8);
  await expect(new BlockBlobClient(`${local}${signed.pathname}/src/train.py`).download()).rejects.toThrow();
  const put = await region.client.put(path, { properties: { codeUri: `${blobUri}/src` } });
  expect(put.status).toBe(201);
  expect((await region.client.post(`${path}/startPendingUpload`, {})).status).toBe(409);
});

test('A version that exists stays as it is: the same again is taken, other content is a conflict', async () => {
  const path = `${secondary.id}/data/fixed/versions/1`;
  const put = async (dataUri: string): Promise<number> =>
    (await region.client.put(path, { properties: { dataUri, dataType: 'uri_folder' } })).status;
  expect([await put('azureml://datastores/a/paths/b/'), await put('azureml://datastores/a/paths/b/')]).toEqual([
    201, 200,
  ]);
  expect(await put('azureml://datastores/a/paths/c/')).toBe(409);
});

test('The newest version has the label latest, and is found by it in every way that the SDK asks', async () => {
  const container = `${primary.id}/environments/${train}`;
  expect(at((await region.client.get(`${container}/labels/latest`)).body, 'name')).toBe('12');
  expect((await region.client.get(`${container}/labels/no-such`)).status).toBe(404);
  expect(at((await region.client.get(container)).body, 'properties.latestVersion')).toBe('12');
  const first = await region.client.get(`${container}/versions?$orderBy=createdtime%20desc&$top=1`);
  expect(listAt(first.body, 'value').map((one) => at(one, 'name'))).toEqual(['12']);
  const rest = await region.client.send('GET', wordAt(first.body, 'nextLink'));
  expect(listAt(rest.body, 'value').map((one) => at(one, 'name'))).toEqual(['11']);
  const labelOf = async (version: string): Promise<unknown> =>
    at((await region.client.get(`${container}/versions/${version}`)).body, 'properties.properties')?.valueOf();
  expect([await labelOf('12'), await labelOf('11')]).toEqual([{ 'azureml.labels': 'latest' }, {}]);
});

test('Equal code is found by its hash, whatever its name', async () => {
  const name = primary.codes[0]?.name ?? '';
  const one = await region.client.get(`${primary.id}/codes/${name}/versions/1`);
  const hash = wordAt(one.body, 'properties.properties.hash_sha256');
  const find = async (version: string): Promise<unknown[]> =>
    listAt(
      (await region.client.get(`${primary.id}/codes/any/versions?hash=${hash}&hashVersion=${version}`)).body,
      'value',
    );
  expect(await find('202208')).toHaveLength(1);
  expect(await find('202001')).toEqual([]);
});

test('The secret of a datastore is told to whoever asks for it, and to nobody else', async () => {
  const path = `${primary.id}/datastores/workspaceblobstore`;
  const secrets = await region.client.post(`${path}/listSecrets`);
  expect(at(secrets.body, 'secretsType')).toBe('AccountKey');
  const key = wordAt(secrets.body, 'key');
  expect(key).not.toBe('');
  expect(JSON.stringify((await region.client.get(path)).body)).not.toContain(key);
  expect(JSON.stringify(region.simulator.books())).not.toContain(key);
  expect((await region.client.post(`${primary.id}/datastores/none/listSecrets`)).status).toBe(404);
});

test('A workspace tells its identities and how its datastores are reached, a compute its size', async () => {
  const workspace = (await region.client.get(primary.id)).body;
  expect(at(workspace, 'properties.systemDatastoresAuthMode')).toBe('accessKey');
  expect(Object.keys(at(workspace, 'identity.userAssignedIdentities') ?? {})).toEqual(primary.identities);
  const compute = (await region.client.get(`${primary.id}/computes/gpu-a100`)).body;
  expect(at(compute, 'properties.properties.vmSize')).toBe('Standard_NC24ads_A100_v4');
});

test('Each size of machine has a family, and each family a quota', async () => {
  const list = async (what: string) =>
    listAt((await region.client.get(`${subscription}/locations/${primary.region}/${what}`)).body, 'value');
  const families = new Set((await list('vmSizes')).map((size) => at(size, 'family')));
  const quotas = new Set((await list('usages')).map((usage) => at(usage, 'name.value')));
  expect(quotas).toEqual(families);
});

test('A Spark job that names an identity of another workspace is refused', async () => {
  const properties = {
    jobType: 'Spark',
    codeId: `${primary.id}/codes/${primary.codes[0]?.name}/versions/1`,
    entry: { sparkJobEntryType: 'SparkJobPythonEntry', file: 'train.py' },
    identity: { identityType: 'Managed', resourceId: secondary.identities?.[0] },
  };
  expect((await region.client.put(`${primary.id}/jobs/spark-1`, { properties })).status).toBe(404);
  const own = { ...properties, identity: { identityType: 'Managed', resourceId: primary.identities?.[0] } };
  expect((await region.client.put(`${primary.id}/jobs/spark-1`, { properties: own })).status).toBe(201);
});
