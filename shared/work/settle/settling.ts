import type { Run } from '../../core/run.ts';
import type { Deps } from '../deps.ts';

/** Changes the row of an ended run, which no fence holds any more; undefined when the run is not there. */
export async function changeSettling(deps: Deps, { order }: Run, change: (run: Run) => Run): Promise<Run | undefined> {
  for (;;) {
    const found = await deps.runs.getRun(order.run);
    if (found === undefined) return undefined;
    const next = change(found.row);
    if (JSON.stringify(next) === JSON.stringify(found.row)) return next;
    if ((await deps.runs.updateRun(next, found.etag)) === 'written') return next;
  }
}
