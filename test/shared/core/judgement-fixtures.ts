import type { DecideInput } from '../../../shared/core/decide.ts';
import type { RunId, Side } from '../../../shared/core/ids.ts';
import { defaultPolicy, type Policy } from '../../../shared/core/policy.ts';
import type { Proposal } from '../../../shared/core/proposal.ts';
import type {
  AlertedSignal,
  GreySignal,
  ProbeOutcome,
  ProbeSignal,
  ProbeState,
  Signal,
  WitnessSignal,
} from '../../../shared/core/signal.ts';
import { instant, type Instant } from '../../../shared/core/time.ts';
import { health, vision } from './pair-fixtures.ts';

/** All of it happens on one day. */
export function at(time: string): Instant {
  return instant(Date.parse(`2026-03-14T${time.length === 5 ? `${time}:00` : time}Z`));
}

export const noon = at('12:00');
const minute = 60_000;

export function ago(minutes: number): Instant {
  return instant(noon - minutes * minute);
}

/** A row of probes, one a minute, the last of them at noon. */
function row(
  states: readonly ProbeState[],
): Pick<ProbeSignal, 'state' | 'detail' | 'since' | 'receivedAt' | 'earlier'> {
  const outcomes: ProbeOutcome[] = states.map((state, index) => ({ state, at: ago(states.length - 1 - index) }));
  const last = outcomes.at(-1) ?? { state: 'alive', at: noon };
  const begun = outcomes.findLastIndex(({ state }) => state !== last.state) + 1;
  return {
    state: last.state,
    detail: last.state,
    since: outcomes[begun]?.at ?? last.at,
    receivedAt: last.at,
    earlier: outcomes.slice(0, -1).toReversed(),
  };
}

export function probes(
  side: Side,
  states: readonly ProbeState[],
  subject: ProbeSignal['subject'] = 'control-plane',
): Signal {
  return { group: 'our-view', source: 'probe', side, subject, ...row(states) };
}

export function witness(states: readonly ProbeState[]): WitnessSignal {
  return { group: 'our-view', source: 'probe', side: 'witness', subject: 'control-endpoint', ...row(states) };
}

export type Said = {
  readonly side?: Side;
  readonly subject?: string;
  readonly state?: 'active' | 'resolved';
  readonly received?: Instant;
  readonly submitted?: Instant;
  readonly why?: string;
};

export function alerted(source: AlertedSignal['source'], said: Said = {}): Signal {
  const { side = 'primary', state = 'active', received = ago(5), submitted = received, why } = said;
  const { subject = source === 'service-health' ? 'VMJ4-RT8' : `see-vision-${side}` } = said;
  const weight = why === undefined ? ({ counts: true } as const) : ({ counts: false, why } as const);
  const clock = { submittedAt: submitted, since: received, receivedAt: received };
  const common = { side, subject, state, title: source, ...clock, ...weight };
  if (source === 'operator') return { group: 'operator', source, ...common };
  if (source === 'availability-test') return { group: 'second-view', source, ...common };
  return { group: 'provider', source, ...common };
}

export function grey(
  source: GreySignal['source'],
  state: GreySignal['state'] = 'failing',
  side: Side = 'primary',
): Signal {
  return { group: 'our-view', source, side, subject: 'jobs', state, detail: source, since: ago(1), receivedAt: noon };
}

const times = (count: number, state: ProbeState): ProbeState[] => Array.from({ length: count }, () => state);

/** `ok`, `fails 3`, `back 1` (down, then so many good ones), `429`, `401`, `no token`, `-`. */
function controlPlane(side: Side, cell: string): readonly Signal[] {
  const count = Number(/\d+$/.exec(cell)?.[0] ?? 0);
  if (cell.startsWith('ok')) return [probes(side, times(4, 'alive'))];
  if (cell.startsWith('fails')) return [probes(side, [...times(3, 'alive'), ...times(count, 'unreachable')])];
  if (cell.startsWith('back')) return [probes(side, [...times(3, 'unreachable'), ...times(count, 'alive')])];
  if (cell === '429') return [probes(side, times(4, 'throttled'))];
  if (cell === '401') return [probes(side, times(4, 'refused'))];
  if (cell === 'no token') return [probes(side, times(4, 'no-token'))];
  return [];
}

const storageId = '/subscriptions/s1/resourcegroups/rg/providers/microsoft.storage/storageaccounts/visioneast';
const vaultId = '/subscriptions/s1/resourcegroups/rg/providers/microsoft.keyvault/vaults/kv-vision-east';

/** The words that a cell of the table of cases may hold. Several are joined by `+`. */
const words: Readonly<Record<string, (side: Side) => readonly Signal[]>> = {
  'storage fails': (side) => [probes(side, times(3, 'unreachable'), 'storage')],
  burst: (side) => [grey('failure-burst', 'failing', side)],
  silent: (side) => [grey('silence', 'failing', side)],
  stuck: (side) => [grey('stuck-jobs', 'failing', side)],
  'calls fail': (side) => [grey('arm-errors', 'failing', side)],
  incident: (side) => [alerted('service-health', { side })],
  resolved: (side) => [alerted('service-health', { side, state: 'resolved' })],
  'old incident': (side) => [alerted('service-health', { side, received: ago(31) })],
  maintenance: (side) => [alerted('service-health', { side, why: 'maintenance: only incidents are evidence' })],
  'user stopped it': (side) => [alerted('resource-health', { side, subject: storageId, why: 'UserInitiated' })],
  'storage down': (side) => [alerted('resource-health', { side, subject: storageId })],
  'vault down': (side) => [alerted('resource-health', { side, subject: vaultId })],
  test: (side) => [alerted('availability-test', { side })],
  'test passes': (side) => [alerted('availability-test', { side, state: 'resolved' })],
  'says down': (side) => [alerted('operator', { side, subject: 'ada' })],
};

