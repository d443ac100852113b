import type { Readiness as ReadinessOfPair } from '../decision.ts';
import { forecastOf, type Forecast } from '../forecast.ts';
import { otherSide, shortHash, type PairName, type Side } from '../ids.ts';
import type { Instant } from '../time.ts';
import type { Check, CheckCode, CheckInput } from './check.ts';
import { aroundChecks } from './checks-around.ts';
import { jobChecks } from './checks-jobs.ts';
import { standbyChecks } from './checks-standby.ts';

/** How ready the standby is, check by check, as of the last look. One row per pair. */
export type Readiness = {
  readonly pair: PairName;
  /** The standby that was looked at. */
  readonly side: Side;
  readonly state: 'ready' | 'unready';
  readonly at: Instant;
  /** Since when no check has begun or ceased to fail. */
  readonly since: Instant;
  readonly checks: readonly Check[];
  readonly forecast: Forecast;
};

/** A change that is worth an event: what began to fail, and what fails no longer. */
export type ReadinessChange = {
  readonly change: 'worse' | 'better';
  readonly failing: readonly CheckCode[];
  readonly recovered: readonly CheckCode[];
  /** Equal for the same change, however often it is told. */
  readonly id: string;
};

/**
 * Judges the standby. It is `unready` only when a failover would be pointless for every job: what blocks some of them is
 * a check that fails, for the others can still be saved.
 */
export function judgeReadiness(
  input: CheckInput & { readonly writesPerSecond: number },
  before: Readiness | undefined,
): Readiness {
  const checks = [...standbyChecks(input), ...jobChecks(input), ...aroundChecks(input)];
  const { pair, active, now } = input;
  const side = otherSide(active);
  const state = checks.some(({ stops }) => stops === 'everything') ? 'unready' : 'ready';
  const fails = failing(checks).join();
  const same = before !== undefined && before.side === side && failing(before.checks).join() === fails;
  return {
    ...{ pair: pair.name, side, state, at: now, checks },
    since: same ? before.since : now,
    forecast: forecastOf(input.live, active, input, now),
  };
}

/**
 * What to tell the world, if anything. After a switch another workspace is the standby, of which nothing was told yet.
 * Warnings come and go with the load, and are shown but not told.
 */
export function changeOf(before: Readiness | undefined, now: Readiness): ReadinessChange | undefined {
  const known = before?.side === now.side ? failing(before.checks) : [];
  const fails = failing(now.checks);
  const begun = fails.filter((code) => !known.includes(code));
  const recovered = known.filter((code) => !fails.includes(code));
  if (begun.length === 0 && recovered.length === 0) return undefined;
  return {
    change: begun.length > 0 || (before?.state === 'ready' && now.state === 'unready') ? 'worse' : 'better',
    failing: begun,
    recovered,
    id: `${now.pair}-readiness-${shortHash(`${before?.since ?? 0} ${now.side} ${fails.join()}`, 16)}`,
  };
}

/** What the ladder is told. A look at the workspace that is active by now says nothing of the standby. */
export function readinessForLadder(found: Readiness | undefined, active: Side): ReadinessOfPair | undefined {
  if (found === undefined || found.side !== otherSide(active)) return undefined;
  const reasons = found.checks.filter(({ stops }) => stops === 'everything').map(({ message }) => message);
  return found.state === 'ready' ? { state: 'ready', at: found.at } : { state: 'unready', at: found.at, reasons };
}

function failing(checks: readonly Check[]): readonly CheckCode[] {
  return checks.filter(({ state }) => state === 'fail').map(({ code }) => code);
}
