import type { PairConfig } from '../../core/config.ts';
import { jobKey, type Side } from '../../core/ids.ts';
import { stringAt } from '../../core/json.ts';
import type { Item, Run } from '../../core/run.ts';
import { patientStanding, standingOf, survivor } from '../../core/settlement.ts';
import type { CopyStanding, Keep, Standing, Verdict } from '../../core/settlement.ts';
import { copyStanding, standsBeside, type Link } from '../../core/settlement-line.ts';
import { readMarker } from '../../core/translate/marker.ts';
import type { ArmTrouble } from '../../ports.ts';
import type { Deps } from '../deps.ts';
import { takeJob } from '../reconcile/take-job.ts';

type SeenOrigin = { readonly standing: Standing; readonly status: string };
type SeenCopy = { readonly standing: CopyStanding; readonly link: Link };

export type Look =
  | { readonly kind: 'judged'; readonly verdict: Verdict; readonly status: string; readonly copy?: Link }
  | { readonly kind: 'trouble'; readonly trouble: ArmTrouble };

/** Reads an origin and all of its copies, now, and says who of them lives on. */
export async function look(
  deps: Deps,
  pair: PairConfig,
  run: Run,
  item: Item,
  line: readonly Link[],
  keep: Keep,
): Promise<Look> {
  const [origin, ...copies] = await Promise.all([
    readOrigin(deps, pair, run.order.source, item),
    ...line.map((link) => readCopy(deps, pair, link)),
  ]);
  if ('trouble' in origin) return { kind: 'trouble', trouble: origin.trouble };
  const seen: SeenCopy[] = [];
  for (const copy of copies) {
    if ('trouble' in copy) return { kind: 'trouble', trouble: copy.trouble };
    seen.push(copy);
  }
  const copy = standsBeside(seen);
  const standing = patientStanding(origin.standing, item.settlement, deps.clock.now());
  const verdict = survivor(standing, copy?.standing ?? 'none', keep);
  return { kind: 'judged', verdict, status: origin.status, ...(copy === undefined ? {} : { copy: copy.link }) };
}

/** What is heard of the origin goes into the ledger as well: its definition, where that was missing, above all. */
async function readOrigin(
  deps: Deps,
  pair: PairConfig,
  side: Side,
  item: Item,
): Promise<SeenOrigin | { readonly trouble: ArmTrouble }> {
  const asked = deps.clock.now();
  const answer = await deps.workspaces.getJob(pair.workspaces[side], item.originName);
  // A job that has its tombstone behind it would seem to have ended just now.
  const known = await deps.ledger.get(pair.name, jobKey(side, item.originName));
  switch (answer.kind) {
    case 'found': {
      if (known !== undefined) await takeJob(deps, pair, side, answer.job, asked, known);
      const status = stringAt(answer.job.properties, 'status') ?? 'Unknown';
      return { standing: standingOf(status), status };
    }
    case 'absent':
      if (known !== undefined)
        await deps.ledger.recordSpec(pair.name, known.key, { spec: { kind: 'gone' }, at: asked });
      return { standing: 'gone', status: 'Gone' };
    default:
      return { trouble: answer };
  }
}

/** Only a job that carries our marker is a copy: whatever else bears the name is a stranger's, and left alone. */
async function readCopy(
  deps: Deps,
  pair: PairConfig,
  link: Link,
): Promise<SeenCopy | { readonly trouble: ArmTrouble }> {
  const answer = await deps.workspaces.getJob(pair.workspaces[link.side], link.name);
  switch (answer.kind) {
    case 'found': {
      const { properties } = answer.job;
      const origin = properties === null ? undefined : readMarker(properties)?.origin;
      if (origin?.toLowerCase() !== link.originId.toLowerCase()) return { standing: 'none', link };
      return { standing: copyStanding(link, stringAt(properties, 'status') ?? 'Unknown'), link };
    }
    case 'absent':
      return { standing: 'gone', link };
    default:
      return { trouble: answer };
  }
}
