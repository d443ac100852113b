import type { BookLine } from '../simulator/books.ts';

const terminal = new Set(['completed', 'failed', 'canceled']);

/** Origins that were alive at some instant at which a copy of theirs was alive as well, by the books alone. */
export function aliveTogether(lines: readonly BookLine[]): string[] {
  const living = new Set<string>();
  const copiesOf = new Map<string, Set<string>>();
  const originOf = new Map<string, string>();
  const found = new Set<string>();
  for (const line of lines) {
    if (line.kind !== 'job' || !line.root) continue;
    const id = `${line.workspace}/jobs/${line.job}`.toLowerCase();
    const origin = line.properties['failover.origin'];
    if (typeof origin === 'string' && line.previous === null) {
      const key = origin.toLowerCase();
      originOf.set(id, key);
      copiesOf.set(key, (copiesOf.get(key) ?? new Set()).add(id));
    }
    if (terminal.has(line.status.toLowerCase())) {
      living.delete(id);
      continue;
    }
    living.add(id);
    const mine = originOf.get(id);
    if (mine !== undefined && living.has(mine)) found.add(mine);
    if ([...(copiesOf.get(id) ?? [])].some((copy) => living.has(copy))) found.add(id);
  }
  return [...found];
}
