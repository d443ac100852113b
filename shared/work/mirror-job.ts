import pLimit from 'p-limit';
import type { PairConfig } from '../core/config.ts';
import type { Disposition } from '../core/disposition.ts';
import { saysMore } from '../core/disposition.ts';
import { otherSide, sideOf, type Side } from '../core/ids.ts';
import type { WorkspaceFacts } from '../core/mirror/facts.ts';
import type { LiveJob } from '../core/job.ts';
import type { Direction } from '../core/mirror/judge.ts';
import { basisOf, dispositionOf, judgeJob, wayOf, withGuid } from '../core/mirror/judge.ts';
import { openRunOf } from '../core/pointer.ts';
import type { Root } from '../core/mirror/plan.ts';
import { planMirror } from '../core/mirror/plan.ts';
import { rootsOf } from '../core/mirror/roots.ts';
import { mirrorKey } from '../core/mirror/row.ts';
import { withoutOutdated } from '../core/mirror/shared-outputs.ts';
import { skipReason } from '../core/selection.ts';
import { plus, type Instant, type Millis } from '../core/time.ts';
import type { MirrorWork } from '../ports.ts';
import type { Deps } from './deps.ts';
import { findPair } from './deps.ts';
import { contentsOf, directionBy, knownRows, refreshFacts } from './mirror/direction.ts';
import type { Pass, StepResult } from './mirror/pass.ts';
import { becomeFailed } from './mirror/pass.ts';
import { takeStep } from './mirror/steps.ts';
import { isWorthAsking } from './reach.ts';

/** What became of a piece of `mirror-work`; `later`: it is put back, and that never counts as a failure. */
export type MirrorResult =
  | { readonly kind: 'dropped' }
  | { readonly kind: 'later'; readonly code: string; readonly at?: Instant }
  | { readonly kind: 'judged'; readonly disposition: Disposition };

/** Steps of one pass that are under way at a time. */
const stepsAtOnce = 4;
/** A round reaches one level further down or up: no pipeline is nested so deep. */
const mostRounds = 200;
/** The platform ends a function after ten minutes; what is done by then is done. */
const passTime: Millis = 240_000;

/** Handles one message: makes present what the job needs, and says what would become of it now. */
export async function mirrorJob(deps: Deps, work: MirrorWork): Promise<MirrorResult> {
  const result = await mirrorPass(deps, work);
  if (result.kind === 'later') {
    const { requeueDelay } = deps.config;
    const delay = result.at === undefined ? requeueDelay : Math.max(result.at - deps.clock.now(), 1_000);
    deps.log.info('mirror.later', { pair: work.pair, job: work.job, code: result.code });
    await deps.queues.sendMirrorWork(work, delay);
  }
  return result;
}

/** One pass over all that a job needs. Repeated, it does only what is still missing, and in the end nothing. */
export async function mirrorPass(deps: Deps, work: MirrorWork): Promise<MirrorResult> {
  const pair = findPair(deps.config, work.pair);
  const job = pair === undefined ? undefined : await deps.ledger.get(work.pair, work.job);
  if (pair === undefined || job === undefined || job.state !== 'live' || job.spec.kind !== 'recorded')
    return { kind: 'dropped' };
  const skipped = skipReason(job, deps.config.selection);
  if (skipped !== undefined)
    return judged(deps, job, { kind: 'skipped', reason: skipped, basis: 'selection', at: deps.clock.now() });
  // ARM's writes belong to the run while one is open. What is written down of a job stands until then; the timer looks
  // again at all that is blocked, or judged by what has changed.
  if (job.disposition !== undefined && (await isRunOpen(deps, pair))) return { kind: 'dropped' };
  const spec = await deps.specs.get(job.spec.hash);
  if (spec === undefined) return { kind: 'dropped' };
  const toMirror = { key: job.key, spec, recordedAt: job.spec.at };
  const direction = await directionOf(deps, pair, job);
  const source = withGuid(direction.source, direction.facts.source);
  const roots = rootsOf(toMirror, source, direction.facts.source?.stores, deps.clock.now());
  const from = sideOf(job.key);
  const rows = await knownRows(
    deps,
    pair,
    from,
    roots.map(({ what }) => what),
  );
  const way = wayOf(direction);
  const ended: Ended =
    way === undefined
      ? { kind: 'later', code: 'FactsUnknown' }
      : await carryOut({ deps, pair, from, direction, way, rows, read: new Map(), bodies: new Map() }, roots);
  // Until all that could be done is done, a job that was ready is no less so.
  if (ended.kind === 'later' && job.disposition?.kind === 'ready') return ended;
  const now = deps.clock.now();
  const judgement = judgeJob(toMirror, roots, contentsOf(rows), direction);
  const told = await judged(deps, job, dispositionOf(judgement, basisOf(job.spec.hash, direction), now));
  return ended.kind === 'later' ? ended : told;
}

