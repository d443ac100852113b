/** A range of ranks, both ends inclusive, and how many open items it holds. */
export type Slice = { readonly from: string; readonly to: string; readonly count: number };

/**
 * Cuts ordered ranks into ranges of at most `size`. A range, not a list of ids, goes into the orchestration's history:
 * it stays small however many jobs there are.
 */
export function cutSlices(ranks: readonly string[], size: number): Slice[] {
  const slices: Slice[] = [];
  for (let start = 0; start < ranks.length; start += size) {
    const part = ranks.slice(start, start + size);
    const [from] = part;
    const to = part.at(-1);
    if (from !== undefined && to !== undefined) slices.push({ from, to, count: part.length });
  }
  return slices;
}
