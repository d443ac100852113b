import { isGrey, othersAgree } from './assess.ts';
import { safetyRungs } from './ladder-safety.ts';
import { isRipe } from './proposal.ts';
import type { Case, Rung } from './rung.ts';
import type { Group } from './signal.ts';
import { span } from './rung.ts';

/** Whether these groups, and no other, have something against the active workspace. */
function alone({ seen }: Case, group: Group): boolean {
  return seen.accusers.length === 1 && seen.accusers[0] === group;
}

function accuse({ seen }: Case, ...groups: readonly Group[]): boolean {
  return groups.every((group) => seen.accusers.includes(group));
}

/** How the workspace answers us, for a sentence. */
function answer({ seen }: Case): string {
  return seen.probe?.state ?? 'missing';
}

/**
 * Whether jobs are seen to fail while Azure reports an incident, and the policy takes that to suffice. Silence is no
 * failing job: whoever can be asked and says nothing of its jobs may have refused to.
 */
function jobsSuffice(judged: Case): boolean {
  const { seen, input } = judged;
  const jobsFail = seen.evidence.some((signal) => isGrey(signal) && signal.source !== 'silence');
  return input.policy.whileItAnswers === 'fail-over' && accuse(judged, 'provider') && jobsFail;
}

/** The rungs that weigh the evidence: one group alone, then what a person has to see, then what suffices. */
const evidenceRungs: readonly Rung[] = [
  {
    // A person's word is carried out while the evidence stands; if the app died in between, it is here that it goes on.
    code: 'Approved',
    decision: 'fail-over',
    effect: 'confirm',
    says: ({ input: { proposal, active } }) =>
      proposal?.state === 'approved' && proposal.source === active
        ? `${proposal.id} was approved by ${proposal.by}`
        : undefined,
  },
  {
    // One failed probe is an accident, and one good one no recovery.
    code: 'Unsettled',
    decision: 'hold',
    effect: 'keep',
    says: ({ seen: { view }, here }) => (view.kind === 'unsettled' ? `${here.name}: ${view.why}` : undefined),
  },
  {
    // Jobs that fail beside it fail because of it. The workspace itself is not accused by anybody.
    code: 'StorageOnly',
    decision: 'ask',
    effect: 'await-person',
    says: ({ seen, here }) =>
      seen.storageOnly
        ? `what ${here.name} stands on is failing, but nothing says so of ${here.name} itself`
        : undefined,
  },
  {
    code: 'ProviderOnly',
    decision: 'ask',
    effect: 'await-person',
    says: (judged) =>
      alone(judged, 'provider')
        ? `Azure reports an incident, but the last probe of ${judged.here.name} is ${answer(judged)}`
        : undefined,
  },
  {
    code: 'ProbeOnly',
    decision: 'ask',
    effect: 'await-person',
    says: (judged) =>
      alone(judged, 'our-view') && !judged.seen.evidence.some(isGrey)
        ? `${judged.here.name} does not answer, but Azure reports no incident`
        : undefined,
  },
  {
    // However much of it there is, it is all seen from one place, by one pair of eyes.
    code: 'OurViewOnly',
    decision: 'ask',
    effect: 'await-person',
    says: (judged) =>
      alone(judged, 'our-view') ? `only we see that ${judged.here.name} fails: ${sources(judged)}` : undefined,
  },
  {
    code: 'SecondViewOnly',
    decision: 'ask',
    effect: 'await-person',
    says: (judged) =>
      alone(judged, 'second-view')
        ? `the availability test fails, but the last probe of ${judged.here.name} is ${answer(judged)}`
        : undefined,
  },
  {
    code: 'OperatorOnly',
    decision: 'ask',
    effect: 'await-person',
    says: (judged) =>
      alone(judged, 'operator') ? `an operator says that ${judged.here.name} is down, and nobody else does` : undefined,
  },
  {
    // It can still be asked to cancel: a planned move is possible, and nothing forces us to hurry.
    code: 'WorkspaceAnswers',
    decision: 'ask',
    effect: 'await-person',
    says(judged) {
      const { seen, here } = judged;
      if (seen.view.kind !== 'answers' || jobsSuffice(judged)) return undefined;
      return `${sources(judged)} speak against ${here.name}, but its control plane answers`;
    },
  },
  {
    // Throttled and refused are ARM's answers. What jobs do beside them is no proof that the workspace does not answer.
    code: 'WorkspaceNotAsked',
    decision: 'ask',
    effect: 'await-person',
    says(judged) {
      const { seen, here } = judged;
      if (seen.view.kind !== 'unknown' || othersAgree(seen) || jobsSuffice(judged)) return undefined;
      return `${sources(judged)} speak against ${here.name}, but it was not asked: its last probe is ${answer(judged)}`;
    },
  },
  {
    code: 'OverCaps',
    decision: 'ask',
    effect: 'await-person',
    says({ input: { inFlight, policy } }) {
      const { jobs, cost } = policy.caps;
      if (inFlight === undefined) return undefined;
      if (jobs !== undefined && inFlight.jobs > jobs) return `${inFlight.jobs} jobs would move, and the cap is ${jobs}`;
      if (cost === undefined || inFlight.cost === undefined) return undefined;
      // Against an estimate that leaves out every job the cap would never hold: who set it wants to be asked.
      if (inFlight.cost === 0 && inFlight.unpriced !== undefined)
        return `nobody knows what the move of ${inFlight.unpriced} jobs would cost, and the cap is ${cost}`;
      if (inFlight.cost <= cost) return undefined;
      const more = inFlight.unpriced === undefined ? '' : `, without ${inFlight.unpriced} jobs of unknown price`;
      return `the move would cost about ${inFlight.cost}${more}, and the cap is ${cost}`;
    },
  },
  {
    // Automation has to earn its trust, and to keep it.
    code: 'DrillOverdue',
    decision: 'ask',
    effect: 'await-person',
    says({ input: { lastDrill, policy, now }, standby }) {
      if (lastDrill === undefined || policy.waive.includes('drill')) return undefined;
      if (lastDrill.state === 'none') return `in ${standby.name} no drill has ever passed`;
      return now - lastDrill.at > policy.drillAge
        ? `the last drill in ${standby.name} passed ${span(now - lastDrill.at)} ago, and ${span(policy.drillAge)} are allowed`
        : undefined;
    },
  },
  {
    code: 'ApprovalMode',
    decision: 'ask',
    effect: 'await-person',
    says: ({ input, here }) =>
      input.policy.mode === 'approval'
        ? `the evidence against ${here.name} suffices, and a person has to approve`
        : undefined,
  },
  {
    // What is true now may be over in a moment. The evidence is read again at the end, and a break starts the clock anew.
    code: 'Confirming',
    decision: 'hold',
    effect: 'await-time',
    says(judged) {
      const { proposal, active, policy, now } = judged.input;
      if (policy.confirmFor === 0 || isRipe(proposal, active, now)) return undefined;
      return `${sources(judged)} agree that ${judged.here.name} is down; this has to last ${span(policy.confirmFor)}`;
    },
  },
  {
    // Two groups that can only fail together if the workspace has.
    code: 'ProviderAndProbeAgree',
    decision: 'fail-over',
    effect: 'confirm',
    says(judged) {
      if (!accuse(judged, 'provider', 'our-view')) return undefined;
      const { seen, here } = judged;
      if (seen.view.kind === 'fails') return `Azure reports an incident, and ${here.name} does not answer`;
      return jobsSuffice(judged) ? `Azure reports an incident, and ${here.name} does not run its jobs` : undefined;
    },
  },
  {
    code: 'SecondViewAgrees',
    decision: 'fail-over',
    effect: 'confirm',
    says: (judged) =>
      accuse(judged, 'second-view') && judged.seen.accusers.length > 1
        ? `an observer elsewhere cannot reach ${judged.here.name} either: ${sources(judged)}`
        : undefined,
  },
  {
    code: 'OperatorAgrees',
    decision: 'fail-over',
    effect: 'confirm',
    says: (judged) =>
      accuse(judged, 'operator') && judged.seen.accusers.length > 1
        ? `an operator says that ${judged.here.name} is down, and so do others: ${sources(judged)}`
        : undefined,
  },
];

function sources({ seen }: Case): string {
  return [...new Set(seen.evidence.map(({ source }) => source))].join(', ');
}

/** The ladder: the first rung that holds decides. Each has a reason code of its own. */
export const ladder: readonly Rung[] = [...safetyRungs, ...evidenceRungs];
