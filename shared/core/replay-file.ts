import { z } from 'zod';
import { alertSignals } from './alert-signals.ts';
import { parseAlert } from './alert.ts';
import type { HealthConfig, PairConfig } from './config.ts';
import { isJsonObject, stringAt } from './json.ts';
import { fieldProblems, formatFieldProblem } from './problem.ts';
import type { ReplayEvent } from './replay.ts';
import type { Signal } from './signal.ts';
import { parseInstant, type Instant } from './time.ts';

/*
 * The file of a recorded incident: JSON lines, each with the instant `at` at which it reached us and one of the keys
 * below. Empty lines and lines that begin with # say nothing.
 */

const side = z.enum(['primary', 'secondary'], { error: 'Must be primary or secondary.' });
const text = z.string({ error: 'Must be a text.' });
const alertState = z.enum(['active', 'resolved'], { error: 'Must be active or resolved.' });
const instantText = z
  .string({ error: 'Must be an ISO 8601 timestamp.' })
  .transform((given, context) => parseInstant(given) ?? (context.addIssue('Must be an ISO 8601 timestamp.'), z.NEVER));
const by = z.strictObject({ by: text.default('an operator') });

const bodies = {
  /** The body of an action group's call, as it came. */
  alert: z.unknown(),
  /** An incident or a failing test in short, for histories that are written by hand. */
  incident: z.strictObject({
    source: z
      .enum(['service-health', 'resource-health', 'availability-test', 'operator'], {
        error: 'Must be service-health, resource-health, availability-test or operator.',
      })
      .default('service-health'),
    side,
    subject: text,
    state: alertState,
    submittedAt: instantText.optional(),
    title: text.default(''),
    why: text.optional(),
  }),
  probe: z.strictObject({
    side: z.enum(['primary', 'secondary', 'witness'], { error: 'Must be primary, secondary or witness.' }),
    subject: z
      .enum(['control-plane', 'storage'], { error: 'Must be control-plane or storage.' })
      .default('control-plane'),
    state: z.enum(['alive', 'unreachable', 'throttled', 'refused', 'no-token'], {
      error: 'Must be alive, unreachable, throttled, refused or no-token.',
    }),
    detail: text.default(''),
  }),
  jobs: z.strictObject({
    side,
    source: z.enum(['failure-burst', 'silence', 'stuck-jobs', 'arm-errors'], {
      error: 'Must be failure-burst, silence, stuck-jobs or arm-errors.',
    }),
    state: z.enum(['failing', 'well'], { error: 'Must be failing or well.' }),
    detail: text.default(''),
  }),
  answer: z.strictObject({
    says: z.enum(['approved', 'rejected'], { error: 'Must be approved or rejected.' }),
    by: text.default('an operator'),
  }),
  pause: by,
  resume: by,
  acknowledge: by,
};
type Kind = keyof typeof bodies;
const kinds = Object.keys(bodies) as Kind[];

export type ReplayFile =
  | { readonly kind: 'read'; readonly events: readonly ReplayEvent[] }
  | { readonly kind: 'unreadable'; readonly problems: readonly string[] };

/** Reads the lines; every problem of every line is told. An alert becomes a signal for each workspace it is about. */
export function readReplayFile(content: string, pair: PairConfig, health: HealthConfig): ReplayFile {
  const problems: string[] = [];
  const events = content.split('\n').flatMap((line, index) => {
    if (line.trim() === '' || line.trimStart().startsWith('#')) return [];
    const result = readLine(line, pair, health);
    if (Array.isArray(result)) return result;
    problems.push(...result.wrong.map((wrong) => `line ${index + 1}: ${wrong}`));
    return [];
  });
  return problems.length === 0 ? { kind: 'read', events } : { kind: 'unreadable', problems };
}

type Wrong = { readonly wrong: readonly string[] };

function readLine(line: string, pair: PairConfig, health: HealthConfig): ReplayEvent[] | Wrong {
  const given = parseJson(line);
  const at = parseInstant(stringAt(given, 'at'));
  if (!isJsonObject(given) || at === undefined) {
    return { wrong: ['Must be a JSON object with an ISO 8601 timestamp at /at.'] };
  }
  const [kind, ...others] = Object.keys(given).filter((key) => key !== 'at');
  if (kind === undefined || others.length > 0 || !isKind(kind)) {
    return { wrong: [`Must have exactly one of ${kinds.join(', ')} beside at.`] };
  }
  if (kind === 'alert') return readAlert(given['alert'], pair, health, at);
  const parsed = bodies[kind].safeParse(given[kind]);
  if (!parsed.success) return { wrong: fieldProblems(parsed.error).map(formatFieldProblem) };
  return [eventOf(kind, parsed.data, at)];
}

function readAlert(body: unknown, pair: PairConfig, health: HealthConfig, at: Instant): ReplayEvent[] | Wrong {
  const parsed = parseAlert(body);
  if (parsed.kind === 'malformed') return { wrong: parsed.problems.map(formatFieldProblem) };
  if (parsed.kind === 'ignored') return [];
  return alertSignals(parsed.facts, [pair], health, at).map(({ signal }) => ({ at, kind: 'signal', signal }));
}

type Body<K extends Kind> = z.output<(typeof bodies)[K]>;

/** Each kind was parsed with its own schema just before, so its body is what the schema gives. */
function eventOf(kind: Exclude<Kind, 'alert'>, body: unknown, at: Instant): ReplayEvent {
  const signal = (heard: Signal): ReplayEvent => ({ at, kind: 'signal', signal: heard });
  const clock = { since: at, receivedAt: at };
  switch (kind) {
    case 'incident':
      return signal(incidentOf(body as Body<'incident'>, at));
    case 'probe': {
      const { side: of, subject, state, detail } = body as Body<'probe'>;
      const common = { group: 'our-view', source: 'probe', state, detail, ...clock } as const;
      return signal(
        of === 'witness' ? { ...common, side: of, subject: 'control-endpoint' } : { ...common, side: of, subject },
      );
    }
    case 'jobs': {
      const { source, ...said } = body as Body<'jobs'>;
      const subject = source === 'arm-errors' ? 'calls' : 'jobs';
      return signal({ group: 'our-view', source, subject, ...said, ...clock });
    }
    case 'answer':
      return { at, kind, ...(body as Body<'answer'>) };
    case 'pause':
    case 'resume':
    case 'acknowledge':
      return { at, kind, ...(body as Body<'pause'>) };
  }
}

function incidentOf({ source, why, submittedAt, ...said }: Body<'incident'>, at: Instant): Signal {
  const weight = why === undefined ? ({ counts: true } as const) : ({ counts: false, why } as const);
  const common = { ...said, ...weight, submittedAt: submittedAt ?? at, since: at, receivedAt: at };
  if (source === 'operator') return { group: 'operator', source, ...common };
  if (source === 'availability-test') return { group: 'second-view', source, ...common };
  return { group: 'provider', source, ...common };
}

function isKind(given: string): given is Kind {
  return Object.hasOwn(bodies, given);
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
