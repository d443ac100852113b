import { HttpRequest } from '@azure/functions';
import { describe, expect, test } from 'vitest';
import { exportAssets, exportJob, type ExportPorts } from '../../functions/triggers/export.ts';
import { fileText } from '../../shared/adapters/yaml-document.ts';
import { zip } from '../../shared/adapters/zip.ts';
import type { AssetRef } from '../../shared/core/asset.ts';
import { jobKey, type JobKey } from '../../shared/core/ids.ts';
import type { JsonObject } from '../../shared/core/json.ts';
import type { Deps } from '../../shared/work/deps.ts';
import { assets, jobs } from '../shared/core/export/fixtures.ts';
import { east, west } from '../shared/core/translate/fixtures.ts';

type Asked = { readonly asked: string[] };

/** The ports that an export reads, over the fixtures: one live job on each side, one of them without a definition. */
function fakeDeps(isAway = false): Deps & ExportPorts & Asked {
  const asked: string[] = [];
  const specs: Readonly<Record<string, JsonObject>> = { h1: jobs['pipeline'] ?? {} };
  const rows = [
    { key: jobKey('primary', 'Train-1'), side: 'primary', name: 'Train-1', spec: { kind: 'recorded', hash: 'h1' } },
    { key: jobKey('secondary', 'late'), side: 'secondary', name: 'late', spec: { kind: 'wanted' } },
  ];
  const lake = { name: 'lake', type: 'AzureBlob', account: 'store', container: 'data' };
  const fake = {
    asked,
    config: { pairs: [{ name: 'vision', workspaces: { primary: east, secondary: west } }] },
    ledger: {
      get: (_: string, key: JobKey) => Promise.resolve(rows.find((row) => row.key === key)),
      live: (_: string, side: string) => Promise.resolve(rows.filter((row) => row.side === side)),
    },
    specs: { get: (hash: string) => Promise.resolve(specs[hash]) },
    pointers: { read: () => Promise.resolve({ active: { active: 'primary' } }) },
    assets: { facts: () => Promise.resolve({ at: 0, stores: { byName: new Map([['lake', lake]]) } }) },
    assetStore: {
      getAsset: (_: unknown, { kind, name, version }: AssetRef) => {
        asked.push(`${kind}/${name}/${version}`);
        if (isAway) return Promise.resolve({ kind: 'unreachable', reason: { code: 'ConnectionFailed', message: '' } });
        const found = assets.find((asset) => asset.kind === kind && asset.name === name && asset.version === version);
        return Promise.resolve(
          found === undefined ? { kind: 'absent' } : { kind: 'found', properties: found.properties },
        );
      },
      resolveLabel: () => Promise.resolve({ kind: 'absent' }),
    },
    archive: { text: fileText, zip },
  };
  return fake as unknown as Deps & ExportPorts & Asked;
}

function request(
  params: Record<string, string>,
  more: { query?: Record<string, string>; etag?: string } = {},
): HttpRequest {
  return new HttpRequest({
    method: 'GET',
    url: 'https://app.example/api',
    params: { pair: 'vision', ...params },
    query: more.query ?? {},
    headers: more.etag === undefined ? {} : { 'if-none-match': more.etag },
  });
}

/** The stored entries of a zip, read by the local headers alone. */
function unzip(body: unknown): ReadonlyMap<string, string> {
  if (!(body instanceof Uint8Array)) throw new Error('no bytes');
  const bytes = Buffer.from(body);
  const entries = new Map<string, string>();
  for (let at = 0; bytes.readUInt32LE(at) === 0x04034b50;) {
    const [size, nameLength] = [bytes.readUInt32LE(at + 18), bytes.readUInt16LE(at + 26)];
    const start = at + 30 + nameLength;
    entries.set(bytes.toString('utf8', at + 30, start), bytes.toString('utf8', start, start + size));
    at = start + size;
  }
  return entries;
}

describe('the export of a job', () => {
  test('is a zip of its definition and of all that it needs', async () => {
    const answer = await exportJob(fakeDeps(), request({ job: 'primary:train-1' }));
    expect(answer).toMatchObject({
      status: 200,
      headers: {
        'content-type': 'application/zip',
        'content-disposition': 'attachment; filename="vision-primary-Train-1.zip"',
      },
    });
    const files = unzip(answer.body);
    expect([...files.keys()]).toEqual(
      expect.arrayContaining([
        'jobs/Train-1.yml',
        'components/train/4.yml',
        'environments/sklearn/1.conda.yml',
        'datastores/lake.yml',
      ]),
    );
    expect(files.get('jobs/Train-1.yml')).toContain('trial: azureml:train:4');
    expect(files.get('components/prep/2.yml')).toMatch(/^# not exported: its definition has not been recorded/);
    expect(files.get('datastores/lake.yml')).toContain('account_name: store');
  });

  test('has an ETag of its content, and is not sent again to who has it', async () => {
    const first = await exportJob(fakeDeps(), request({ job: 'primary:train-1' }));
    const { etag = '' } = first.headers as Record<string, string>;
    expect(etag).toMatch(/^"[a-z2-7]{26}"$/);
    const again = await exportJob(fakeDeps(), request({ job: 'primary:train-1' }, { etag }));
    expect(again).toMatchObject({ status: 304, headers: { etag } });
    expect(again.body).toBeUndefined();
  });

  test('works while the workspace is away, which is not asked again and again', async () => {
    const deps = fakeDeps(true);
    const answer = await exportJob(deps, request({ job: 'primary:train-1' }));
    expect(unzip(answer.body).get('jobs/Train-1.yml')).toContain('type: pipeline');
    expect(deps.asked.length).toBeLessThanOrEqual(8);
  });

  test.each([
    ['primary:nobody', 'JobNotFound'],
    ['nobody', 'JobNotFound'],
    ['secondary:late', 'SpecNotRecorded'],
  ])('%s is 404 %s', async (job, code) => {
    const answer = await exportJob(fakeDeps(), request({ job }));
    expect(answer.status).toBe(404);
    expect(JSON.parse(answer.body as string)).toMatchObject({ code });
  });
});

describe('the export of assets', () => {
  test('holds what the live jobs of the active workspace need, and no job', async () => {
    const answer = await exportAssets(fakeDeps(), request({}));
    const paths = [...unzip(answer.body).keys()];
    expect(paths).toContain('components/train/4.yml');
    expect(paths.filter((path) => path.startsWith('jobs/'))).toEqual([]);
    expect(answer.headers).toMatchObject({ 'content-disposition': 'attachment; filename="vision-primary-assets.zip"' });
  });

  test('is of the other workspace when it is asked for, and empty where nothing is needed', async () => {
    const answer = await exportAssets(fakeDeps(), request({}, { query: { side: 'secondary' } }));
    expect(answer.status).toBe(200);
    expect(unzip(answer.body).size).toBe(0);
  });

  test('of a side that does not exist is refused', async () => {
    expect((await exportAssets(fakeDeps(), request({}, { query: { side: 'left' } }))).status).toBe(400);
  });
});
