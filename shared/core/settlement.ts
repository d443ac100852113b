import type { Settlement } from './run.ts';
import type { Instant, Millis } from './time.ts';

/** Where a job stands, as far as it matters for who lives on. */
export type Standing = 'live' | 'finalizing' | 'ending' | 'completed' | 'ended' | 'gone';
/** `stuck`: it has been finalizing for longer than anybody waits. */
export type OriginStanding = Standing | 'stuck';
/**
 * `none`: the item never had a copy, or what bears its name is a stranger's. `unbegun`: its run has given it up, and it
 * has not begun since.
 */
export type CopyStanding = Standing | 'none' | 'unbegun';

export type SettlementCode =
  | 'OriginCompleted'
  | 'BothCompleted'
  | 'OriginFinalizing'
  | 'OriginStuck'
  | 'OriginEnding'
  | 'OriginEnded'
  | 'OriginCancelled'
  | 'OriginGone'
  | 'OriginKept'
  | 'CopyLives'
  | 'CopyCompleted'
  | 'CopyEnding'
  | 'CopyNeverBegan';

/** What to do about an origin and its copy. Only `settle` is an end; all else is looked at again. */
export type Verdict =
  | { readonly do: 'settle'; readonly code: SettlementCode; readonly superseded: boolean }
  | { readonly do: 'cancel'; readonly which: 'origin' | 'copy'; readonly code: SettlementCode }
  | { readonly do: 'wait'; readonly code: SettlementCode };

/** Whom a run lets live on where both do. */
export type Keep = 'copies' | 'origins';

const settle = (code: SettlementCode): Verdict => ({ do: 'settle', code, superseded: false });
/** The origin did, or does, what the copy was made for: the item's outcome becomes `superseded`. */
const supersede = (code: SettlementCode): Verdict => ({ do: 'settle', code, superseded: true });
const cancel = (which: 'origin' | 'copy', code: SettlementCode): Verdict => ({ do: 'cancel', which, code });
const wait = (code: SettlementCode): Verdict => ({ do: 'wait', code });

type Row = Readonly<Record<CopyStanding, Verdict>>;

function row(cells: Partial<Row>, otherwise: Verdict): Row {
  const { none, unbegun, live, finalizing, ending, completed, ended, gone } = cells;
  return {
    none: none ?? otherwise,
    unbegun: unbegun ?? live ?? otherwise,
    live: live ?? otherwise,
    finalizing: finalizing ?? live ?? otherwise,
    ending: ending ?? otherwise,
    completed: completed ?? otherwise,
    ended: ended ?? otherwise,
    gone: gone ?? ended ?? otherwise,
  };
}

/** An origin that finished after all has done the work; a copy that has not got as far is one too many. */
const originCompleted = row(
  {
    live: cancel('copy', 'OriginCompleted'),
    ending: wait('OriginCompleted'),
    completed: settle('BothCompleted'),
  },
  supersede('OriginCompleted'),
);

/** The failover was none: the origin goes on, and what would double it ends. */
const originKept = row(
  {
    none: settle('OriginKept'),
    live: cancel('copy', 'OriginKept'),
    ending: wait('CopyEnding'),
    completed: settle('CopyCompleted'),
  },
  supersede('OriginKept'),
);

/** Work that goes on is worth more than a copy that may never begin. */
const unbegun = cancel('copy', 'CopyNeverBegan');

/** Invariant 9: the rows are what the origin was just read as, the columns what its copy was. */
const tables: Readonly<Record<Keep, Readonly<Record<OriginStanding, Row>>>> = {
  copies: {
    completed: originCompleted,
    live: row(
      {
        unbegun,
        live: cancel('origin', 'CopyLives'),
        ending: wait('CopyEnding'),
        completed: cancel('origin', 'CopyCompleted'),
      },
      settle('OriginKept'),
    ),
    // Its work is done and is being stored: the few minutes are worth more than a cancel.
    finalizing: row(
      { unbegun, live: wait('OriginFinalizing'), ending: wait('CopyEnding'), completed: wait('OriginFinalizing') },
      settle('OriginKept'),
    ),
    stuck: row(
      {
        unbegun,
        live: cancel('origin', 'OriginStuck'),
        ending: wait('CopyEnding'),
        completed: cancel('origin', 'OriginStuck'),
      },
      settle('OriginKept'),
    ),
    ending: row({ none: settle('OriginKept') }, wait('OriginEnding')),
    ended: row({}, settle('OriginEnded')),
    gone: row({}, settle('OriginGone')),
  },
  origins: {
    completed: originCompleted,
    live: originKept,
    finalizing: originKept,
    stuck: originKept,
    // Somebody has asked for its end, us included: it is no longer what would live on.
    ending: row({ none: settle('OriginKept') }, wait('OriginEnding')),
    ended: row({}, settle('OriginEnded')),
    gone: row({}, settle('OriginGone')),
  },
};

/** Who of an origin and its copy lives on, by what both were just read as. */
export function survivor(origin: OriginStanding, copy: CopyStanding, keep: Keep): Verdict {
  return tables[keep][origin][copy];
}

/** A job's status as the service spells it; an unknown one is of a job that lives. */
export function standingOf(status: string): Standing {
  switch (status.toLowerCase()) {
    case 'completed':
      return 'completed';
    case 'failed':
    case 'canceled':
      return 'ended';
    case 'finalizing':
      return 'finalizing';
    case 'cancelrequested':
      return 'ending';
    default:
      return 'live';
  }
}

/** Jobs have been seen finalizing for half a day, on nodes that cost money: after an hour one is stuck. */
const finalizingPatience: Millis = 3_600_000;

/** The origin's standing, once it has been waited for long enough. */
export function patientStanding(origin: Standing, before: Settlement | undefined, now: Instant): OriginStanding {
  if (origin !== 'finalizing' || before === undefined || before.kind === 'settled') return origin;
  const { code } = before.reason;
  const waitedOut = code === 'OriginFinalizing' && now - before.since >= finalizingPatience;
  return waitedOut || code === 'OriginStuck' ? 'stuck' : origin;
}

/** Whether an end that is waited for is the one that the intent has asked for: then the intent stands. */
export function isUnderWay(before: Settlement | undefined, waitsFor: SettlementCode): boolean {
  if (before?.kind !== 'cancelling') return false;
  return before.which === 'origin'
    ? waitsFor === 'OriginEnding'
    : waitsFor === 'CopyEnding' || waitsFor === 'OriginCompleted';
}

/** What a person reads beside the code. */
export const settlementTexts: Readonly<Record<SettlementCode, string>> = {
  OriginCompleted: 'the original finished after all, so its copy is not needed',
  BothCompleted: 'the original and its copy have both completed; both results stand',
  OriginFinalizing: 'the original has done its work and stores its outputs; its end is waited for',
  OriginStuck: 'the original has been storing its outputs for more than an hour beside its copy',
  OriginEnding: 'somebody asked for the end of the original, which has not come yet',
  OriginEnded: 'the original has ended without completing; whatever the copy is, it stands',
  OriginCancelled: 'the original was cancelled for its copy, and its end was seen',
  OriginGone: 'its workspace has no such job any more',
  OriginKept: 'the original is left alone and goes on; no copy of it does',
  CopyLives: 'the original still ran beside its copy, which goes on in its place',
  CopyCompleted: 'the copy has completed; the original is not needed for it',
  CopyNeverBegan: 'the copy never began, as its run has said; it is cancelled, and the original goes on',
  CopyEnding: 'the copy is ending; what becomes of the original is decided when it has',
};
