import { describe, expect, test } from 'vitest';
import { jobKey, requestedName } from '../../../shared/core/ids.ts';
import type { JsonObject } from '../../../shared/core/json.ts';
import { plus } from '../../../shared/core/time.ts';
import { handleResubmission, type RequestResult } from '../../../shared/work/resubmission-request.ts';
import { commandSpec } from '../../local/simulator/support/region.ts';
import { answersWith } from '../../support/answers.ts';
import { vision } from '../../support/deps.ts';
import { plannedRun, useWorld } from '../../support/world.ts';

const world = useWorld();

let requests = 0;
async function request(
  more: JsonObject = {},
): Promise<{ text: string; targetName: string; requestId: string; name: string }> {
  requests += 1;
  const [requestId, name] = [`r-${requests}`, `asked_${requests}`];
  await world.submit(name);
  await world.recorded(name);
  const body = {
    schema: 1,
    requestId,
    pair: 'vision',
    job: `primary:${name}`,
    target: 'secondary',
    reason: 'nightly',
    ...more,
  };
  return { text: JSON.stringify(body), targetName: requestedName(name, requestId), requestId, name };
}

const refusal = (code: string, status: number) =>
  ({ kind: 'refused', status, reason: { code, message: 'no' } }) as const;
const handle = (text: string): Promise<RequestResult> => handleResubmission(world.deps, text, 'queue');
const outcomeOf = async (requestId: string) => (await world.deps.requests.get(vision, requestId))?.row.outcome;

function codes(result: RequestResult): string {
  if (result.kind === 'done') return 'done';
  return result.kind === 'later'
    ? `later ${result.reason.code}`
    : `poison ${result.reasons.map(({ code }) => code).join()}`;
}

describe('a request', () => {
  test('creates its job in the workspace that it names, under a name of its own, and says so once', async () => {
    const { text, targetName, requestId } = await request();
    expect(codes(await handle(text))).toBe('done');
    expect(codes(await handle(text))).toBe('done');
    expect(world.created('secondary', targetName)).toHaveLength(1);
    expect(world.asked('PUT', targetName)).toHaveLength(1);
    expect(await outcomeOf(requestId)).toEqual({ kind: 'created', how: 'created' });
    expect(world.deps.published.map(({ type }) => type)).toEqual(['AzureML.Failover.JobsResubmitted']);
  });

  test('for a job that was serverless when it was recorded makes no other of it, however late it comes', async () => {
    const { text, targetName } = await request();
    const { assets } = world.deps;
    const facts = await assets.facts(vision, 'primary');
    if (facts === undefined) throw new Error('the primary was never looked at');
    await assets.setFacts(vision, 'primary', { ...facts, at: plus(facts.at, 1_000), computes: [] });
    world.clock.advance(60_000);
    expect(codes(await handle(text))).toBe('done');
    const copy = await world.region.client.get(`${world.region.secondary}/jobs/${targetName}`);
    expect(copy.body).toMatchObject({ properties: { computeId: null } });
  });

  test('for the active workspace goes to the one that is active when it first comes, and stays there', async () => {
    const { text, targetName, requestId } = await request({ target: 'active' });
    await world.fault('primary', { kind: 'reset', methods: ['PUT'], count: 1 });
    expect((await handle(text)).kind).toBe('later');
    const { ticket } = await plannedRun(world);
    await world.deps.pointers.setClaimState(vision, ticket.run, ticket.fence, 'ended');
    expect((await world.deps.pointers.read(vision)).active.active).toBe('secondary');
    expect(codes(await handle(text))).toBe('done');
    expect(world.created('primary', targetName)).toHaveLength(1);
    expect(world.created('secondary', targetName)).toEqual([]);
    expect((await world.deps.requests.get(vision, requestId))?.row.target).toBe('primary');
  });

  test('that is delivered five times at once creates one job, and every delivery is done', async () => {
    const { text, targetName } = await request();
    const results = await Promise.all(Array.from({ length: 5 }, () => handle(text)));
    expect(results.map(codes)).toEqual(['done', 'done', 'done', 'done', 'done']);
    expect(world.created('secondary', targetName)).toHaveLength(1);
    expect(world.deps.published).toHaveLength(1);
  });

  test('whose answer was lost is put back, and then finds its job', async () => {
    const { text, targetName, requestId } = await request();
    await world.fault('secondary', { kind: 'lostAnswer', count: 1 });
    expect((await handle(text)).kind).toBe('later');
    expect(await world.deps.queued('resubmissions')).toEqual([text]);
    expect(codes(await handle(text))).toBe('done');
    expect(world.created('secondary', targetName)).toHaveLength(1);
    expect(await outcomeOf(requestId)).toEqual({ kind: 'created', how: 'adopted' });
  });
});

