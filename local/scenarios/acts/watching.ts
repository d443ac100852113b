import type { Decided } from '../expectation.ts';
import type { DecisionBody } from '../result.ts';
import type { Stage } from '../story.ts';
import { ScenarioFailure, until } from '../wait.ts';

/** Waits until the watch comes to a decision. */
export async function comesTo(stage: Stage, { decision, reason }: Decided): Promise<DecisionBody> {
  const found = await until(`the decision ${decision} (${reason})`, async () => {
    const [last] = await decisions(stage);
    return last?.decision === decision && last.reason.code === reason ? last : undefined;
  });
  stage.telling.step(`the watch decides: ${decision} (${reason}): ${found.reason.message}`);
  return found;
}

/**
 * Waits until the watch comes to a decision, has looked again as often as that, and still means the same. That nothing
 * happens is proved by what the watch did meanwhile, and not by time that passes.
 */
export async function standsBy(stage: Stage, decided: Decided, looks = 4): Promise<void> {
  const first = await comesTo(stage, decided);
  await looked(stage, looks);
  const other = (await decisions(stage)).find(
    ({ at, decision, reason }) => at > first.at && (decision !== decided.decision || reason.code !== decided.reason),
  );
  if (other !== undefined)
    throw new ScenarioFailure(
      'DidNotStand',
      `${decided.decision} (${decided.reason}) became ${other.decision} (${other.reason.code}) within ${looks} looks`,
    );
  stage.telling.step(`it has looked ${looks} times since, and means the same`);
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
