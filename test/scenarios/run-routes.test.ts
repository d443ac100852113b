import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Answer } from '../../local/http.ts';
import type { RunBody } from '../../local/scenarios/result.ts';
import { until } from '../../local/scenarios/wait.ts';
import { recorded, startTestRegion, submitJobs } from '../support/region.ts';
import type { TestRegion } from '../support/region.ts';

let here: TestRegion;
beforeAll(async () => {
  here = await startTestRegion();
});
afterAll(async () => {
  await here.region.stop();
});

const at = (path = ''): string => `/pairs/embedded/runs${path}`;
const post = (path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer> =>
  here.actors.api('POST', at(path), body, headers);

function expectProblem(answer: Answer, status: number, code: string): void {
  expect(answer).toMatchObject({ status, body: { status, code, type: `urn:azureml-failover:problem:${code}` } });
  expect(answer.headers['content-type']).toBe('application/problem+json');
}

async function ended(run: string): Promise<RunBody> {
  return until(`${run} to end`, async () => {
    const body = await here.get<RunBody>(`/runs/${run}`);
    return body.state === 'ended' ? body : undefined;
  });
}

test('what contradicts itself or cannot be is refused with every reason, and nothing is started', async () => {
  expectProblem(
    await post('', { kind: 'evacuate', inFlight: 'finish', keep: 'origins', reason: 'r' }),
    400,
    'InvalidBody',
  );
  expectProblem(await post('', { kind: 'failover', jobs: ['train'], reason: 'r' }), 400, 'InvalidBody');
  expectProblem(await post('', { kind: 'failback', reason: 'r' }), 409, 'NothingToFailBack');
  const { secondary } = here.region.pair;
  await here.actors.control('/dark', { region: secondary.region, mode: 'reset', jobs: 'continue' });
  const refused = await post('', { kind: 'failover', mode: 'planned', reason: 'r' });
  expectProblem(refused, 409, 'PreconditionFailed');
  expect(refused.body).toMatchObject({ reasons: [{ code: 'StandbyUnreachable' }] });
  await here.actors.control('/light', { region: secondary.region });
  for (const action of ['cancel', 'retry', 'takeover'])
    expectProblem(await post(`/embedded-r99/${action}`), 404, 'RunNotFound');
  expect((await here.get<{ value: unknown[] }>('/runs')).value).toEqual([]);
});

test(
  'a run is cancelled, retried and repeated over HTTP, and every answer names it',
  { timeout: 120_000 },
  async () => {
    await submitJobs(here, 6);
    await recorded(here, 6);
    // Until the standby is known to answer again, a planned move is refused.
    const first = await until('the start of a planned run', async () => {
      const answer = await post(
        '',
        { kind: 'failover', mode: 'planned', reason: 'maintenance' },
        { 'idempotency-key': 'a' },
      );
      return answer.status === 202 ? answer : undefined;
    });
    expect(first.headers['location']).toBe(`/api${at('/embedded-r1')}`);
    expect(first.body).toMatchObject({ run: 'embedded-r1', kind: 'failover', mode: 'planned', cancelled: null });
    const cancelled = await post('/embedded-r1/cancel');
    expect(cancelled).toMatchObject({ status: 202, body: { run: 'embedded-r1', cancelled: { by: 'operator' } } });
    const { counts, switchedAt } = await ended('embedded-r1');
    expectProblem(await post('/embedded-r1/cancel'), 409, 'RunEnded');

    // Whether the cancel came before the switch or after it, what is left is told.
    if (switchedAt === null) {
      expect(counts).toMatchObject({ verified: 0, skipped: 0 });
      expectProblem(await post('/embedded-r1/retry'), 409, 'NothingToRetry');
    } else {
      const retried = await post('/embedded-r1/retry', { reason: 'go on after all' });
      expect(retried).toMatchObject({ status: 202, body: { kind: 'evacuate', retryOf: 'embedded-r1' } });
      await ended((retried.body as { run: string }).run);
    }
    const again = await post(
      '',
      { kind: 'failover', mode: 'planned', reason: 'maintenance' },
      { 'idempotency-key': 'a' },
    );
    expect(again).toMatchObject({ status: 202, body: { run: 'embedded-r1', state: 'ended' } });
    const other = await post('', { kind: 'failback', reason: 'maintenance' }, { 'idempotency-key': 'a' });
    expectProblem(other, 409, 'IdempotencyKeyReused');
  },
);
