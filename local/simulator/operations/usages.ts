import { ok } from '../answer.ts';
import type { Answer } from '../answer.ts';
import type { Call } from '../context.ts';

const families = ['standardDSv2Family', 'standardNCADSA100v4Family'] as const;

/** What the workspace's computes use of their quota. Derived: there is no recording of it. */
export function listUsages(call: Call): Answer {
  const { workspace } = call;
  const running = [...workspace.jobs.values()].filter(
    (job) => job.parent === undefined && job.status === 'Running',
  ).length;
  const used = Math.min(100, running);
  return ok({
    value: families.map((family) => ({
      id: `${workspace.id}/quotas/${family}`,
      amlWorkspaceLocation: workspace.region,
      type: 'Microsoft.MachineLearningServices/workspaces/usages',
      unit: 'Count',
      currentValue: used,
      limit: 100,
      name: { value: family, localizedValue: family },
    })),
  });
}
