import {
  inRegion,
  readDark,
  readEventOptions,
  readFaults,
  readJob,
  readStatus,
  readStorage,
  readSubscription,
  readTimes,
  readWorkspaceSeed,
} from './control-input.ts';
import { standingOperations } from './control-standing.ts';
import { globalRegion } from './faults.ts';
import { addJob } from './job-create.ts';
import { writeOutputs } from './job-outputs.ts';
import { jobSummary } from './job-view.ts';
import { findWorkspace } from './store.ts';
import { addWorkspace } from './seeding.ts';
import type { HTTPMethod } from 'find-my-way';
import type { Answer } from './answer.ts';
import type { ControlCall, ControlOperation, ControlWorld } from './control-call.ts';
import type { Json } from './json.ts';
import type { Job, Workspace } from './store.ts';

const done: Answer = { status: 200, body: {} };

/** A request that makes no sense is the test's mistake: it is refused with the reason. */
function refused(reason: string): Answer {
  return { status: 400, body: { error: reason } };
}

export const controlOperations: readonly [HTTPMethod, string, ControlOperation][] = [
  ['GET', '/ready', ({ control }) => ({ status: 200, body: asJson(control.addresses()) })],
  ['GET', '/token', getToken],
  ['GET', '/state', getState],
  [
    'GET',
    '/books',
    ({ control, query }) => ({ status: 200, body: asJson(control.books.lines(Number(query.get('after') ?? 0))) }),
  ],
  ['POST', '/marks', postMark],
  ['GET', '/faults', ({ control }) => ({ status: 200, body: asJson(control.faults.list()) })],
  ['POST', '/faults', postFaults],
  ['DELETE', '/faults/:region', deleteFaults],
  ['POST', '/dark', postDark],
  ['POST', '/light', postLight],
  ['POST', '/identity', postIdentity],
  ['POST', '/storage', postStorage],
  ['POST', '/times', postTimes],
  ['POST', '/workspaces', postWorkspace],
  ['POST', '/jobs', postJob],
  ['POST', '/jobs/status', postJobStatus],
  ['POST', '/jobs/repeats', postRepeats],
  ['GET', '/subscriptions', ({ control }) => ({ status: 200, body: asJson(control.world.delivery.subscriptions()) })],
  ['POST', '/subscriptions', postSubscription],
  ['DELETE', '/subscriptions/:name', deleteSubscription],
  ['POST', '/events/options', postEventOptions],
  ...standingOperations,
];

function getToken({ control, query }: ControlCall): Answer {
  const { tokens } = control.world;
  const audience = query.get('audience') ?? 'https://management.azure.com';
  return { status: 200, body: { token: tokens.issue(tokens.driver, audience).token } };
}

function getState({ control }: ControlCall): Answer {
  const workspaces = [...control.world.store.workspaces.values()].map((one) => ({
    id: one.id,
    region: one.region,
    jobs: [...one.jobs.values()].map(jobSummary),
  }));
  return {
    status: 200,
    body: { workspaces, faults: asJson(control.faults.list()), principals: asJson(principals(control)) },
  };
}

function principals(control: ControlWorld): Record<string, string> {
  const { app, driver } = control.world.tokens;
  return { app: app.oid, driver: driver.oid };
}

function postMark({ control, body }: ControlCall): Answer {
  const { name, seq: _seq, at: _at, ...details } = body;
  if (typeof name !== 'string') return refused('a mark needs a name');
  control.books.write({ ...details, kind: 'mark', name });
  return done;
}

/** Where something can fail: the regions, and what is in none. */
function places({ regions }: ControlWorld): readonly string[] {
  return [...regions, globalRegion];
}

function postFaults({ control, body }: ControlCall): Answer {
  const given = inRegion(readFaults(body), places(control));
  if (typeof given === 'string') return refused(given);
  control.throttle.reset();
  control.faults.set(given.region, given.faults);
  unstick(control, given.region);
  return done;
}

function deleteFaults({ control, params }: ControlCall): Answer {
  const region = params['region'] ?? '';
  if (!places(control).includes(region)) return refused(`no such region: ${region}`);
  control.faults.clear(region);
  unstick(control, region);
  return done;
}

function unstick(control: ControlWorld, region: string): void {
  control.world.lifecycle.unstick(jobsOf(control, region));
}

function jobsOf(control: ControlWorld, region: string): Job[] {
  return [...control.world.store.workspaces.values()]
    .filter((one) => one.region === region)
    .flatMap((one) => [...one.jobs.values()]);
}

function postDark({ control, body }: ControlCall): Answer {
  const given = inRegion(readDark(body), places(control));
  if (typeof given === 'string') return refused(given);
  control.faults.darken(given.region, given);
  if (given.jobs === 'freeze') control.world.lifecycle.freeze(jobsOf(control, given.region));
  return done;
}

