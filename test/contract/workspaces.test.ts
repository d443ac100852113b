import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TokenCredential } from '@azure/identity';
import { embeddedPair } from '../../local/simulator/seeds.ts';
import type { JsonObject } from '../../shared/core/json.ts';
import { instant } from '../../shared/core/time.ts';
import type { ArmTrouble, Workspaces } from '../../shared/ports.ts';
import { simulatedCredential, simulatedWorkspaces, workspaceConfig } from '../support/deps.ts';
import { until } from '../local/simulator/support/client.ts';
import { commandSpec, useRegion } from '../local/simulator/support/region.ts';

const registries = [{ name: 'team-registry', regions: ['westus2'] }];
const region = useRegion({ pageSize: 3, registries });
const primary = workspaceConfig(embeddedPair(1).primary, 'East US');
const clock = { now: () => instant(Date.parse('2026-03-14T09:00:00Z')) };
/** Short, because some of these calls are meant to run into them; apart, to tell one from the other. */
const deadlines = { timeout: 2_500, probeTimeout: 1_000 };
let workspaces: Workspaces;

beforeAll(() => {
  workspaces = simulatedWorkspaces(region.simulator, clock, deadlines);
});
beforeEach(async () => {
  await region.control('DELETE', '/faults/eastus');
  await region.control('POST', '/light', { region: 'eastus' });
});

const fault = (...faults: object[]) => region.control('POST', '/faults', { region: 'eastus', faults });
const spec = (changes: JsonObject = {}) => commandSpec(region.pair, changes);
const requests = (method: string, name: string) =>
  region.simulator
    .books()
    .filter((line) => line.kind === 'request' && line.method === method && line.path.includes(`/jobs/${name}`));

function reasonOf(answer: { kind: string } | ArmTrouble): string {
  return 'reason' in answer ? `${answer.kind} ${answer.reason.code}` : answer.kind;
}

describe('a PUT of a job', () => {
  test('creates it, and a GET finds it as it was sent', async () => {
    const created = await workspaces.putJob(primary, 'Train_1', spec({ displayName: 'first' }));
    expect(created).toMatchObject({ kind: 'created', job: { name: 'Train_1' } });
    const found = await workspaces.getJob(primary, 'train_1');
    expect(found).toMatchObject({ kind: 'found', job: { properties: { displayName: 'first', jobType: 'Command' } } });
  });

  test('again exists, be it the same or another job', async () => {
    await workspaces.putJob(primary, 'train_2', spec());
    expect(await workspaces.putJob(primary, 'train_2', spec())).toEqual({ kind: 'exists' });
    expect(await workspaces.putJob(primary, 'train_2', spec({ command: 'python other.py' }))).toEqual({
      kind: 'exists',
    });
  });

  test('that names something the workspace lacks is refused, and that is no absent job', async () => {
    const environmentId = `azureml:${primary.id}/environments/nobody-made-this/versions/1`;
    const refused = await workspaces.putJob(primary, 'train_3', spec({ environmentId }));
    expect(refused).toMatchObject({ kind: 'refused', status: 404, reason: { code: 'DependencyNotFound' } });
    expect(JSON.stringify(refused)).toContain('nobody-made-this');
  });

  test('that names a registry without this region is refused: Azure answers 401, and our token is well', async () => {
    const environmentId = 'azureml://registries/team-registry/environments/train/versions/1';
    expect(await workspaces.putJob(primary, 'train_4', spec({ environmentId }))).toMatchObject({
      kind: 'refused',
      status: 401,
      reason: { code: 'Forbidden' },
    });
  });

  test('whose answer was lost is sent once, says that nobody knows, and is found by a GET', async () => {
    await fault({ kind: 'lostAnswer', count: 1 });
    expect((await workspaces.putJob(primary, 'train_5', spec())).kind).toBe('unreachable');
    expect(requests('PUT', 'train_5')).toMatchObject([{ status: null, committed: true }]);
    expect(await workspaces.getJob(primary, 'train_5')).toMatchObject({ kind: 'found', job: { name: 'train_5' } });
    expect(await workspaces.putJob(primary, 'train_5', spec())).toEqual({ kind: 'exists' });
  });

  test('of a pipeline, or under the identity of a user, carries a token for Azure ML as well', async () => {
    const pipeline = { jobType: 'Pipeline', settings: {}, jobs: {} };
    expect((await workspaces.putJob(primary, 'pipe_1', pipeline)).kind).toBe('created');
    const asUser = spec({ identity: { identityType: 'UserIdentity' } });
    expect((await workspaces.putJob(primary, 'user_1', asUser)).kind).toBe('created');
    await workspaces.putJob(primary, 'plain_1', spec());
    const carries = ['pipe_1', 'user_1', 'plain_1'].map((name) =>
      requests('PUT', name).some((line) => line.kind === 'request' && line.headers.includes('x-azureml-token')),
    );
    expect(carries).toEqual([true, true, false]);
  });

  test('carries everything there is in a job, also what nobody has heard of yet', async () => {
    const rare = {
      queueSettings: { jobTier: 'Premium', priority: 2 },
      notificationSetting: { emailOn: ['JobFailed'], emails: ['team@example.com'], webhooks: {} },
      inputs: { data: { jobInputType: 'uri_folder', mode: 'ReadOnlyMount', uri: 'https://example.com/data/' } },
      outputs: { model: { jobOutputType: 'uri_folder', mode: 'ReadWriteMount', uri: null } },
      inventedIn2031: { nested: [1, 'two', { three: true }], empty: {}, __proto_: null },
    };
    await workspaces.putJob(primary, 'rare_1', spec(rare));
    const found = await workspaces.getJob(primary, 'rare_1');
    expect(found).toMatchObject({ kind: 'found', job: { properties: rare } });
  });
});

