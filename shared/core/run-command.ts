import { z } from 'zod';
import { parseJobKey } from './ids.ts';
import type { JobKey } from './ids.ts';
import type { JobChoice, RunKind, RunMode } from './pointer.ts';
import { switches } from './pointer.ts';
import { fieldProblems, type FieldProblem } from './problem.ts';

export const checks = ['coolDown', 'standbyUnready', 'residency'] as const;
/** A check that a person takes upon themselves. */
export type Check = (typeof checks)[number];

/** A run that a person asked for. */
export type RunCommand = {
  readonly kind: RunKind;
  /** Absent: what suits the kind, and for an evacuation the health of its source. */
  readonly mode?: RunMode;
  readonly inFlight?: 'finish';
  readonly keep?: 'origins';
  readonly only?: JobChoice;
  readonly reason: string;
  readonly force: readonly Check[];
};

export type RunCommandResult =
  | { readonly kind: 'command'; readonly command: RunCommand }
  | {
      readonly kind: 'invalid';
      readonly code: 'InvalidBody';
      readonly problems: readonly FieldProblem[];
    };

/** What a retry may say; an empty body says nothing. */
export type RetryCommand = Pick<RunCommand, 'force'> & {
  readonly mode?: RunMode;
  readonly reason?: string;
  readonly jobs?: readonly JobKey[];
};

function oneOf<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z.enum(words, { error: `Must be one of: ${words.join(', ')}.` });
}

const why = 'Say why, in 1 to 1000 characters: it is kept with the run.';
const reason = z.string({ error: why }).trim().min(1, { error: why }).max(1000, { error: why });
const force = z.array(oneOf(checks), { error: `Must be a list of: ${checks.join(', ')}.` }).default([]);
const mode = oneOf(['forced', 'planned']);

const keyForm = 'Must be a job of the source as the ledger names it: <side>:<name>, such as primary:train-42.';
const jobs = z
  .array(
    z.string({ error: keyForm }).refine((text) => parseJobKey(text) !== undefined, { error: keyForm }),
    {
      error: 'Must be a list of jobs, such as ["primary:train-42"].',
    },
  )
  .min(1, { error: 'Name at least one job, or leave it out to move all.' })
  .max(1000, { error: 'At most 1000 jobs; choose by experiments or tags instead.' })
  .transform((texts) => texts.flatMap((text) => parseJobKey(text)?.key ?? []));
const experimentForm = 'Must be names of experiments, in which * stands for any text.';
const experiments = z
  .array(z.string({ error: experimentForm }).min(1, { error: experimentForm }), { error: experimentForm })
  .min(1, { error: experimentForm })
  .max(100, { error: 'At most 100 experiments.' });
const tagForm = 'Must be an object of tags with their values, of which a job must carry all.';
const tags = z
  .record(z.string(), z.string({ error: tagForm }), { error: tagForm })
  .refine((given) => Object.keys(given).length > 0, { error: tagForm });

const runShape = {
  kind: oneOf(['failover', 'failback', 'evacuate', 'drill']),
  mode: mode.optional(),
  inFlight: oneOf(['move', 'finish']).default('move'),
  reason,
  ...{ jobs: jobs.optional(), experiments: experiments.optional(), tags: tags.optional() },
  keep: oneOf(['origins']).optional(),
  force,
};
const retryShape = { mode: mode.optional(), reason: reason.optional(), jobs: jobs.optional(), force };

function bodyOf<Shape extends z.ZodRawShape>(shape: Shape, example: string) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `Unknown; the keys are ${Object.keys(shape).join(', ')}.`
        : `Must be a JSON object, such as ${example}.`,
  });
}
const runBody = bodyOf(runShape, '{"kind": "failover", "reason": "…"}');
const retryBody = bodyOf(retryShape, '{"reason": "…"}');

/** Reads the body of `POST /pairs/{pair}/runs`, or tells everything that is wrong with it. */
export function parseRunCommand(body: unknown): RunCommandResult {
  const parsed = runBody.safeParse(body);
  if (!parsed.success) return { kind: 'invalid', code: 'InvalidBody', problems: fieldProblems(parsed.error) };
  const given = parsed.data;
  const contradictions = contradictionsIn(given);
  if (contradictions.length > 0) return { kind: 'invalid', code: 'InvalidBody', problems: contradictions };
  const only = choiceOf(given);
  return {
    kind: 'command',
    command: {
      kind: given.kind,
      ...(given.mode === undefined ? {} : { mode: given.mode }),
      ...(given.inFlight === 'finish' ? { inFlight: given.inFlight } : {}),
      ...(given.keep === undefined ? {} : { keep: given.keep }),
      ...(only === undefined ? {} : { only }),
      reason: given.reason,
      force: given.force,
    },
  };
}

/** Reads the body of `POST …/runs/{run}/retry`, or tells everything that is wrong with it. */
export function parseRetryCommand(
  body: unknown,
):
  | { readonly kind: 'command'; readonly command: RetryCommand }
  | { readonly kind: 'invalid'; readonly problems: readonly FieldProblem[] } {
  const parsed = retryBody.safeParse(body);
  if (!parsed.success) return { kind: 'invalid', problems: fieldProblems(parsed.error) };
  const { mode: asked, reason: told, jobs: named, force: forced } = parsed.data;
  return {
    kind: 'command',
    command: {
      force: forced,
      ...(asked === undefined ? {} : { mode: asked }),
      ...(told === undefined ? {} : { reason: told }),
      ...(named === undefined ? {} : { jobs: named }),
    },
  };
}

type Given = z.output<typeof runBody>;

/** What makes no sense together, though each word for itself does. */
function contradictionsIn(given: Given): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const add = (key: string, detail: string): number => problems.push({ pointer: `/${key}`, detail });
  if (given.inFlight === 'finish') {
    if (!switches(given.kind))
      add('inFlight', 'finish only moves the pointer, so the kind must be failover or failback.');
    if (given.mode === 'forced')
      add('inFlight', 'finish needs mode planned: jobs of a workspace that is down do not finish by themselves.');
    if (choiceOf(given) !== undefined)
      add('inFlight', 'finish moves no job, so none can be chosen: leave out jobs, experiments and tags.');
  }
  if (given.kind === 'drill' && given.mode === 'planned')
    add('mode', 'A drill judges what a forced run would do, for no source can be asked in an outage: leave it out.');
  if (given.keep !== undefined && given.kind !== 'failback')
    add('keep', 'Only a failback can keep origins: it undoes a failover.');
  if (given.keep !== undefined && given.mode === 'forced')
    add('keep', 'Keeping origins needs mode planned: the copies must be seen to end.');
  if (given.keep !== undefined && given.inFlight === 'finish')
    add('keep', 'Keeping origins ends their copies, and finish ends nothing: leave out one of them.');
  // From then on the failover is settled on the side of its origins, and that is said of all of them at once.
  if (given.keep !== undefined && choiceOf(given) !== undefined)
    add('keep', 'Keeping origins undoes the failover of every job: leave out jobs, experiments and tags.');
  return problems;
}

function choiceOf({ jobs: named, experiments: patterns, tags: wanted }: Given): JobChoice | undefined {
  if (named === undefined && patterns === undefined && wanted === undefined) return undefined;
  return {
    ...(named === undefined ? {} : { jobs: named }),
    ...(patterns === undefined ? {} : { experiments: patterns }),
    ...(wanted === undefined ? {} : { tags: wanted }),
  };
}
