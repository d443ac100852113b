import { isRejected } from './proposal.ts';
import { span, type Rung } from './rung.ts';
import { formatInstant, plus } from './time.ts';

/** The rungs that keep automation from acting, whatever the evidence: they come first. */
export const safetyRungs: readonly Rung[] = [
  {
    // One run at a time: a lock for as long as it lives, not a time that may pass while it still works.
    code: 'RunInProgress',
    decision: 'hold',
    effect: 'supersede',
    says: ({ input }) => (input.openRun === undefined ? undefined : `${input.openRun} is in progress`),
  },
  {
    // The brake. A person may still start a run.
    code: 'Paused',
    decision: 'hold',
    effect: 'withdraw',
    says: ({ input }) => (input.paused === undefined ? undefined : `automation was paused by ${input.paused.by}`),
  },
  {
    // Without sight nothing can be judged, and what fails then fails because of us.
    code: 'Blind',
    decision: 'hold',
    effect: 'keep',
    says: ({ seen }) => seen.blind,
  },
  {
    // Throttled and refused probes are no evidence, and neither is not hearing anything.
    code: 'NoEvidence',
    decision: 'hold',
    effect: 'withdraw',
    says: ({ seen, here }) =>
      seen.evidence.length > 0 || seen.view.kind === 'unsettled'
        ? undefined
        : `nothing counts against ${here.name}; its last probe: ${seen.probe?.state ?? 'none'}`,
  },
  {
    code: 'ManualMode',
    decision: 'hold',
    effect: 'withdraw',
    says: ({ input, here }) =>
      input.policy.mode === 'manual' ? `${here.name} looks bad, and only a person may start a run` : undefined,
  },
  {
    // What a run left behind should be looked at before the next. A planned one was somebody's wish, and who approves has looked.
    code: 'CoolDown',
    decision: 'hold',
    effect: 'keep',
    says({ input: { lastRun, policy, now, proposal } }) {
      if (proposal?.state === 'approved') return undefined;
      if (lastRun === undefined || lastRun.acknowledged || lastRun.mode === 'planned') return undefined;
      if (lastRun.kind !== 'failover' && lastRun.kind !== 'failback') return undefined;
      const until = plus(lastRun.endedAt, policy.coolDown);
      return now < until
        ? `${lastRun.run} ended at ${formatInstant(lastRun.endedAt)}: automation rests for ${span(until - now)} more, or until the run is acknowledged`
        : undefined;
    },
  },
  {
    code: 'MinimumDelay',
    decision: 'hold',
    effect: 'keep',
    says({ input: { lastSwitch, policy, now, proposal } }) {
      if (proposal?.state === 'approved') return undefined;
      if (lastSwitch === undefined || now >= plus(lastSwitch, policy.minimumDelay)) return undefined;
      return `the last switch was at ${formatInstant(lastSwitch)}, and two are at least ${span(policy.minimumDelay)} apart`;
    },
  },
  {
    // A person said no to this. Another group that joins is news, and is put forward again.
    code: 'Rejected',
    decision: 'hold',
    effect: 'keep',
    says: ({ input: { proposal, active, policy, now }, seen }) =>
      isRejected(proposal, { source: active, accusers: seen.accusers, rejectedFor: policy.rejectedFor, now })
        ? `${proposal?.id} was rejected, and the evidence is the same`
        : undefined,
  },
  {
    // Where the standby does not answer either, moving helps nobody, and we may be the one who is cut off.
    code: 'StandbyUnreachable',
    decision: 'hold',
    effect: 'keep',
    says({ seen, here, standby }) {
      if (seen.standbyView.kind === 'answers') return undefined;
      const why = seen.standbyView.kind === 'unsettled' ? ` (${seen.standbyView.why})` : '';
      return `${here.name} looks bad, but the last probe of ${standby.name} is ${seen.standbyProbe?.state ?? 'missing'}${why}`;
    },
  },
  {
    code: 'StandbyUnhealthy',
    decision: 'hold',
    effect: 'keep',
    says: ({ seen, here, standby }) =>
      seen.standbyEvidence.length === 0
        ? undefined
        : `${here.name} looks bad, but so does ${standby.name}: ${seen.standbyEvidence.map(({ source }) => source).join(', ')}`,
  },
  {
    code: 'StandbyUnready',
    decision: 'hold',
    effect: 'keep',
    says({ input: { readiness, policy, now }, standby }) {
      if (readiness === undefined || policy.waive.includes('readiness')) return undefined;
      if (readiness.state === 'unready') return `${standby.name} is not ready: ${readiness.reasons.join('; ')}`;
      return now - readiness.at > policy.readinessAge
        ? `${standby.name} was last seen ready at ${formatInstant(readiness.at)}, which is too long ago`
        : undefined;
    },
  },
  {
    // What still runs there unseen would run twice, and nobody knows yet what that is.
    code: 'StandbyQuarantined',
    decision: 'hold',
    effect: 'keep',
    says({ input: { quarantine }, standby }) {
      if (quarantine === undefined) return undefined;
      return `${standby.name} is quarantined: ${quarantine.open} originals of ${quarantine.runs.join(', ')} are not settled`;
    },
  },
  {
    code: 'Residency',
    decision: 'hold',
    effect: 'keep',
    says({ input: { policy }, standby }) {
      const allowed = policy.allowedRegions;
      if (allowed.length === 0 || allowed.includes(standby.region)) return undefined;
      return `${standby.name} is in ${standby.region}, and jobs may be in ${allowed.join(', ')} only`;
    },
  },
];
