import { acknowledge, pause, resume, type Brake } from '../core/brake.ts';
import type { PairConfig } from '../core/config.ts';
import type { RunId } from '../core/ids.ts';
import { wordSignal, type OperatorWord } from '../core/operator-command.ts';
import type { OperatorSignal } from '../core/signal.ts';
import type { Deps } from './deps.ts';
import { lastRunOf } from './watch/gather.ts';

/** Holds automation until somebody resumes. What a person starts is started all the same. */
export async function pauseAutomation(deps: Deps, pair: PairConfig, by: string, reason: string): Promise<Brake> {
  return brake(deps, pair, by, 'pause', { code: 'Paused', message: reason }, (now) =>
    pause(now, by, reason, deps.clock.now()),
  );
}

export async function resumeAutomation(deps: Deps, pair: PairConfig, by: string): Promise<Brake> {
  return brake(deps, pair, by, 'resume', { code: 'Resumed', message: 'automation may act again' }, resume);
}

export type Acknowledged =
  | { readonly kind: 'acknowledged'; readonly run: RunId; readonly brake: Brake }
  | { readonly kind: 'busy'; readonly run: RunId }
  | { readonly kind: 'no-run' };

/** Somebody has looked at what the last run did: automation need not rest any longer. */
export async function acknowledgeRun(deps: Deps, pair: PairConfig, by: string): Promise<Acknowledged> {
  const { claim } = await deps.pointers.read(pair.name);
  if (claim !== undefined && claim.state !== 'ended') return { kind: 'busy', run: claim.order.run };
  const last = await lastRunOf(deps, pair, claim);
  if (last === undefined) return { kind: 'no-run' };
  const { run } = last;
  const outcome = { code: 'Acknowledged', message: `${run} was looked at; its cool-down is over` };
  const after = await brake(deps, pair, by, `acknowledge ${run}`, outcome, (now) =>
    acknowledge(now, run, by, deps.clock.now()),
  );
  return { kind: 'acknowledged', run, brake: after };
}

/** Keeps what a person says of a workspace as evidence. It starts nothing by itself. */
export async function sayWord(deps: Deps, pair: PairConfig, by: string, word: OperatorWord): Promise<OperatorSignal> {
  const signal = wordSignal(word, by, deps.clock.now());
  await deps.signals.put(pair.name, signal);
  const { side, source, subject, state } = signal;
  deps.log.info('signal', { pair: pair.name, side, source, subject, state });
  const code = word.state === 'down' ? 'OperatorSaysDown' : 'OperatorSaysWell';
  const outcome = { code, message: word.reason };
  await deps.audit.add({ at: signal.receivedAt, who: by, what: `word on ${side}`, outcome, pair: pair.name });
  return signal;
}

/** Repeating it changes nothing, and leaves no second entry in the audit. */
async function brake(
  deps: Deps,
  { name }: PairConfig,
  by: string,
  what: string,
  outcome: { code: string; message: string },
  next: (now: Brake) => Brake,
): Promise<Brake> {
  const { before, after } = await deps.brakes.change(name, next);
  if (before === after) return after;
  deps.log.info('brake', { pair: name, by, what, code: outcome.code });
  await deps.audit.add({ at: deps.clock.now(), who: by, what, outcome, pair: name });
  return after;
}
