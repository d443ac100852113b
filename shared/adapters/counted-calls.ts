import { odata } from '@azure/data-tables';
import type { Config } from '../core/config.ts';
import { tellingOf, type CallCount } from '../core/grey.ts';
import { sides, type PairName, type Side } from '../core/ids.ts';
import { instant, type Instant, type Millis } from '../core/time.ts';
import type { WorkspaceRef } from '../core/workspace.ts';
import type { AssetStore, Calls, Clock, Workspaces } from '../ports.ts';
import type { StorageOptions } from './table-client.ts';
import { openTable } from './table-client.ts';
import { jsonColumns, readJson } from './table-row.ts';

/** Where a count belongs, and for how long a failed call is remembered. */
type Place = { readonly pair: PairName; readonly side: Side; readonly window: Millis };
type Counted = { readonly place: Place; answered: number; unreachable: number; failedAt: Instant };

/** The counts of a workspace are one row; writers that meet there try again, and in the end do without. */
const maxRounds = 5;
const mostCounts = 200;

/**
 * The two ports with every call counted, and what they come to. The functions of an app may run in processes of their
 * own, so counts are put together in one row per workspace; but only a process whose calls have failed lately writes
 * any, answered ones among them. That makes the share of failed calls a share of theirs.
 */
export function countCalls(
  ports: { readonly workspaces: Workspaces; readonly assetStore: AssetStore },
  options: { readonly pairs: Config['pairs']; readonly storage: StorageOptions; readonly clock: Clock },
): { workspaces: Workspaces; assetStore: AssetStore; calls: Calls } {
  const { clock } = options;
  const table = openTable('Signals', options.storage);
  const counted = new Map<string, Counted>();
  for (const { name, workspaces, policy } of options.pairs) {
    for (const side of sides) {
      const place = { pair: name, side, window: policy.grey.callWindow };
      counted.set(workspaces[side].id.toLowerCase(), { place, ...nothing, failedAt: instant(0) });
    }
  }

  const note = ({ id }: WorkspaceRef, kind: string): void => {
    const count = counted.get(id.toLowerCase());
    const telling = tellingOf(kind);
    if (count === undefined || telling === undefined) return;
    count[telling] += 1;
    if (telling === 'unreachable') count.failedAt = clock.now();
  };

  async function add({ pair, side, window }: Place, count: CallCount): Promise<void> {
    const at = { partitionKey: partitionOf(pair), rowKey: side };
    for (let round = 0; round < maxRounds; round += 1) {
      const found = await table.get(at.partitionKey, at.rowKey);
      const kept = found === undefined ? [] : (readJson<CallCount[]>(found, 'json') ?? []);
      const recent = [...kept.filter((each) => count.at - each.at < window), count].slice(-mostCounts);
      const row = { ...at, columns: jsonColumns('json', recent) };
      if (found === undefined) {
        if ((await table.insert(row)) === 'inserted') return;
      } else if ((await table.replace(row, found.etag)).kind === 'written') return;
    }
  }

  return {
    workspaces: { ...counting(ports.workspaces, note), probe: (workspace) => ports.workspaces.probe(workspace) },
    assetStore: counting(ports.assetStore, note),
    calls: {
      async keep() {
        const now = clock.now();
        for (const each of counted.values()) {
          const { answered, unreachable } = each;
          Object.assign(each, nothing);
          const failedLately = unreachable > 0 || now - each.failedAt < each.place.window;
          if (failedLately && answered + unreachable > 0) await add(each.place, { at: now, answered, unreachable });
        }
      },
      async counts(pair) {
        const rows = await table.query(odata`PartitionKey eq ${partitionOf(pair)}`);
        const of = (side: Side): readonly CallCount[] => {
          const row = rows.find(({ rowKey }) => rowKey === side);
          return row === undefined ? [] : (readJson<CallCount[]>(row, 'json') ?? []);
        };
        return { primary: of('primary'), secondary: of('secondary') };
      },
    },
  };
}

const nothing = { answered: 0, unreachable: 0 };

/** In a partition of its own: counts are no signals, and never listed with them. */
function partitionOf(pair: PairName): string {
  return `${pair}|calls`;
}

type AnyCall = (workspace: WorkspaceRef, ...rest: unknown[]) => Promise<{ readonly kind: string }>;

/** Every method of such a port is about a workspace, its first argument, and answers with a kind. */
function counting<Port extends object>(port: Port, note: (workspace: WorkspaceRef, kind: string) => void): Port {
  const wrapped = Object.entries(port).map(([name, call]) => [
    name,
    async (workspace: WorkspaceRef, ...rest: unknown[]) => {
      const answer = await (call as AnyCall)(workspace, ...rest);
      note(workspace, answer.kind);
      return answer;
    },
  ]);
  return Object.fromEntries(wrapped) as Port;
}
