import { z } from 'zod';
import { sides, type Side } from './ids.ts';
import { fieldProblems, type FieldProblem } from './problem.ts';
import type { OperatorSignal } from './signal.ts';
import type { Instant } from './time.ts';

/* What a person may say of a pair, apart from starting a run. */

export type Parsed<Command> =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'invalid'; readonly problems: readonly FieldProblem[] };

const why = 'Say why, in 1 to 1000 characters: it is kept.';
const reason = z.string({ error: why }).trim().min(1, { error: why }).max(1000, { error: why });
const states = ['down', 'well'] as const;

function shape<Shape extends z.ZodRawShape>(keys: Shape, example: string) {
  return z.strictObject(keys, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `Unknown; the keys are ${Object.keys(keys).join(', ')}.`
        : `Must be a JSON object, such as ${example}.`,
  });
}

const pauseBody = shape({ reason }, '{"reason": "network maintenance"}');
const answerBody = shape({ reason: reason.exactOptional() }, '{"reason": "seen with our own eyes"}');
const wordBody = shape(
  {
    side: z.enum(sides, { error: `Must be one of: ${sides.join(', ')}.` }),
    state: z.enum(states, { error: `Must be one of: ${states.join(', ')}.` }),
    reason,
  },
  '{"side": "primary", "state": "down", "reason": "its studio does not load"}',
);

export type OperatorWord = { readonly side: Side; readonly state: (typeof states)[number]; readonly reason: string };

export function parsePause(body: unknown): Parsed<{ readonly reason: string }> {
  return parse(pauseBody, body);
}

export function parseAnswer(body: unknown): Parsed<{ readonly reason?: string }> {
  return parse(answerBody, body);
}

export function parseWord(body: unknown): Parsed<OperatorWord> {
  return parse(wordBody, body);
}

/** A person's word as evidence. One row per workspace: whoever speaks last is believed. */
export function wordSignal({ side, state, reason: title }: OperatorWord, by: string, now: Instant): OperatorSignal {
  return {
    group: 'operator',
    source: 'operator',
    side,
    subject: 'word',
    state: state === 'down' ? 'active' : 'resolved',
    counts: true,
    title: `${by}: ${title}`,
    submittedAt: now,
    since: now,
    receivedAt: now,
  };
}

function parse<Command>(schema: z.ZodType<Command>, body: unknown): Parsed<Command> {
  const parsed = schema.safeParse(body);
  return parsed.success
    ? { kind: 'command', command: parsed.data }
    : { kind: 'invalid', problems: fieldProblems(parsed.error) };
}
