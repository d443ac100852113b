/**
 * Throws what went wrong with some of the pairs after all others had their turn.
 * @throws the one error itself; an AggregateError that says them all where there are several.
 */
export function throwTogether(errors: readonly unknown[]): void {
  if (errors.length === 0) return;
  if (errors.length === 1) throw errors[0];
  const messages = errors.map((error) => (error instanceof Error ? error.message : String(error)));
  throw new AggregateError(errors, messages.join('; '));
}
