import * as fc from 'fast-check';
import { ATTEMPTS, type Call, type Program } from './program.ts';

const tag = fc.integer({ min: 1, max: 1_000_000 });
const seconds = fc.integer({ min: 1, max: 5 });
const calm = (...kinds: Call['kind'][]): fc.Arbitrary<Call> =>
  fc.record({ kind: fc.constantFrom(...kinds), tag, failures: fc.constant(0) });
const recovering: fc.Arbitrary<Call> = fc.record({
  kind: fc.constant('retry' as const),
  tag,
  failures: fc.integer({ min: 0, max: ATTEMPTS - 1 }),
});
const failing: fc.Arbitrary<Call> = fc.record({
  kind: fc.constantFrom('activity', 'retry', 'sub'),
  tag,
  failures: fc.integer({ min: 0, max: ATTEMPTS }),
});

/** Programs within the authoring rules: no failing call beside others, no retrying call in a race. */
export const safePrograms: fc.Arbitrary<Program> = fc.array(
  fc.oneof(
    failing,
    fc.record({ kind: fc.constant('timer' as const), seconds }),
    fc.record({
      kind: fc.constant('all' as const),
      children: fc.array(fc.oneof(calm('activity', 'sub'), recovering), { minLength: 1, maxLength: 5 }),
    }),
    fc.record({
      kind: fc.constant('race' as const),
      children: fc.array(calm('activity', 'sub'), { minLength: 1, maxLength: 3 }),
      seconds,
    }),
  ),
  { minLength: 1, maxLength: 6 },
);

/** Programs that break the rules: retrying calls in races, failing calls beside retrying ones. */
export const recklessPrograms: fc.Arbitrary<Program> = fc.array(
  fc.oneof(
    calm('activity'),
    fc.record({ kind: fc.constant('all' as const), children: fc.array(failing, { minLength: 2, maxLength: 4 }) }),
    fc.record({
      kind: fc.constant('race' as const),
      children: fc.array(fc.oneof(calm('activity'), recovering), { minLength: 1, maxLength: 3 }),
      seconds,
    }),
  ),
  { minLength: 1, maxLength: 6 },
);
