import { canarySpec, isCanaryOf, type Canary, type CanaryState } from '../../core/drill/canary.ts';
import { withCanary } from '../../core/drill/drill.ts';
import type { CanaryCode } from '../../core/drill/codes.ts';
import { isTerminal } from '../../core/job.ts';
import { stringAt, type JsonObject } from '../../core/json.ts';
import type { Run } from '../../core/run.ts';
import { plus, type Millis } from '../../core/time.ts';
import type { WorkspaceRef } from '../../core/workspace.ts';
import type { ArmTrouble } from '../../ports.ts';
import { pairOf, type Deps, type RunTicket } from '../deps.ts';
import { changeRun, holdsFence } from '../run/next-step.ts';

/** All that the steps of one canary need. */
type Tended = {
  readonly deps: Deps;
  readonly ticket: RunTicket;
  readonly run: Run;
  readonly canary: Canary;
  readonly target: WorkspaceRef;
  /** Undefined where somebody took `drill.canary` out of the configuration meanwhile. */
  readonly body: JsonObject | undefined;
};

/**
 * Brings one canary as far as it gets: write its name down, PUT, look whether it has ended, ask it to end when its time is
 * over, put it out of sight. @returns false when the run has another owner by now.
 */
export async function tendCanary(deps: Deps, ticket: RunTicket, run: Run, canary: Canary): Promise<boolean> {
  const { drill } = deps.config;
  const target = pairOf(deps, run.pair).workspaces[run.order.target];
  const body = drill.canary === undefined ? undefined : canarySpec(canary, ticket.run, drill.canary, drill, target);
  const tended = { deps, ticket, run, canary, target, body };
  const { state } = canary;
  switch (state.kind) {
    case 'planned':
      if (!(await become(tended, { kind: 'submitting', at: deps.clock.now() }))) return false;
      // Between the name that was written down and the PUT, a failover may have taken the pair.
      return (await holdsFence(deps, ticket)) && submit(tended);
    case 'submitting':
      return submit(tended);
    case 'submitted':
      return look(tended);
    case 'cancelling':
      return end(tended, state);
    case 'ended':
      return archive(tended, state);
  }
}

/** The same name again is safe: whatever became of an earlier PUT, there is one job of it at the most. */
async function submit(tended: Tended): Promise<boolean> {
  const { deps, ticket, canary, target, body } = tended;
  if (body === undefined) return fails(tended, 'CanaryRefused', 'drill.canary was taken out of the configuration');
  const put = await deps.workspaces.putJob(target, canary.name, body);
  const submitted: CanaryState = { kind: 'submitted', at: deps.clock.now() };
  switch (put.kind) {
    case 'created':
      return become(tended, submitted);
    case 'exists': {
      const found = await deps.workspaces.getJob(target, canary.name);
      if (found.kind !== 'found') return later(tended, found);
      return isCanaryOf(found.job.properties, ticket.run)
        ? become(tended, submitted)
        : fails(tended, 'CanaryNameTaken', 'a job of that name is there and is no canary of this drill');
    }
    case 'refused':
      return fails(tended, 'CanaryRefused', `the standby refused it: ${put.reason.code}: ${put.reason.message}`);
    case 'throttled':
    case 'unreachable':
    case 'no-token':
      return later(tended, put);
  }
}

async function look(tended: Tended): Promise<boolean> {
  const { deps, run, canary, target } = tended;
  const found = await deps.workspaces.getJob(target, canary.name);
  if (found.kind !== 'found') return later(tended, found);
  const status = statusOf(found.job.properties);
  const now = deps.clock.now();
  if (isTerminal(status)) {
    const completed = status.toLowerCase() === 'completed';
    const reason = { code: 'CanaryFailed', message: `it ended ${status}; its log in the standby says why` } as const;
    return become(tended, {
      kind: 'ended',
      outcome: completed ? 'completed' : 'failed',
      ...(completed ? {} : { reason }),
      left: 'listed',
      at: now,
    });
  }
  if (now < (run.drill?.giveUpAt ?? now)) return true;
  const message = `it had not ended within drill.giveUpAfter and was ${status}: no machine came, or its environment was not built`;
  return become(tended, { kind: 'cancelling', because: { code: 'CanaryTimeout', message }, since: now });
}

/** A PUT whose answer was lost may still be on its way: it must not arrive when everybody has gone. */
const lateArrival: Millis = 900_000;

async function end(tended: Tended, { because, since }: Extract<CanaryState, { kind: 'cancelling' }>): Promise<boolean> {
  const { deps, canary, target } = tended;
  const found = await deps.workspaces.getJob(target, canary.name);
  const at = deps.clock.now();
  const gone = { kind: 'ended', outcome: 'failed', reason: because, at } as const;
  if (found.kind === 'absent') return at < plus(since, lateArrival) || become(tended, { ...gone, left: 'nothing' });
  if (found.kind !== 'found') return true;
  if (isTerminal(statusOf(found.job.properties))) return become(tended, { ...gone, left: 'listed' });
  await deps.workspaces.cancelJob(target, canary.name);
  return true;
}

/** The same definition again, with one more word, is what the service allows of a job that is there. */
async function archive(tended: Tended, state: Extract<CanaryState, { kind: 'ended' }>): Promise<boolean> {
  const { deps, ticket, canary, target, body } = tended;
  if (body === undefined) return true;
  await deps.workspaces.putJob(target, canary.name, { ...body, isArchived: true });
  const found = await deps.workspaces.getJob(target, canary.name);
  if (found.kind === 'absent') return become(tended, { ...state, left: 'nothing' });
  if (found.kind === 'found' && found.job.properties?.['isArchived'] === true)
    return become(tended, { ...state, left: 'archived' });
  deps.log.warn('drill.not-archived', { run: ticket.run, canary: canary.name });
  return true;
}

/** No answer to the question: the next pass asks again, until the drill gives up. */
function later(tended: Tended, trouble: ArmTrouble | { readonly kind: 'absent' }): Promise<boolean> {
  const { deps, ticket, run, canary } = tended;
  const now = deps.clock.now();
  const why = 'reason' in trouble ? `${trouble.reason.code}: ${trouble.reason.message}` : trouble.kind;
  deps.log.warn('drill.later', { run: ticket.run, canary: canary.name, why });
  if (now < (run.drill?.giveUpAt ?? now)) return Promise.resolve(true);
  const because = { code: 'CanaryUnresolved', message: `the standby did not say what became of it (${why})` } as const;
  return become(tended, { kind: 'cancelling', because, since: now });
}

function fails(tended: Tended, code: CanaryCode, message: string): Promise<boolean> {
  const at = tended.deps.clock.now();
  return become(tended, { kind: 'ended', outcome: 'failed', reason: { code, message }, left: 'nothing', at });
}

async function become({ deps, ticket, canary }: Tended, state: CanaryState): Promise<boolean> {
  if (!(await changeRun(deps, ticket, (run) => withCanary(run, { ...canary, state })))) return false;
  const { name, compute } = canary;
  deps.log.info('drill.canary', { run: ticket.run, canary: name, compute, state: state.kind });
  return true;
}

function statusOf(properties: JsonObject | null): string {
  return stringAt(properties, 'status') ?? 'Unknown';
}
