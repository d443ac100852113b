import type { LedgerJob } from './job.ts';
import type { RunOrder } from './pointer.ts';
import { modeOf, type Mode, type Policy } from './policy.ts';
import type { Reason } from './reason.ts';

/** Who is behind a run: automation by itself, automation with a person's word, or a person who started it. */
export function authorityOf(order: Pick<RunOrder, 'by' | 'reason'>): Mode {
  if (order.reason.code === 'Approved') return 'approval';
  return order.by === 'automation' && order.reason.code !== 'Manual' ? 'automatic' : 'manual';
}

const weight: Readonly<Record<Mode, number>> = { automatic: 0, approval: 1, manual: 2 };

/**
 * Why a run leaves a job where it is: the job's class wants a person, and none is behind the run. The mode of the pair
 * says whether there is a run at all, so only a class of the job's own counts here.
 */
export function needsPerson(
  job: Pick<LedgerJob, 'experiment' | 'tags'>,
  order: Pick<RunOrder, 'by' | 'reason'>,
  policy: Pick<Policy, 'mode' | 'classes'>,
): Reason<'ClassNeedsPerson'> | undefined {
  const found = modeOf(policy, job);
  const authority = authorityOf(order);
  if (found.class === undefined || weight[authority] >= weight[found.mode]) return undefined;
  const wanted = found.mode === 'manual' ? 'starts' : 'approves or starts';
  return {
    code: 'ClassNeedsPerson',
    message: `jobs of the class ${found.class} are moved only by a run that a person ${wanted}; of this one the reason is ${order.reason.code}`,
  };
}
