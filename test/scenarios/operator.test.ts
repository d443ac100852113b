import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../../local/http.ts';
import { until } from '../../local/scenarios/wait.ts';
import type { PairView } from '../../shared/core/view/pair.ts';
import type { ProposalView } from '../../shared/core/view/proposal.ts';
import { startTestRegion } from '../support/region.ts';
import type { TestRegion } from '../support/region.ts';

/*
 * What people can say over HTTP while automation watches, on an embedded region that all tests of this file share. They
 * come in the order of an incident.
 */
let here: TestRegion;
beforeAll(async () => {
  here = await startTestRegion();
});
afterAll(async () => {
  await here.region.stop();
});

const post = (path: string, body?: unknown): Promise<Answer> => here.actors.api('POST', `/pairs/embedded${path}`, body);
const pair = (): Promise<PairView> => here.get<PairView>('');

function expectProblem(answer: Answer, status: number, code: string, detail?: string): void {
  expect(answer.status).toBe(status);
  expect(answer.body).toMatchObject({ status, code, ...(detail === undefined ? {} : { detail }) });
}

/** The proposal that waits for a person; its id is not that of another one. */
const waiting = (other?: string): Promise<ProposalView> =>
  until('a proposal that waits for a person', async () => {
    const { proposal } = await pair();
    return proposal?.waits === 'for-person' && proposal.decision === 'ask' && proposal.id !== other
      ? proposal
      : undefined;
  });

describe('what cannot be taken is refused, and says what is allowed', () => {
  test.each([
    ['/pause', {}, '/reason: Say why, in 1 to 1000 characters: it is kept.'],
    ['/pause', 'no JSON', 'The body is not JSON.'],
    ['/pause', { reason: 'x', until: 'noon' }, '/until: Unknown; the keys are reason.'],
    ['/pause', [], 'Must be a JSON object, such as {"reason": "network maintenance"}.'],
    [
      '/signals',
      { side: 'third', state: 'sick', reason: '' },
      '/side: Must be one of: primary, secondary. /state: Must be one of: down, well. /reason: Say why, in 1 to 1000 characters: it is kept.',
    ],
    ['/proposals/embedded-p1/approve', { reason: 7 }, '/reason: Say why, in 1 to 1000 characters: it is kept.'],
    ['/proposals/embedded-p1/reject', { by: 'ada' }, '/by: Unknown; the keys are reason.'],
  ])('POST %s %j', async (path, body, detail) => {
    expectProblem(await post(path, body), 400, 'InvalidBody', detail);
  });

  test.each([
    ['/pairs/elsewhere/pause', 'PairNotFound'],
    ['/pairs/elsewhere/resume', 'PairNotFound'],
    ['/pairs/elsewhere/acknowledge', 'PairNotFound'],
    ['/pairs/elsewhere/signals', 'PairNotFound'],
    ['/pairs/elsewhere/proposals/x/approve', 'PairNotFound'],
    ['/pairs/embedded/proposals/embedded-p1/approve', 'ProposalNotFound'],
    ['/pairs/embedded/proposals/nonsense/reject', 'ProposalNotFound'],
    ['/pairs/embedded/acknowledge', 'RunNotFound'],
  ])('POST %s', async (path, code) => {
    expectProblem(await here.actors.api('POST', path, {}), 404, code);
  });

  test('and leaves nothing behind', async () => {
    expect(await pair()).toMatchObject({ proposal: null, paused: null, acknowledged: null, run: null });
    expect(await here.get('/proposals')).toEqual({ value: [] });
  });
});

test('the brake is shown with who pulled it and why, and to pull it twice changes nothing', async () => {
  const first = await post('/pause', { reason: 'network maintenance' });
  expect(first.status).toBe(200);
  const { paused } = first.body as PairView;
  expect(paused).toMatchObject({ by: 'operator', reason: 'network maintenance' });
  expect((await post('/pause', { reason: 'me too' })).body).toMatchObject({ paused });
  expect((await post('/resume')).body).toMatchObject({ paused: null });
  expect((await post('/resume')).status).toBe(200);
});

test("an operator's word alone makes automation ask, and the pair shows the proposal with its evidence", async () => {
  const said = await post('/signals', { side: 'primary', state: 'down', reason: 'its studio does not load' });
  expect(said.status).toBe(202);
  expect(said.body).toMatchObject({ side: 'primary', source: 'operator', state: 'active' });
  const proposal = await waiting();
  expect(proposal).toMatchObject({ source: 'primary', state: 'open', reason: { code: 'OperatorOnly' }, by: null });
  expect(proposal.evidence.join('\n')).toContain('operator: its studio does not load');
  const { assessment } = await pair();
  expect(assessment).toMatchObject({ assessment: 'suspect', decision: 'ask', reason: { code: 'OperatorOnly' } });
  expect(assessment?.evidence.join('\n')).toContain('operator: its studio does not load');
  const { value } = await here.get<{ value: { source: string }[] }>('/signals');
  expect(value.map(({ source }) => source)).toContain('operator');
});

test('a rejection is final, and the second answer is told what was said first', async () => {
  const { id } = await waiting();
  const rejected = await post(`/proposals/${id}/reject`, { reason: 'a planned test' });
  expect(rejected.status).toBe(200);
  expect(rejected.body).toMatchObject({ state: 'rejected', by: 'operator', answer: { reason: 'a planned test' } });
  const second = await post(`/proposals/${id}/approve`);
  expectProblem(second, 409, 'ProposalClosed');
  expect(second.body).toMatchObject({ proposal: id });
  expect(JSON.stringify(second.body)).toMatch(new RegExp(`${id} was rejected by operator at 20`));
  await until('the rejection to be heeded', async () =>
    (await pair()).assessment?.reason.code === 'Rejected' ? true : undefined,
  );
  expect(await pair()).toMatchObject({ proposal: null, run: null });
});

// The last one: it moves the pointer of the region that all share.
test('an approval of what another group adds starts the run at once, in the name of who approved', async () => {
  const { id: earlier } = (await here.get<{ value: ProposalView[] }>('/proposals')).value[0] ?? { id: '' };
  // Its storage fails: our own view joins, though the workspace itself answers.
  await here.actors.control('/faults', { region: 'eastus', faults: [{ kind: '5xx', on: 'storage' }] });
  const { id, reason } = await waiting(earlier);
  expect(reason.code).toBe('WorkspaceAnswers');
  const answers = await Promise.all([
    post(`/proposals/${id}/approve`, { reason: 'seen with our own eyes' }),
    post(`/proposals/${id}/approve`),
  ]);
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([202, 409]);
  const taken = answers.find(({ status }) => status === 202);
  expect(taken?.headers['location']).toBe('/api/pairs/embedded/runs/embedded-r1');
  expect(taken?.body).toMatchObject({
    state: 'approved',
    run: 'embedded-r1',
    judged: { reason: { code: 'Approved' } },
  });
  await until('the end of the run', async () =>
    (await here.get<{ state: string }>('/runs/embedded-r1')).state === 'ended' ? true : undefined,
  );
  expect(await here.get('/runs/embedded-r1')).toMatchObject({ by: 'operator', reason: { code: 'Approved' } });
  expect(await pair()).toMatchObject({ active: 'secondary', epoch: 1, proposal: null });
  const acknowledged = await post('/acknowledge');
  expect(acknowledged.body).toMatchObject({ acknowledged: { run: 'embedded-r1', by: 'operator' } });
});
