import type { Policy } from './policy.ts';
import type { ProbeView } from './probe-view.ts';
import type { Quarantine } from './quarantine.ts';
import type { Reason } from './reason.ts';
import { span } from './rung.ts';
import { formatInstant, plus, type Instant } from './time.ts';

/** What is known of the workspace that a failback leads home to. */
export type HomeView = {
  readonly name: string;
  readonly view: ProbeView;
  /** What counts against it, in words. */
  readonly evidence: readonly string[];
  readonly quarantine?: Quarantine;
  /** When the pointer was last moved; absent: never. */
  readonly switchedAt?: Instant;
};

export type FailbackWish = { readonly keep?: 'origins'; readonly force?: readonly string[] };

/** What stands in the way of going home, beside what stands in the way of any run; all of it at once. */
export function reasonsAgainstFailback(
  { keep, force = [] }: FailbackWish,
  home: HomeView,
  policy: Pick<Policy, 'minimumDelay'>,
  now: Instant,
): readonly Reason[] {
  const reasons: Reason[] = [];
  const { name, view, evidence, quarantine, switchedAt } = home;
  if (view.kind !== 'answers' && view.kind !== 'unsettled' && !force.includes('standbyUnready'))
    reasons.push({
      code: 'NotBackYet',
      message: `${name} has not answered our probes for long enough (${wordsOf(view)}); wait, or force standbyUnready`,
    });
  if (evidence.length > 0 && !force.includes('standbyUnready'))
    reasons.push({
      code: 'StandbyUnhealthy',
      message: `something counts against ${name}: ${evidence.join('; ')}; wait, or force standbyUnready`,
    });
  // Nobody can take this upon themselves: what still runs there would run twice. Undoing the failover is what ends it.
  if (quarantine !== undefined && keep !== 'origins')
    reasons.push({
      code: 'Quarantined',
      message: `${quarantine.open} originals of ${quarantine.runs.join(', ')} are not settled in ${name}; wait, or undo the failover with keep: origins`,
    });
  const until = switchedAt === undefined ? now : plus(switchedAt, policy.minimumDelay);
  // A failover that was none is undone the sooner the better.
  if (now < until && keep !== 'origins' && !force.includes('coolDown'))
    reasons.push({
      code: 'MinimumDelay',
      message: `the last switch was at ${formatInstant(switchedAt ?? now)}: wait for ${span(until - now)}, or force coolDown`,
    });
  return reasons;
}

function wordsOf(view: ProbeView): string {
  if (view.kind === 'unknown') return `unknown: ${view.why}`;
  return view.kind === 'fails' ? `${view.inARow} failed in a row` : view.kind;
}
