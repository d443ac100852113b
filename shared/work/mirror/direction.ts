import type { PairConfig } from '../../core/config.ts';
import type { Side } from '../../core/ids.ts';
import { otherSide } from '../../core/ids.ts';
import type { Direction, Judgement } from '../../core/mirror/judge.ts';
import { judgeJob, withGuid } from '../../core/mirror/judge.ts';
import type { WorkspaceFacts } from '../../core/mirror/facts.ts';
import { meantBy, rootsOf } from '../../core/mirror/roots.ts';
import type { JobToMirror } from '../../core/mirror/roots.ts';
import type { MirrorKey, MirrorRow, Wanted } from '../../core/mirror/row.ts';
import { mirrorKey } from '../../core/mirror/row.ts';
import type { ArmTrouble, Versioned } from '../../ports.ts';
import type { Deps } from '../deps.ts';
import { mappingTo } from '../deps.ts';

/** The way from one side to the other, by the facts as they were last written down. Asks no workspace anything. */
export async function knownDirection(deps: Deps, pair: PairConfig, from: Side): Promise<Direction> {
  const to = otherSide(from);
  const [source, target] = await Promise.all([deps.assets.facts(pair.name, from), deps.assets.facts(pair.name, to)]);
  return directionBy(deps, pair, from, { source, target });
}

/** The way by these facts of its two ends. */
export function directionBy(
  deps: Deps,
  pair: PairConfig,
  from: Side,
  { source, target }: Readonly<Record<'source' | 'target', WorkspaceFacts | undefined>>,
): Direction {
  const to = otherSide(from);
  return {
    source: pair.workspaces[from],
    target: pair.workspaces[to],
    mapping: mappingTo(pair, to),
    policy: deps.config.mirror,
    outputs: deps.config.run.outputs,
    facts: { ...(source === undefined ? {} : { source }), ...(target === undefined ? {} : { target }) },
  };
}

/** The rows of what is wanted, and of what its labels meant: all that the translation of one job can need. */
export async function knownRows(
  deps: Deps,
  pair: PairConfig,
  from: Side,
  wanted: readonly Wanted[],
): Promise<Map<MirrorKey, Versioned<MirrorRow>>> {
  const rows = new Map(await deps.assets.get(pair.name, from, wanted.map(mirrorKey)));
  const more = meantBy([...rows.values()].map(({ row }) => row)).filter((key) => !rows.has(key));
  if (more.length > 0) for (const [key, row] of await deps.assets.get(pair.name, from, more)) rows.set(key, row);
  return rows;
}

export function contentsOf(rows: ReadonlyMap<MirrorKey, Versioned<MirrorRow>>): Map<MirrorKey, MirrorRow> {
  return new Map([...rows].map(([key, { row }]) => [key, row]));
}

/** Asks a workspace for its facts and writes them down. */
export async function refreshFacts(
  deps: Deps,
  pair: PairConfig,
  side: Side,
): Promise<{ readonly kind: 'found'; readonly facts: WorkspaceFacts } | ArmTrouble> {
  const answer = await deps.assetStore.readFacts(pair.workspaces[side]);
  if (answer.kind === 'found') await deps.assets.setFacts(pair.name, side, answer.facts);
  return answer;
}

/** The job as it would be submitted to the other workspace now. It asks our own tables, and no workspace. */
export async function prepareJob(
  deps: Deps,
  pair: PairConfig,
  from: Side,
  job: JobToMirror,
  direction: Direction,
): Promise<Judgement> {
  const { source, facts } = direction;
  const now = deps.clock.now();
  const roots = rootsOf(job, withGuid(source, facts.source), facts.source?.stores, now);
  const rows = await knownRows(
    deps,
    pair,
    from,
    roots.map(({ what }) => what),
  );
  return judgeJob(job, roots, contentsOf(rows), direction);
}