type Ended = { readonly kind: 'over' } | Extract<MirrorResult, { kind: 'later' }>;

/** Plans and works in turns, until there is nothing more to do. */
async function carryOut(pass: Pass, roots: readonly Root[]): Promise<Ended> {
  const { deps, pair, direction, rows, read, way } = pass;
  const limit = pLimit(stepsAtOnce);
  const startedAt = deps.clock.now();
  const stopAt = plus(startedAt, passTime);
  for (let round = 0; round < mostRounds && deps.clock.now() < stopAt; round += 1) {
    await loadNeeds(pass);
    const held = withoutOutdated(contentsOf(rows), direction.outputs, startedAt);
    const plan = planMirror({ roots, rows: held, read, way }, deps.clock.now());
    if (plan.steps.length === 0) {
      for (const { what, reason } of plan.doomed) await becomeFailed(pass, what, reason);
      return plan.busy ? { kind: 'later', code: 'BusyElsewhere' } : { kind: 'over' };
    }
    if (await isRunOpen(deps, pair)) return { kind: 'later', code: 'RunInProgress' };
    // What is missing comes from the one, and goes to the other.
    if (!(await isWorthAsking(deps, pair, pass.from))) return { kind: 'later', code: 'SourceSilent' };
    if (!(await isWorthAsking(deps, pair, otherSide(pass.from)))) return { kind: 'later', code: 'TargetSilent' };
    const results = await Promise.all(plan.steps.map((step) => limit(() => takeStep(pass, step))));
    const later = results.find((result): result is Extract<StepResult, { kind: 'later' }> => result.kind === 'later');
    if (later !== undefined)
      return { kind: 'later', code: later.reason.code, ...(later.at === undefined ? {} : { at: later.at }) };
  }
  return { kind: 'later', code: 'NotFinished' };
}

/** Rows of what has turned out to be needed, so that nothing is read or copied that another job has mirrored. */
async function loadNeeds({ deps, pair, from, rows, read }: Pass): Promise<void> {
  const needs = [...read.values()].flatMap((asset) => (asset.kind === 'found' ? asset.needs : []));
  const unknown = needs.filter((what) => !rows.has(mirrorKey(what)));
  for (const [key, row] of await knownRows(deps, pair, from, unknown)) rows.set(key, row);
}

/** Writes the disposition down if it says anything new. */
async function judged(deps: Deps, job: LiveJob, disposition: Disposition): Promise<MirrorResult> {
  if (saysMore(job.disposition, disposition)) {
    await deps.ledger.recordDisposition(job.pair, job.key, disposition);
    deps.log.info('job.disposition', { pair: job.pair, job: job.key, disposition: disposition.kind });
  }
  return { kind: 'judged', disposition };
}

/** What is known of both workspaces; what was never asked for is asked for now. */
async function directionOf(deps: Deps, pair: PairConfig, job: LiveJob): Promise<Direction> {
  const from = sideOf(job.key);
  const [source, target] = await Promise.all([from, otherSide(from)].map((side) => factsOf(deps, pair, side)));
  return directionBy(deps, pair, from, { source, target });
}

async function factsOf(deps: Deps, pair: PairConfig, side: Side): Promise<WorkspaceFacts | undefined> {
  const known = await deps.assets.facts(pair.name, side);
  if (known !== undefined || !(await isWorthAsking(deps, pair, side))) return known;
  const answer = await refreshFacts(deps, pair, side);
  if (answer.kind === 'found') return answer.facts;
  deps.log.warn('mirror.no-facts', { pair: pair.name, side, why: answer.kind });
  return undefined;
}

export async function isRunOpen(deps: Deps, pair: PairConfig): Promise<boolean> {
  const { claim } = await deps.pointers.read(pair.name);
  return openRunOf(claim) !== undefined;
}
