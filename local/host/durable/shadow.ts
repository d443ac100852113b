import { ACTION, type Action, type RetryOptions, type TimerAction } from './actions.ts';
import { decisionMismatch, type Decision, type DecisionBody } from './decision.ts';
import { EVENT, type HistoryEvent } from './history.ts';

/** How .NET sees an execution after a history: what it would schedule next, and what it still waits for. */
export interface Replay {
  /** Scheduled by the actions but not yet in the history, in the order of their ids. */
  readonly decisions: readonly Decision[];
  /** How many ids were reserved. */
  readonly nextId: number;
  /** The index of the action that has not settled, if any: later ones are not invoked before it. */
  readonly blockedAt: number | undefined;
  /** Activities, sub-orchestrations and timers under way: .NET ends no execution before they have ended. */
  readonly openTasks: number;
  /** Calls with retries that have not come to their end. */
  readonly openRetries: number;
  readonly continueAsNew: { readonly input: unknown; readonly carried: readonly HistoryEvent[] } | undefined;
  /** Set when the history does not fit the actions. */
  readonly nonDeterminism: string | undefined;
}

/** Told once whether the task succeeded. */
type Settle = (ok: boolean) => void;

// Both sides cut timers above six days into pieces of three.
const LONGEST_TIMER_MS = 6 * 86_400_000;
const TIMER_PIECE_MS = 3 * 86_400_000;

/**
 * Runs a history over the actions of an orchestrator with the rules of .NET's side, not those of JavaScript's: actions
 * one after the other, Task.all settling only when all its children have, cancelled timers settling when they are
 * created. Where the two sides differ, ids part as they would on Azure.
 */
export function replay(actions: readonly Action[], history: readonly HistoryEvent[]): Replay {
  const shadow = new Shadow(actions);
  for (const each of history) shadow.apply(each);
  return shadow.result();
}

class Shadow {
  readonly #actions: readonly Action[];
  readonly #reserved = new Map<number, Decision>();
  readonly #open = new Map<number, Settle>();
  readonly #waiters = new Map<string, Settle[]>();
  readonly #buffered = new Map<string, number>();
  readonly #carried: HistoryEvent[] = [];
  #continueAsNew: { readonly input: unknown } | undefined;
  #nonDeterminism: string | undefined;
  #nextId = 0;
  #next = 0;
  #advancing = false;
  #blocked = false;
  #openRetries = 0;
  #now = 0;

  constructor(actions: readonly Action[]) {
    this.#actions = actions;
  }

  apply(event: HistoryEvent): void {
    if (this.#nonDeterminism !== undefined) return;
    switch (event.EventType) {
      case EVENT.orchestratorStarted:
        this.#now = Math.max(this.#now, Date.parse(event.Timestamp));
        return;
      case EVENT.executionStarted:
        this.#advance();
        return;
      case EVENT.taskScheduled:
      case EVENT.timerCreated:
      case EVENT.subOrchestrationCreated:
        this.#nonDeterminism = decisionMismatch(event, this.#reserved.get(event.EventId));
        this.#reserved.delete(event.EventId);
        return;
      case EVENT.taskCompleted:
      case EVENT.subOrchestrationCompleted:
        this.#settle(event.TaskScheduledId, true);
        return;
      case EVENT.taskFailed:
      case EVENT.subOrchestrationFailed:
        this.#settle(event.TaskScheduledId, false);
        return;
      case EVENT.timerFired:
        this.#settle(event.TimerId, true);
        return;
      case EVENT.eventRaised:
        this.#raise(event);
        return;
      default:
    }
  }

  result(): Replay {
    return {
      decisions: [...this.#reserved.values()],
      nextId: this.#nextId,
      blockedAt: this.#blocked ? this.#next - 1 : undefined,
      openTasks: this.#open.size,
      openRetries: this.#openRetries,
      continueAsNew: this.#continueAsNew && { input: this.#continueAsNew.input, carried: this.#carried },
      nonDeterminism: this.#nonDeterminism,
    };
  }

  /** Invokes actions until one does not settle at once. A loop, because thousands may settle at once. */
  #advance(): void {
    if (this.#advancing) return;
    this.#advancing = true;
    this.#blocked = false;
    for (let action = this.#actions[this.#next]; action !== undefined && !this.#blocked;) {
      this.#next += 1;
      this.#blocked = true;
      this.#invoke(action, () => {
        this.#blocked = false;
        this.#advance();
      });
      action = this.#actions[this.#next];
    }
    this.#advancing = false;
  }

