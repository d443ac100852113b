import pLimit from 'p-limit';
import type { PairConfig } from '../core/config.ts';
import { otherSide, type Side } from '../core/ids.ts';
import type { LiveJob } from '../core/job.ts';
import { demandOf, needsOf, type Demand, type StepNeed } from '../core/readiness/demand.ts';
import { dependenciesOf } from '../core/translate/dependencies.ts';
import { mappingTo, type Deps } from './deps.ts';

const readsAtOnce = 16;
/** A definition never changes its needs, and has a name of its own: most are known from the last look. */
const needsBySpec = new Map<string, readonly StepNeed[]>();
const mostKept = 20_000;

/** What the jobs of a workspace need of the other one's machines; those whose definition is not recorded are left out. */
export async function demandOfAll(
  deps: Deps,
  pair: PairConfig,
  from: Side,
  live: readonly LiveJob[],
): Promise<readonly Demand[]> {
  const target = await deps.assets.facts(pair.name, otherSide(from));
  const limit = pLimit(readsAtOnce);
  const found = await Promise.all(
    live.map((job) =>
      limit(async () => {
        const needs = await needsOfJob(deps, pair, from, job);
        return needs === undefined ? [] : [demandOf(job.name, needs, mappingTo(pair, otherSide(from)), target)];
      }),
    ),
  );
  return found.flat();
}

async function needsOfJob(
  deps: Deps,
  pair: PairConfig,
  from: Side,
  { spec }: LiveJob,
): Promise<readonly StepNeed[] | undefined> {
  if (spec.kind !== 'recorded') return undefined;
  const key = `${pair.workspaces[from].id} ${spec.hash}`;
  const known = needsBySpec.get(key);
  if (known !== undefined) return known;
  const definition = await deps.specs.get(spec.hash);
  if (definition === undefined) return undefined;
  const needs = needsOf(definition, dependenciesOf(definition, pair.workspaces[from]));
  if (needsBySpec.size >= mostKept) needsBySpec.clear();
  needsBySpec.set(key, needs);
  return needs;
}