describe('a request whose answer was lost finds its job when it comes again,', () => {
  /** The first delivery creates the job, and does not hear of it. */
  async function lost(): Promise<{ text: string; targetName: string; requestId: string; name: string }> {
    const asked = await request();
    await world.fault('secondary', { kind: 'lostAnswer', count: 1 });
    expect((await handle(asked.text)).kind).toBe('later');
    expect(world.created('secondary', asked.targetName)).toHaveLength(1);
    return asked;
  }
  async function adopted({ text, targetName, requestId }: Awaited<ReturnType<typeof lost>>): Promise<void> {
    expect(codes(await handle(text))).toBe('done');
    expect(await outcomeOf(requestId)).toEqual({ kind: 'created', how: 'adopted' });
    expect(world.created('secondary', targetName)).toHaveLength(1);
    expect(world.asked('PUT', targetName)).toHaveLength(1);
    expect(await world.deps.queued('poison')).toEqual([]);
  }

  test('also when the job could no longer be translated by now', async () => {
    const asked = await lost();
    const uri = 'azureml://datastores/workspaceblobstore/paths/a/';
    const spec = { ...commandSpec(world.region.pair), inputs: { data: { jobInputType: 'uri_folder', uri } } };
    const [stored, now] = [await world.deps.specs.put(spec), world.deps.clock.now()];
    const recorded = { kind: 'recorded', ...stored, at: plus(now, 1) } as const;
    await world.deps.ledger.recordSpec(vision, jobKey('primary', asked.name), { spec: recorded, at: plus(now, 1) });
    await adopted(asked);
  });

  test('also when its definition, or its row, is not there any more', async () => {
    const first = await lost();
    const { specs, ledger } = world.deps;
    Object.assign(world.deps, { specs: { ...specs, get: () => Promise.resolve(undefined) } });
    await adopted(first);
    Object.assign(world.deps, { specs });
    const second = await lost();
    Object.assign(world.deps, { ledger: { ...ledger, get: () => Promise.resolve(undefined) } });
    await adopted(second);
  });

  test('also when the target would refuse it by now', async () => {
    const asked = await lost();
    answersWith(world, ({ operation }) => (operation === 'putJob' ? refusal('Forbidden', 403) : undefined));
    await adopted(asked);
  });

  test('and is put back while nobody says whether it is there: nothing is judged, and nothing is put', async () => {
    const asked = await lost();
    await world.fault('secondary', { kind: '5xx', methods: ['GET'] });
    expect(codes(await handle(asked.text))).toBe('later Http503');
    await world.fault('secondary');
    await adopted(asked);
  });
});

describe('a request that is refused for a reason that may pass', () => {
  test.each<[string, number]>([
    ['AuthorizationFailed', 403],
    ['LinkedAuthorizationFailed', 403],
    ['ScopeLocked', 409],
    ['Locked', 423],
  ])('is put back as a run would wait for it: %s', async (code, status) => {
    const { text, targetName, requestId } = await request();
    let refused = true;
    answersWith(world, ({ operation }) => (operation === 'putJob' && refused ? refusal(code, status) : undefined));
    expect(codes(await handle(text))).toBe(`later ${code}`);
    expect(await outcomeOf(requestId)).toEqual({ kind: 'pinned' });
    refused = false;
    expect(codes(await handle(text))).toBe('done');
    expect(world.created('secondary', targetName)).toHaveLength(1);
  });

  test('is refused for good when it has not passed in the time that a run would give it', async () => {
    const { text, requestId } = await request();
    answersWith(world, ({ operation }) => (operation === 'putJob' ? refusal('AuthorizationFailed', 403) : undefined));
    expect(codes(await handle(text))).toBe('later AuthorizationFailed');
    world.clock.advance(7_200_000);
    expect(codes(await handle(text))).toBe('poison AuthorizationFailed');
    expect(await outcomeOf(requestId)).toMatchObject({ kind: 'refused', reasons: [{ code: 'AuthorizationFailed' }] });
  });

  test('and not for one that never does', async () => {
    const { text } = await request();
    answersWith(world, ({ operation }) => (operation === 'putJob' ? refusal('Forbidden', 403) : undefined));
    expect(codes(await handle(text))).toBe('poison Forbidden');
  });
});