  #invoke(action: Action, settle: Settle): void {
    switch (action.actionType) {
      case ACTION.callActivity:
      case ACTION.callActivityWithRetry: {
        const body: DecisionBody = { kind: 'activity', name: action.functionName, input: action.input ?? null };
        this.#attempt(body, action.retryOptions, settle);
        return;
      }
      case ACTION.callSubOrchestrator:
      case ACTION.callSubOrchestratorWithRetry: {
        const body: DecisionBody = {
          kind: 'orchestration',
          name: action.functionName,
          input: action.input ?? null,
          instanceId: action.instanceId,
          version: action.version ?? '',
        };
        this.#attempt(body, action.retryOptions, settle);
        return;
      }
      case ACTION.continueAsNew:
        this.#continueAsNew = { input: action.input ?? null };
        settle(true);
        return;
      case ACTION.createTimer:
        this.#timer(action, settle);
        return;
      case ACTION.waitForExternalEvent:
        this.#wait(action.externalEventName, settle);
        return;
      case ACTION.whenAny:
      case ACTION.whenAll:
        this.#compound(action.compoundActions, action.actionType === ACTION.whenAny ? 1 : undefined, settle);
        return;
      default:
        this.#nonDeterminism = `This host does not know action ${JSON.stringify(action)}.`;
    }
  }

  /** Settles when `needed` (or all) children have: after all of them were invoked, so that each has taken its ids. */
  #compound(children: readonly Action[], needed: number | undefined, settle: Settle): void {
    let missing = needed ?? children.length;
    let invoked = false;
    for (const child of children) {
      this.#invoke(child, () => {
        missing -= 1;
        if (missing === 0 && invoked) settle(true);
      });
    }
    invoked = true;
    if (missing <= 0) settle(true);
  }

  #attempt(body: DecisionBody, retry: RetryOptions | undefined, settle: Settle, attempt = 0): void {
    if (retry !== undefined && attempt === 0) this.#openRetries += 1;
    this.#schedule(body, (ok) => {
      if (retry === undefined) return settle(ok);
      const end = (final: boolean): void => {
        this.#openRetries -= 1;
        settle(final);
      };
      if (ok) return end(true);
      const last = attempt + 1 >= retry.maxNumberOfAttempts;
      // Even after the last attempt there is a timer: older histories have it, so DTFx keeps it.
      const fireAt = this.#now + (last ? 0 : retryDelay(retry, attempt));
      this.#schedule({ kind: 'timer', fireAt }, () =>
        last ? end(false) : this.#attempt(body, retry, settle, attempt + 1),
      );
    });
  }

  #timer(action: TimerAction, settle: Settle): void {
    const fireAt = Date.parse(action.fireAt);
    const piece = fireAt - this.#now > LONGEST_TIMER_MS ? this.#now + TIMER_PIECE_MS : fireAt;
    const id = this.#schedule({ kind: 'timer', fireAt: piece }, () =>
      this.#now < fireAt ? this.#timer(action, settle) : settle(true),
    );
    if (!action.isCanceled) return;
    // The message stays scheduled and will be ignored; only nobody waits for it any more.
    this.#open.delete(id);
    settle(true);
  }

  #schedule(body: DecisionBody, settle: Settle): number {
    const id = this.#nextId++;
    this.#reserved.set(id, { ...body, id });
    this.#open.set(id, settle);
    return id;
  }

  #settle(id: number | undefined, ok: boolean): void {
    if (id === undefined) return;
    const settle = this.#open.get(id);
    this.#open.delete(id);
    settle?.(ok);
  }

  #wait(name: string, settle: Settle): void {
    const key = name.toLowerCase();
    const buffered = this.#buffered.get(key) ?? 0;
    if (buffered > 0) {
      this.#buffered.set(key, buffered - 1);
      settle(true);
      return;
    }
    // The last waiter is the first served.
    this.#waiters.set(key, [...(this.#waiters.get(key) ?? []), settle]);
  }

  #raise(event: HistoryEvent): void {
    if (this.#continueAsNew !== undefined) {
      this.#carried.push(event);
      return;
    }
    const key = (event.Name ?? '').toLowerCase();
    const waiter = this.#waiters.get(key)?.pop();
    if (waiter === undefined) this.#buffered.set(key, (this.#buffered.get(key) ?? 0) + 1);
    else waiter(true);
  }
}

function retryDelay(retry: RetryOptions, attempt: number): number {
  const delay = retry.firstRetryIntervalInMilliseconds * (retry.backoffCoefficient ?? 1) ** attempt;
  return Math.min(delay, retry.maxRetryIntervalInMilliseconds ?? Number.POSITIVE_INFINITY);
}
