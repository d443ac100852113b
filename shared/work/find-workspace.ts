import type { Config, PairConfig } from '../core/config.ts';
import { sides } from '../core/ids.ts';
import type { Side } from '../core/ids.ts';

/** The pair and side of a workspace's ARM id, in any letter case; undefined for a workspace that is none of ours. */
export function findWorkspace(config: Config, workspaceId: string): { pair: PairConfig; side: Side } | undefined {
  const wanted = workspaceId.toLowerCase();
  for (const pair of config.pairs) {
    const side = sides.find((candidate) => pair.workspaces[candidate].id.toLowerCase() === wanted);
    if (side !== undefined) return { pair, side };
  }
  return undefined;
}
