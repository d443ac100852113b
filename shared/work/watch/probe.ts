import type { PairConfig } from '../../core/config.ts';
import { sides, type Side } from '../../core/ids.ts';
import type { ProbeSignal, WitnessSignal } from '../../core/signal.ts';
import type { Instant } from '../../core/time.ts';
import { storageAccountsOf } from '../../core/workspace.ts';
import type { ArmTrouble, Reached } from '../../ports.ts';
import type { Deps } from '../deps.ts';

type Answer = { readonly kind: 'alive' } | Reached | ArmTrouble;
type Probed = ProbeSignal | WitnessSignal;

/**
 * Asks both workspaces of a pair, their storage, and what depends on neither. All at once, each with its own deadline,
 * and what was heard is written down without waiting for the others.
 * @param witness the answer of the control endpoint, which all pairs share.
 */
export async function probePair(deps: Deps, pair: PairConfig, witness: Promise<Reached>): Promise<readonly Probed[]> {
  const questions = sides.flatMap((side) => [
    ask(deps, pair, () => deps.workspaces.probe(pair.workspaces[side]), { side, subject: 'control-plane' }),
    ...storageOf(deps, pair, side),
  ]);
  const all = [...questions, ask(deps, pair, () => witness, { side: 'witness', subject: 'control-endpoint' })];
  return Promise.all(all);
}

/** Whether we may be the one who is cut off: then not hearing of anything means nothing. */
export function isCutOff(probes: readonly Probed[]): boolean {
  const planes = probes.filter(({ subject }) => subject === 'control-plane');
  return (
    planes.every(({ state }) => state === 'unreachable') ||
    probes.some(({ side, state }) => state === 'no-token' || (side === 'witness' && state === 'unreachable'))
  );
}

/** The sides whose workspace was not asked, because ARM answered in its stead. */
export function turnedAwayFrom(probes: readonly Probed[]): readonly Side[] {
  return sides.filter((side) =>
    probes.some(
      (probe) =>
        probe.side === side &&
        probe.subject === 'control-plane' &&
        (probe.state === 'throttled' || probe.state === 'refused'),
    ),
  );
}

function storageOf(deps: Deps, pair: PairConfig, side: Side): Promise<Probed>[] {
  const accounts = storageAccountsOf(pair.workspaces[side].associatedResources);
  if (accounts.length === 0) return [];
  const question = async (): Promise<Reached> => {
    const answers = await Promise.all(accounts.map((account) => deps.reach.storage(account)));
    const failed = answers.findIndex(({ kind }) => kind === 'unreachable');
    const answer = answers[Math.max(0, failed)] ?? ({ kind: 'throttled' } as const);
    if (answer.kind !== 'unreachable' || accounts.length === 1) return answer;
    return { ...answer, reason: { ...answer.reason, message: `${accounts[failed]}: ${answer.reason.message}` } };
  };
  return [ask(deps, pair, question, { side, subject: 'storage' })];
}

type About = Pick<ProbeSignal, 'side' | 'subject'> | Pick<WitnessSignal, 'side' | 'subject'>;

async function ask(deps: Deps, pair: PairConfig, question: () => Promise<Answer>, about: About): Promise<Probed> {
  const answer = await question();
  const signal = signalOf(answer, about, deps.clock.now());
  await deps.signals.put(pair.name, signal);
  return signal;
}

function signalOf(answer: Answer, about: About, now: Instant): Probed {
  const detail = 'reason' in answer ? `${answer.reason.code}: ${answer.reason.message}` : told(answer);
  const common = { group: 'our-view', source: 'probe', detail, since: now, receivedAt: now } as const;
  return { ...common, ...about, state: answer.kind };
}

function told(answer: Answer): string {
  return 'status' in answer ? `answered ${answer.status}` : answer.kind;
}
