import type { BookLine } from '../simulator/books.ts';
import type { Failure } from './result.ts';

type Member = { readonly id: string; readonly status: string };
/** A job that somebody submitted, with all that was ever made in its place. */
export type Family = { readonly root: string; readonly members: readonly Member[] };

const terminal = new Set(['Completed', 'Failed', 'Canceled']);
export const isAlive = ({ status }: Member): boolean => !terminal.has(status);

/** Who is what in the end, by the simulator's books alone. */
export function familiesOf(lines: readonly BookLine[]): readonly Family[] {
  const statuses = new Map<string, { root: string; status: string }>();
  for (const line of lines) {
    if (line.kind !== 'job' || !line.root) continue;
    const id = `${line.workspace}/jobs/${line.job}`.toLowerCase();
    const root = line.properties['failover.root'];
    statuses.set(id, { root: (typeof root === 'string' ? root : id).toLowerCase(), status: line.status });
  }
  const families = new Map<string, Member[]>();
  for (const [id, { root, status }] of statuses) families.set(root, [...(families.get(root) ?? []), { id, status }]);
  return [...families].map(([root, members]) => ({ root, members }));
}

/**
 * What must not be in the end: two of a family that live, one that lives beside one that has done the work, and one of
 * which nobody lives or has done it, although nothing but a cancel ended it.
 */
export function familyFailures(families: readonly Family[]): readonly Failure[] {
  return families.flatMap(({ root, members }) => {
    const alive = members.filter(isAlive).length;
    const done = members.some(({ status }) => status === 'Completed');
    const told = members.map(({ id, status }) => `${id.split('/').at(-1)} ${status}`).join(', ');
    const name = root.split('/').at(-1) ?? root;
    if (alive > 1) return [{ code: 'BothLive', message: `${name}: ${told}` }];
    if (alive === 1 && done) return [{ code: 'Superfluous', message: `${name}: ${told}` }];
    const ended = members.every(({ status }) => status === 'Canceled');
    return alive === 0 && ended ? [{ code: 'NobodyLives', message: `${name}: ${told}` }] : [];
  });
}