describe('asking a job to end', () => {
  const forced = (job: string, status: string): Promise<unknown> =>
    region.control('POST', '/jobs/status', { workspace: primary.id, job, status });

  test('is accepted while it runs, and says that it had ended once it has', async () => {
    await workspaces.putJob(primary, 'end_1', spec());
    await forced('end_1', 'Running');
    expect(await workspaces.cancelJob(primary, 'end_1')).toEqual({ kind: 'accepted' });
    await forced('end_1', 'Canceled');
    expect(await workspaces.cancelJob(primary, 'end_1')).toEqual({ kind: 'ended' });
  });

  test('of a pipeline that has ended is refused by the service, and means the same', async () => {
    await workspaces.putJob(primary, 'end_2', { jobType: 'Pipeline', settings: {}, jobs: {} });
    await forced('end_2', 'Completed');
    expect(await workspaces.cancelJob(primary, 'end_2')).toEqual({ kind: 'ended' });
  });

  test('that is not there says so', async () => {
    expect(await workspaces.cancelJob(primary, 'nobody')).toEqual({ kind: 'absent' });
  });
});

describe('a job that is not there', () => {
  test('is absent', async () => {
    expect(await workspaces.getJob(primary, 'nobody')).toEqual({ kind: 'absent' });
  });

  test('because its whole workspace is not there is no absent job: that would forget all jobs of a mistyped id', async () => {
    const gone = { ...primary, id: primary.id.replace(/[^/]+$/, 'mlw-nowhere') };
    expect(reasonOf(await workspaces.getJob(gone, 'train_1'))).toBe('refused ResourceNotFound');
    expect(reasonOf(await workspaces.putJob(gone, 'train_1', spec()))).toBe('refused ResourceNotFound');
    expect(reasonOf(await workspaces.listJobs(gone))).toBe('refused ResourceNotFound');
    expect(reasonOf(await workspaces.probe(gone))).toBe('refused ResourceNotFound');
  });
});

