import type { Decided } from '../expectation.ts';
import type { DecisionBody } from '../result.ts';
import type { Stage } from '../story.ts';
import { ScenarioFailure, until } from '../wait.ts';

/**
 * Waits until the watch comes to a decision.
 * @throws ScenarioFailure `ActedInstead` as soon as it decides to fail over and something else was wanted.
 */
export async function comesTo(stage: Stage, decided: Decided): Promise<DecisionBody> {
  const before = (await decisions(stage))[0]?.at ?? '';
  const found = await until(`the decision ${textOf(decided)}`, async () => {
    const all = await decisions(stage);
    const [last] = all;
    if (last !== undefined && !isOther(last, decided)) return last;
    return all.find(({ at, decision }) => at > before && decision === 'fail-over');
  });
  if (isOther(found, decided))
    throw new ScenarioFailure('ActedInstead', `${textOf(decided)} was wanted: ${found.reason.message}`);
  stage.telling.step(`the watch decides: ${textOf(decided)}: ${found.reason.message}`);
  return found;
}

/**
 * Waits until the watch has come to a decision and meant the same for as many looks in a row. That nothing happens is
 * proved by what the watch did meanwhile, and not by time that passes. A look that came too late on a slow machine may
 * make it hold for a moment, which begins the row anew; that it asks or acts for another reason may not be.
 * @throws ScenarioFailure `DidNotStand` when it did.
 */
export async function standsBy(stage: Stage, decided: Decided, looks = 4): Promise<void> {
  const first = await comesTo(stage, decided);
  const lastLook = (await probes(stage))[0] ?? 0;
  const other = await until(`${textOf(decided)} for ${looks} looks in a row`, async () => {
    const later = (await decisions(stage)).filter(({ at }) => at >= first.at);
    const broken = later.find((each) => isOther(each, decided) && each.decision !== 'hold');
    if (broken !== undefined) return broken;
    const since = sinceWhen(later, decided);
    if (since === undefined) return undefined;
    const row = (await probes(stage)).filter((at) => at > Math.max(since, lastLook));
    // What the newest probe says may not have been judged yet.
    return row.length > looks ? 'none' : undefined;
  });
  if (other !== 'none')
    throw new ScenarioFailure(
      'DidNotStand',
      `${textOf(decided)} became ${other.decision} (${other.reason.code}): ${other.reason.message}`,
    );
  stage.telling.step(`it looks ${looks} times more, and means the same`);
}

/** When the newest decisions became this one; undefined if the last is another. Newest first. */
function sinceWhen(newestFirst: readonly DecisionBody[], decided: Decided): number | undefined {
  const end = newestFirst.findIndex((each) => isOther(each, decided));
  const same = end < 0 ? newestFirst : newestFirst.slice(0, end);
  const oldest = same.at(-1);
  return oldest === undefined ? undefined : Date.parse(oldest.at);
}

function isOther({ decision, reason }: DecisionBody, decided: Decided): boolean {
  return decision !== decided.decision || reason.code !== decided.reason;
}

function textOf({ decision, reason }: Decided): string {
  return `${decision} (${reason})`;
}

/** Waits until the watch has looked at both workspaces as often, and has judged what it saw. */
export async function looked(stage: Stage, times: number): Promise<void> {
  const since = (await probes(stage))[0] ?? 0;
  await until(`${times} looks of the watch`, async () => {
    const later = (await probes(stage)).filter((at) => at > since);
    // What the newest probe says may not have been judged yet.
    return later.length > times ? true : undefined;
  });
}

type SignalBody = {
  readonly source: string;
  readonly side: string;
  readonly subject: string;
  readonly state: string;
  readonly receivedAt: string;
  readonly earlier?: readonly { readonly at: number }[];
};

/** When the primary's control plane was asked, newest first; as many times as the watch remembers. */
async function probes(stage: Stage): Promise<readonly number[]> {
  const signal = await signalOf(stage, { source: 'probe', side: 'primary', subject: 'control-plane' });
  if (signal === undefined) return [];
  return [Date.parse(signal.receivedAt), ...(signal.earlier ?? []).map(({ at }) => at)];
}

/** The latest signal about a subject, as the app shows it. */
export async function signalOf(
  stage: Stage,
  wanted: Pick<SignalBody, 'source' | 'side'> & Partial<SignalBody>,
): Promise<SignalBody | undefined> {
  const { value } = await stage.get<{ value: SignalBody[] }>('/signals?top=1000');
  return value.find(
    ({ source, side, subject, state }) =>
      source === wanted.source &&
      side === wanted.side &&
      (wanted.subject === undefined || subject === wanted.subject) &&
      (wanted.state === undefined || state === wanted.state),
  );
}

async function decisions(stage: Stage): Promise<readonly DecisionBody[]> {
  return (await stage.get<{ value: DecisionBody[] }>('/decisions?top=1000')).value;
}
