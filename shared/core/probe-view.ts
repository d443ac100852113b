import type { Policy } from './policy.ts';
import type { ProbeOutcome, ProbeSignal, WitnessSignal } from './signal.ts';
import { instant, type Instant } from './time.ts';

/**
 * What a row of probes says together (hysteresis). One answer is an accident: to be taken for down, a workspace must
 * have failed as often in a row as the policy says, up to the very last probe; and once down, it must have answered as
 * often in a row before it is taken for well.
 * @param blindUntil when we last were blind: the row begins after it.
 */
export type ProbeView =
  | { readonly kind: 'answers' }
  | { readonly kind: 'fails'; readonly inARow: number; readonly since: Instant }
  /** It began to fail, or began to answer again; either may pass. */
  | { readonly kind: 'unsettled'; readonly why: string }
  /** Not asked lately, or the answer was ARM's own (429, 401, no token): the workspace behind it was not asked. */
  | { readonly kind: 'unknown'; readonly why: string };

export function probeView(
  probe: ProbeSignal | WitnessSignal | undefined,
  policy: Pick<Policy, 'failedProbes' | 'goodProbes' | 'ages'>,
  now: Instant,
  blindUntil: Instant = instant(0),
): ProbeView {
  if (probe === undefined) return { kind: 'unknown', why: 'missing' };
  // What failed while we could reach nothing at all failed because of us.
  const outcomes = unbroken(probe, policy.ages.probe, now).filter(({ at }) => at > blindUntil);
  const last = outcomes.at(-1);
  if (last === undefined) return { kind: 'unknown', why: 'too old' };

  let [failed, good, down] = [0, 0, false];
  let failsSince = last.at;
  for (const { state, at } of outcomes) {
    if (state === 'unreachable' && failed === 0) failsSince = at;
    // An answer of ARM's own ends both rows: somebody did answer, and it was not the workspace.
    failed = state === 'unreachable' ? failed + 1 : 0;
    good = state === 'alive' ? good + 1 : 0;
    if (failed >= policy.failedProbes) down = true;
    if (good >= policy.goodProbes) down = false;
  }
  if (last.state === 'unreachable') {
    return failed >= policy.failedProbes
      ? { kind: 'fails', inARow: failed, since: failsSince }
      : { kind: 'unsettled', why: `${failed} of ${policy.failedProbes} probes in a row have failed` };
  }
  if (last.state !== 'alive') return { kind: 'unknown', why: last.state };
  return down
    ? { kind: 'unsettled', why: `it was down, and ${good} of ${policy.goodProbes} probes in a row have been answered` }
    : { kind: 'answers' };
}

/** The outcomes up to now without a gap, oldest first: what was before a time when nobody asked is no part of the row. */
function unbroken(probe: ProbeSignal | WitnessSignal, longest: number, now: Instant): ProbeOutcome[] {
  const row: ProbeOutcome[] = [];
  let next = now;
  for (const outcome of [{ state: probe.state, at: probe.receivedAt }, ...(probe.earlier ?? [])]) {
    if (next - outcome.at > longest) break;
    row.unshift(outcome);
    next = outcome.at;
  }
  return row;
}