describe('is put back, and never counted as a failure,', () => {
  test.each<[string, object, string]>([
    ['throttled', { kind: 'throttle', operations: 'write', bucket: { size: 0.5, perSecond: 1 } }, 'later Throttled'],
    ['cut off', { kind: 'reset', operations: 'all' }, 'later ECONNRESET'],
    ['met by a gateway error', { kind: '5xx', operations: 'all', status: 502 }, 'later Http502'],
  ])('a request that is %s', async (_what, trouble, expected) => {
    const { text, targetName, requestId } = await request();
    await world.fault('secondary', trouble);
    expect(codes(await handle(text))).toBe(expected);
    expect(await outcomeOf(requestId)).toEqual({ kind: 'pinned' });
    expect(await world.deps.queued('resubmissions')).toEqual([text]);
    await world.region.control('DELETE', '/faults/westus2');
    expect(codes(await handle(text))).toBe('done');
    expect(world.created('secondary', targetName)).toHaveLength(1);
  });

  test('a request for the active workspace while a run is about to switch it, and nothing is pinned', async () => {
    const { text, requestId } = await request({ target: 'active' });
    const reason = { code: 'Manual', message: 'the region is down' };
    const now = world.deps.clock.now();
    const times = { claimedAt: now, victimsSince: now };
    const roles = { kind: 'failover', mode: 'forced', source: 'primary', target: 'secondary' } as const;
    await world.deps.pointers.claim(vision, { ...roles, reason, by: 'ada', ...times });
    expect(codes(await handle(text))).toBe('later Switching');
    expect(await world.deps.requests.get(vision, requestId)).toBeUndefined();
    expect(codes(await handle((await request({ target: 'secondary' })).text))).toBe('done');
  });

  test('a request for a job whose definition is still being fetched', async () => {
    const { text, requestId } = await request({ job: 'primary:just_seen' });
    const seen = { side: 'primary', name: 'just_seen', at: world.deps.clock.now(), status: 'Running' } as const;
    await world.deps.ledger.observe(vision, seen);
    expect(codes(await handle(text))).toBe('later SpecNotRecorded');
    expect(await world.deps.requests.get(vision, requestId)).toBeUndefined();
  });
});

describe('can never be handled, and says why,', () => {
  test('a request whose id was used for another body, and the first one stands', async () => {
    const { text, requestId, targetName } = await request();
    await handle(text);
    const other = JSON.stringify({ ...(JSON.parse(text) as JsonObject), reason: 'another' });
    expect(codes(await handle(other))).toBe('poison RequestIdReused');
    expect(await outcomeOf(requestId)).toEqual({ kind: 'created', how: 'created' });
    expect(world.created('secondary', targetName)).toHaveLength(1);
    expect(await world.deps.audit.list(vision, 5)).toMatchObject([{ outcome: { code: 'RequestIdReused' } }]);
  });

  test('and the same body with its keys in another order is the same request', async () => {
    const { text, targetName } = await request();
    const body = Object.entries(JSON.parse(text) as JsonObject);
    await handle(text);
    expect(codes(await handle(JSON.stringify(Object.fromEntries(body.toReversed()), null, 2)))).toBe('done');
    expect(world.asked('PUT', targetName)).toHaveLength(1);
  });

  test.each<[string, string, string]>([
    ['no JSON', 'eyJzY2hlbWEiOjF9', 'poison NotJson'],
    [
      'another schema',
      JSON.stringify({ schema: 2, requestId: 'x1', pair: 'vision', job: 'primary:a', reason: 'r' }),
      'poison UnknownSchema',
    ],
    [
      'a definition of its own',
      JSON.stringify({ schema: 1, requestId: 'x2', pair: 'vision', spec: {}, reason: 'r' }),
      'poison SpecNotAllowed',
    ],
    [
      'an unknown pair',
      JSON.stringify({ schema: 1, requestId: 'x3', pair: 'speech', job: 'primary:a', reason: 'r' }),
      'poison PairNotFound',
    ],
    [
      'an unknown job',
      JSON.stringify({ schema: 1, requestId: 'x4', pair: 'vision', job: 'primary:nobody', reason: 'r' }),
      'poison JobNotFound',
    ],
  ])('a message with %s', async (_what, text, expected) => {
    expect(codes(await handle(text))).toBe(expected);
    const trail = [...(await world.deps.audit.list(undefined, 5)), ...(await world.deps.audit.list(vision, 5))];
    expect(trail).toMatchObject([{ who: 'queue', outcome: { code: expected.split(' ')[1] } }]);
  });

  test('a request whose name a stranger has taken', async () => {
    const { text, targetName, requestId } = await request();
    const computeId = `${world.region.secondary}/computes/cpu-cluster`;
    const stranger = { ...commandSpec(world.region.pair), command: 'sleep 1', computeId };
    await world.region.client.put(`${world.region.secondary}/jobs/${targetName}`, { properties: stranger });
    expect(codes(await handle(text))).toBe('poison NameConflict');
    expect(await outcomeOf(requestId)).toMatchObject({ kind: 'refused', reasons: [{ code: 'NameConflict' }] });
    expect(codes(await handle(text))).toBe('poison NameConflict');
  });

  test('a request for a job whose data the target cannot read', async () => {
    const { text, name, targetName, requestId } = await request();
    const uri = 'azureml://datastores/workspaceblobstore/paths/a/';
    const spec = { ...commandSpec(world.region.pair), inputs: { data: { jobInputType: 'uri_folder', uri } } };
    const [stored, now] = [await world.deps.specs.put(spec), world.deps.clock.now()];
    const recorded = { kind: 'recorded', ...stored, at: plus(now, 1) } as const;
    await world.deps.ledger.recordSpec(vision, jobKey('primary', name), { spec: recorded, at: plus(now, 1) });
    expect(codes(await handle(text))).toBe('poison DataNotInStandby');
    expect(await outcomeOf(requestId)).toMatchObject({ kind: 'refused', reasons: [{ code: 'DataNotInStandby' }] });
    expect(world.asked('PUT', targetName)).toEqual([]);
  });
});
