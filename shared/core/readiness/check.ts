import type { PairConfig } from '../config.ts';
import type { LastDrill } from '../decision.ts';
import type { Side } from '../ids.ts';
import type { LiveJob } from '../job.ts';
import type { MirrorRow } from '../mirror/row.ts';
import type { ProbeView } from '../probe-view.ts';
import type { Reason } from '../reason.ts';
import type { SelectionConfig } from '../selection.ts';
import type { Instant } from '../time.ts';
import type { Demand } from './demand.ts';
import type { Known, WorkspaceSurvey } from './survey.ts';

/** Every check, in the order in which they are shown; the codes never change. */
export type CheckCode =
  | 'StandbyAnswers'
  | 'Permissions'
  | 'V1LegacyMode'
  | 'ManagedNetwork'
  | 'SourcePermissions'
  | 'StoragePermissions'
  | 'Definitions'
  | 'Computes'
  | 'Quota'
  | 'Datastores'
  | 'Assets'
  | 'Identities'
  | 'Registries'
  | 'UserIdentity'
  | 'OtherBlocks'
  | 'NotCovered'
  | 'Subscribers'
  | 'Drill';

/** How much of a failover would come to nothing. */
export type Stops = 'everything' | 'some-jobs' | 'no-job';

export type Check = {
  readonly code: CheckCode;
  readonly state: 'pass' | 'warn' | 'fail';
  /** What was found, in a sentence. */
  readonly message: string;
  /** What to do about it; absent where nothing is to be done. */
  readonly todo?: string;
  readonly stops: Stops;
  /** The jobs, or what else it concerns: some of their names. */
  readonly concerns?: readonly string[];
};

/** All that the checks look at. Reading it is the caller's; here it is only judged. */
export type CheckInput = {
  readonly pair: PairConfig;
  /** The workspace that is active, whose jobs would move. */
  readonly active: Side;
  readonly now: Instant;
  /** The last answers of the standby to our probes. */
  readonly standbyView: ProbeView;
  readonly standby: Known<WorkspaceSurvey>;
  readonly source: Known<WorkspaceSurvey>;
  readonly live: readonly LiveJob[];
  readonly selection: SelectionConfig;
  /** What those jobs need of the standby's machines. */
  readonly demand: readonly Demand[];
  readonly mirrored: readonly MirrorRow[];
  readonly topic: 'configured' | 'none';
  /** The last announcement that did not get through. */
  readonly lastUnannounced?: { readonly reason: Reason; readonly at: Instant };
  readonly lastDrill: LastDrill;
};

export function pass(code: CheckCode, message: string): Check {
  return { code, state: 'pass', message, stops: 'no-job' };
}

export function warn(code: CheckCode, message: string, todo: string, concerns: readonly string[] = []): Check {
  return { code, state: 'warn', message, todo, stops: 'no-job', ...(concerns.length === 0 ? {} : { concerns }) };
}

export function fail(
  code: CheckCode,
  stops: Stops,
  message: string,
  todo: string,
  concerns: readonly string[] = [],
): Check {
  return { code, state: 'fail', message, todo, stops, ...(concerns.length === 0 ? {} : { concerns }) };
}

/** What could not be asked is neither well nor ill. */
export function unknown(code: CheckCode, what: string, reason: Reason): Check {
  return warn(
    code,
    `${what} could not be read: ${reason.code}`,
    'It is asked again at the next look. If it stays so, give the identity of the app the role Reader there.',
  );
}

const shownAtMost = 5;

/** A few of them by name, and how many more there are. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, shownAtMost).join(', ');
  return names.length > shownAtMost ? `${shown} and ${names.length - shownAtMost} more` : shown;
}

export function count(many: number, what: string): string {
  return `${many} ${what}${many === 1 ? '' : 's'}`;
}
