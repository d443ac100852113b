import { assess } from '../core/assess.ts';
import type { PairConfig } from '../core/config.ts';
import { lastDrillIn } from '../core/drill/last-drill.ts';
import { otherSide, type PairName, type Side } from '../core/ids.ts';
import { changeOf, judgeReadiness, type Readiness } from '../core/readiness/readiness.ts';
import type { Known, WorkspaceSurvey } from '../core/readiness/survey.ts';
import { plus } from '../core/time.ts';
import { announce } from './announce.ts';
import { demandOfAll } from './demand.ts';
import type { Deps } from './deps.ts';
import { isRunOpen } from './mirror-job.ts';
import { isWorthAsking } from './reach.ts';

/**
 * Looks at the standby of every pair, judges it, and tells the world when a check begins or ceases to fail. While a run
 * is open nobody asks: the run needs ARM's budget, and what is found in the middle of a switch is true of neither side.
 */
export async function lookAtReadiness(deps: Deps): Promise<void> {
  for (const pair of deps.config.pairs) {
    if (await isRunOpen(deps, pair)) continue;
    await lookAtPair(deps, pair);
  }
}

async function lookAtPair(deps: Deps, pair: PairConfig): Promise<void> {
  const [before, { active }] = await Promise.all([deps.readiness.get(pair.name), deps.pointers.read(pair.name)]);
  const source = active.active;
  const now = deps.clock.now();
  const [standbySurvey, sourceSurvey, live, mirrored, runs, signals, unannounced] = await Promise.all([
    survey(deps, pair, otherSide(source)),
    survey(deps, pair, source),
    deps.ledger.live(pair.name, source),
    deps.assets.list(pair.name, source, 'failed'),
    deps.runs.listRuns(pair.name),
    deps.signals.list(pair.name, plus(now, -deps.config.health.maxEvidenceAge)),
    lastUnannounced(deps, pair.name),
  ]);
  const { standbyView } = assess({ active: source, signals, health: deps.config.health, policy: pair.policy, now });
  const readiness = judgeReadiness(
    {
      ...{ pair, active: source, now, standbyView, live, mirrored },
      lastDrill: lastDrillIn(runs, otherSide(source)),
      standby: standbySurvey,
      source: sourceSurvey,
      selection: deps.config.selection,
      demand: await demandOfAll(deps, pair, source, live),
      topic: deps.announcer.topic,
      writesPerSecond: deps.config.run.writesPerSecond,
      ...(unannounced === undefined ? {} : { lastUnannounced: unannounced }),
    },
    before?.row,
  );
  await tell(deps, before?.row, readiness);
  const written = await deps.readiness.put(readiness, before?.etag);
  deps.log.info('readiness', {
    pair: pair.name,
    state: readiness.state,
    failing: readiness.checks.filter(({ state }) => state === 'fail').map(({ code }) => code),
    written,
  });
}

/** Before it is written down: whoever dies in between tells it again, under the same id. */
async function tell(deps: Deps, before: Readiness | undefined, now: Readiness): Promise<void> {
  const change = changeOf(before, now);
  if (change === undefined) return;
  const { pair, side, state, at } = now;
  const concerned = now.checks.filter(({ code }) => change.failing.includes(code));
  await announce(deps, {
    type: 'ReadinessChanged',
    ...{ pair, at, id: change.id },
    about: '/readiness',
    data: {
      ...{ side, state, change: change.change },
      failing: concerned.map(({ code, message, todo }) => ({ code, message, todo: todo ?? null })),
      recovered: [...change.recovered],
    },
  });
}

async function survey(deps: Deps, pair: PairConfig, side: Side): Promise<Known<WorkspaceSurvey>> {
  if (!(await isWorthAsking(deps, pair, side)))
    return { kind: 'unknown', reason: { code: 'Silent', message: 'its last probe was not answered' } };
  const answer = await deps.surveys.survey(pair.workspaces[side]);
  if (answer.kind === 'found') return { kind: 'known', value: answer.survey };
  const reason = answer.kind === 'throttled' ? { code: 'Throttled', message: 'ARM throttles the app' } : answer.reason;
  deps.log.warn('readiness.no-survey', { pair: pair.name, side, why: answer.kind, code: reason.code });
  return { kind: 'unknown', reason };
}

const entriesLookedAt = 100;

/** The audit keeps what did not reach the topic, newest first. */
async function lastUnannounced(deps: Deps, pair: PairName) {
  const entries = await deps.audit.list(pair, entriesLookedAt);
  const found = entries.find(({ what }) => what.startsWith('announce '));
  return found === undefined ? undefined : { reason: found.outcome, at: found.at };
}
