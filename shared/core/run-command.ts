import { z } from 'zod';
import { fieldProblems, type FieldProblem } from './problem.ts';

/** A run that a person asked for. Only what this version can carry out is spellable. */
export type RunCommand = {
  readonly kind: 'failover';
  readonly mode: 'forced';
  readonly inFlight: 'move';
  readonly reason: string;
  /** Checks that the person takes upon themselves. */
  readonly force: readonly ('coolDown' | 'standbyUnready' | 'residency')[];
};

export type RunCommandResult =
  | { readonly kind: 'command'; readonly command: RunCommand }
  | {
      readonly kind: 'invalid';
      readonly code: 'InvalidBody' | 'NotYetSupported';
      readonly problems: readonly FieldProblem[];
    };

function oneOf<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z.enum(words, { error: `Must be one of: ${words.join(', ')}.` });
}

const checks = ['coolDown', 'standbyUnready', 'residency'] as const;
const why = 'Say why, in 1 to 1000 characters: it is kept with the run.';

/** The whole contract; what of it is not built yet is sorted out after it was read. */
const shape = {
  kind: oneOf(['failover', 'failback', 'evacuate', 'drill']),
  mode: oneOf(['forced', 'planned']).default('forced'),
  inFlight: oneOf(['move', 'finish']).default('move'),
  reason: z.string({ error: why }).trim().min(1, { error: why }).max(1000, { error: why }),
  jobs: z.unknown().optional(),
  force: z.array(oneOf(checks), { error: `Must be a list of: ${checks.join(', ')}.` }).default([]),
};
const bodySchema = z.strictObject(shape, {
  error: (issue) =>
    issue.code === 'unrecognized_keys'
      ? `Unknown; the keys are ${Object.keys(shape).join(', ')}.`
      : 'Must be a JSON object, such as {"kind": "failover", "reason": "…"}.',
});

/** Reads the body of `POST /pairs/{pair}/runs`, or tells everything that is wrong with it. */
export function parseRunCommand(body: unknown): RunCommandResult {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) return { kind: 'invalid', code: 'InvalidBody', problems: fieldProblems(parsed.error) };
  const { kind, mode, inFlight, jobs, reason, force } = parsed.data;
  const problems: FieldProblem[] = [
    ...(kind === 'failover' ? [] : [notYet('kind', kind, 'failover')]),
    ...(mode === 'forced' ? [] : [notYet('mode', mode, 'forced')]),
    ...(inFlight === 'move' ? [] : [notYet('inFlight', inFlight, 'move')]),
    ...(jobs === undefined
      ? []
      : [{ pointer: '/jobs', detail: 'Choosing jobs is not supported yet; without it all jobs are moved.' }]),
  ];
  if (problems.length > 0) return { kind: 'invalid', code: 'NotYetSupported', problems };
  return { kind: 'command', command: { kind: 'failover', mode: 'forced', inFlight: 'move', reason, force } };
}

function notYet(key: string, given: string, allowed: string): FieldProblem {
  return { pointer: `/${key}`, detail: `${given} is not supported yet; this version takes ${allowed}.` };
}