function postLight({ control, body }: ControlCall): Answer {
  const { region } = body;
  if (typeof region !== 'string' || !places(control).includes(region))
    return refused(`no such region: ${JSON.stringify(region ?? null)}`);
  control.faults.lighten(region);
  control.world.lifecycle.thaw(jobsOf(control, region));
  control.world.delivery.regionIsLight(region);
  return done;
}

function postIdentity({ control, body }: ControlCall): Answer {
  const { mode } = body;
  if (mode !== 'ok' && mode !== 'fail' && mode !== 'hang') return refused('mode is ok, fail or hang');
  control.identityMode = mode;
  return done;
}

/** Raises or takes down the firewall of a storage account. */
function postStorage({ control, body }: ControlCall): Answer {
  const given = readStorage(body);
  if (typeof given === 'string') return refused(given);
  const { firewalled, storage } = control.world;
  const account = given.account.toLowerCase();
  if (storage?.accounts.includes(account) !== true) return refused(`no such storage account: ${given.account}`);
  if (given.firewall) firewalled.add(account);
  else firewalled.delete(account);
  return done;
}

/** How long the steps of jobs take in a region from now on; what is not given is as everywhere else. */
function postTimes({ control, body }: ControlCall): Answer {
  const given = inRegion(readTimes(body), control.regions);
  if (typeof given === 'string') return refused(given);
  const { region, ...times } = given;
  control.world.regionTimes.set(region, times);
  return done;
}

function postWorkspace({ control, body }: ControlCall): Answer {
  const seed = inRegion(readWorkspaceSeed(body), control.regions);
  if (typeof seed === 'string') return refused(seed);
  const { store, clock, tokens } = control.world;
  const added = addWorkspace(store, seed, { at: clock.now(), by: tokens.driver });
  return typeof added === 'string' ? refused(added) : done;
}

/** Makes a job without ARM's checks: for kinds that a PUT cannot create, such as the runs of SDK v1. */
function postJob({ control, body }: ControlCall): Answer {
  const given = readJob(body);
  if (typeof given === 'string') return refused(given);
  const workspace = workspaceOf(control, given.workspace);
  if (workspace === undefined) return refused(`no such workspace: ${given.workspace}`);
  if (workspace.jobs.has(given.name.toLowerCase())) return refused(`the job exists already: ${given.name}`);
  const job = addJob(control.world, workspace, {
    name: given.name,
    properties: given.properties,
    by: control.world.tokens.driver,
  });
  if (given.status !== undefined) control.world.lifecycle.force(job, given.status, {});
  return { status: 201, body: jobSummary(job) };
}

async function postJobStatus({ control, body }: ControlCall): Promise<Answer> {
  const given = readStatus(body);
  if (typeof given === 'string') return refused(given);
  const job = workspaceOf(control, given.workspace)?.jobs.get(given.job.toLowerCase());
  if (job === undefined) return refused(`no such job: ${given.workspace}/jobs/${given.job}`);
  const { cause, at } = given;
  const { storage } = control.world;
  // Whoever sees that it has completed finds what it wrote.
  if (given.status === 'Completed' && storage !== undefined) await writeOutputs(storage, job);
  control.world.lifecycle.force(job, given.status, {
    ...(cause === undefined ? {} : { cause }),
    ...(at === undefined ? {} : { at: Date.parse(at) }),
  });
  return { status: 200, body: jobSummary(job) };
}

function postRepeats({ control, body }: ControlCall): Answer {
  const { mode } = body;
  if (mode !== 'accepted' && mode !== 'refused') return refused('mode is accepted or refused');
  control.world.repeatedPut = mode;
  return done;
}

function workspaceOf(control: ControlWorld, id: string): Workspace | undefined {
  return findWorkspace(control.world.store, id);
}

async function postSubscription({ control, body }: ControlCall): Promise<Answer> {
  const given = readSubscription(body);
  if (typeof given === 'string') return refused(given);
  const refusal = await control.world.delivery.subscribe(given);
  return refusal === undefined ? { status: 201, body: asJson(given) } : refused(refusal);
}

function deleteSubscription({ control, params }: ControlCall): Answer {
  return control.world.delivery.unsubscribe(params['name'] ?? '')
    ? done
    : { status: 404, body: { error: 'no such subscription' } };
}

function postEventOptions({ control, body }: ControlCall): Answer {
  const given = readEventOptions(body);
  return typeof given === 'string'
    ? refused(given)
    : { status: 200, body: asJson(control.world.delivery.configure(given)) };
}

function asJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