describe('trouble', () => {
  const everyCall = () =>
    Promise.all([
      workspaces.getJob(primary, 'train_1'),
      workspaces.putJob(primary, 'trouble_1', spec()),
      workspaces.listJobs(primary),
      workspaces.probe(primary),
    ]);

  test('throttled says until when, by our clock and what ARM asks for', async () => {
    await fault({ kind: 'throttle', operations: 'all', bucket: { size: 0.5, perSecond: 0.25 } });
    for (const answer of await everyCall()) {
      expect(answer).toEqual({ kind: 'throttled', until: instant(Date.parse('2026-03-14T09:00:02Z')) });
    }
  });

  test('a connection that is reset is unreachable', async () => {
    await fault({ kind: 'reset', operations: 'all' });
    for (const answer of await everyCall()) expect(answer.kind).toBe('unreachable');
  });

  test.each([500, 502, 503, 504])('an answer %i is unreachable, and the answer is no absence', async (status) => {
    await fault({ kind: '5xx', operations: 'all', status });
    for (const answer of await everyCall()) expect(reasonOf(answer)).toBe(`unreachable Http${status}`);
  });

  test('a host that swallows everything is unreachable at the deadline, a probe at its own', async () => {
    await region.control('POST', '/dark', { region: 'eastus', mode: 'blackhole' });
    const started = performance.now();
    expect(reasonOf(await workspaces.probe(primary))).toBe('unreachable DeadlineExceeded');
    expect(performance.now() - started).toBeLessThan(deadlines.timeout);
    for (const answer of await everyCall()) expect(reasonOf(answer)).toBe('unreachable DeadlineExceeded');
    expect(performance.now() - started).toBeLessThan(3 * deadlines.timeout);
  });

  test('nothing is repeated: what to do after trouble is for the caller to decide', async () => {
    await fault({ kind: '5xx', operations: 'all' });
    await workspaces.putJob(primary, 'once_1', spec());
    expect(requests('PUT', 'once_1')).toHaveLength(1);
  });
});

describe('a token that cannot be had makes us blind and says nothing about the workspace', () => {
  const named = (name: string) => Object.assign(new Error('no identity endpoint'), { name });
  const credentials: [string, TokenCredential['getToken']][] = [
    ['fails', () => Promise.reject(named('CredentialUnavailableError'))],
    ['fails with an error of any name', () => Promise.reject(named('RestError'))],
    ['gives nothing', () => Promise.resolve(null)],
    ['hangs', () => new Promise(() => {})],
  ];

  test.each(credentials)('when the credential %s', async (_how, getToken) => {
    const blind = simulatedWorkspaces(region.simulator, clock, deadlines, { getToken });
    const started = performance.now();
    const answers = await Promise.all([blind.probe(primary), blind.getJob(primary, 'train_1')]);
    expect(answers.map(({ kind }) => kind)).toEqual(['no-token', 'no-token']);
    expect(performance.now() - started).toBeLessThan(3 * deadlines.timeout);
  });

  test.each(credentials)('when the credential for Azure ML alone %s, and no job is created', async (how, getToken) => {
    const good = simulatedCredential(region.simulator);
    const half = simulatedWorkspaces(region.simulator, clock, deadlines, {
      getToken: (scopes, options) =>
        [scopes].flat()[0]?.includes('ml.azure.com') === true ? getToken(scopes, options) : good.getToken(scopes),
    });
    const name = `half_${how.replaceAll(' ', '-')}`;
    expect((await half.putJob(primary, name, { jobType: 'Pipeline', jobs: {} })).kind).toBe('no-token');
    expect(requests('PUT', name)).toEqual([]);
  });
});

test('the list comes page by page, newest first, and each job once', async () => {
  for (let each = 1; each <= 7; each += 1) await workspaces.putJob(primary, `paged_${each}`, spec());
  const names: string[] = [];
  let nextLink: string | undefined;
  await until(async () => {
    const page = await workspaces.listJobs(primary, nextLink);
    if (page.kind !== 'page') throw new Error(page.kind);
    expect(page.jobs.length).toBeLessThanOrEqual(3);
    names.push(...page.jobs.map(({ name }) => name));
    nextLink = page.nextLink;
    return nextLink === undefined;
  }, 'the last page');
  expect(names.slice(0, 7)).toEqual([7, 6, 5, 4, 3, 2, 1].map((each) => `paged_${each}`));
  expect(new Set(names).size).toBe(names.length);
});

test('a workspace that answers is alive', async () => {
  expect(await workspaces.probe(primary)).toEqual({ kind: 'alive' });
});