export function signalsOf(side: Side, cell: string): readonly Signal[] {
  return cell.split('+').flatMap((part) => words[part.trim()]?.(side) ?? controlPlane(side, part.trim()));
}

const proposed = {
  id: 'vision-p1',
  pair: vision.name,
  source: 'primary',
  reason: { code: 'Confirming', message: '' },
  accusers: ['provider', 'our-view'],
  proposedAt: ago(10),
  evidenceSince: ago(12),
} as const satisfies Partial<Proposal>;

export const timed = (deadline: Instant): Proposal => ({ ...proposed, state: 'open', waits: 'for-time', deadline });
export const answered = (state: 'approved' | 'rejected', when = ago(5)): Proposal => ({
  ...proposed,
  state,
  at: when,
  by: 'ada',
});

const lastRun = {
  run: 'vision-r1' as RunId,
  kind: 'failover',
  mode: 'forced',
  endedAt: ago(50),
  acknowledged: false,
} as const;
type More = Partial<DecideInput> & { readonly rule?: Partial<Policy>; readonly also?: readonly Signal[] };

/** What else may be the case, beside the evidence. */
export const circumstances: Readonly<Record<string, More>> = {
  '-': {},
  'a run is open': { openRun: 'vision-r7' as RunId },
  paused: { paused: { by: 'ada' } },
  'witness cut off': { also: [witness(times(3, 'unreachable'))] },
  'witness was cut off a minute ago': { also: [witness([...times(4, 'unreachable'), 'alive'])] },
  'mode manual': { rule: { mode: 'manual' } },
  'mode approval': { rule: { mode: 'approval' } },
  'run ended 50 min ago': { lastRun },
  '… acknowledged': { lastRun: { ...lastRun, acknowledged: true } },
  '… planned': { lastRun: { ...lastRun, mode: 'planned' } },
  '… a drill': { lastRun: { ...lastRun, kind: 'drill' } },
  '… 61 min ago': { lastRun: { ...lastRun, endedAt: ago(61) } },
  'switched 29 min ago': { lastSwitch: ago(29), lastRun: { ...lastRun, acknowledged: true } },
  'switched 30 min ago': { lastSwitch: ago(30) },
  rejected: { proposal: answered('rejected') },
  'rejected 61 min ago': { proposal: answered('rejected', ago(61)) },
  'rejected without Azure': { proposal: { ...answered('rejected'), accusers: ['our-view'] } },
  approved: { proposal: answered('approved') },
  'approved, run ended 50 min ago': { proposal: answered('approved'), lastRun },
  'approved, switched 29 min ago': { proposal: answered('approved'), lastSwitch: ago(29) },
  'standby not ready': { readiness: { state: 'unready', at: ago(1), reasons: ['gpu-cluster is missing'] } },
  'standby quarantined': { quarantine: { side: 'secondary', since: ago(60), open: 3, runs: ['vision-r1' as RunId] } },
  'readiness 61 min old': { readiness: { state: 'ready', at: ago(61) } },
  'readiness waived': { readiness: { state: 'ready', at: ago(61) }, rule: { waive: ['readiness'] } },
  'standby ready': { readiness: { state: 'ready', at: ago(59) } },
  'only eastus, centralus': { rule: { allowedRegions: ['eastus', 'centralus'] } },
  'only eastus, westus2': { rule: { allowedRegions: ['eastus', 'westus2'] } },
  '21 jobs, cap 20': { inFlight: { jobs: 21 }, rule: { caps: { jobs: 20 } } },
  '20 jobs, cap 20': { inFlight: { jobs: 20 }, rule: { caps: { jobs: 20 } } },
  'cost unknown, cap 500': { inFlight: { jobs: 1, cost: 0, unpriced: 1 }, rule: { caps: { cost: 500 } } },
  'cost 0, cap 500': { inFlight: { jobs: 1, cost: 0 }, rule: { caps: { cost: 500 } } },
  'cost 501, cap 500': { inFlight: { jobs: 1, cost: 501 }, rule: { caps: { cost: 500 } } },
  'never drilled': { lastDrill: { state: 'none' } },
  'drill 91 d ago': { lastDrill: { state: 'passed', at: ago(91 * 1_440) } },
  'drill waived': { lastDrill: { state: 'none' }, rule: { waive: ['drill'] } },
  'drill 89 d ago': { lastDrill: { state: 'passed', at: ago(89 * 1_440) } },
  'acts while it answers': { rule: { whileItAnswers: 'fail-over' } },
  'no window': { rule: { confirmFor: 0 } },
  'window ends in 1 s': { proposal: timed(instant(noon + 1_000)) },
  'window is over': {},
};

/**
 * What a row of the table is decided on. The confirmation window is over unless the row is about it: a proposal has been
 * waiting for time, and its deadline is now.
 */
export function inputOf(here: string, standby: string, circumstance: string): DecideInput {
  const { rule, also = [], ...more } = circumstances[circumstance] ?? {};
  const windowIsOver = circumstance === 'window is just opening' ? {} : { proposal: timed(noon) };
  return {
    pair: vision,
    active: 'primary',
    signals: [...signalsOf('primary', here), ...signalsOf('secondary', standby), ...also],
    health,
    policy: { ...defaultPolicy, ...rule },
    now: noon,
    ...windowIsOver,
    ...more,
  };
}
