import { ok } from '../answer.ts';
import { createdBy } from '../stamp-view.ts';
import type { Answer } from '../answer.ts';
import type { Call } from '../context.ts';
import type { JsonObject } from '../json.ts';

export type StandingList = 'schedules' | 'onlineEndpoints' | 'batchEndpoints';

/** What runs in a workspace beside jobs. Derived from the schema, and nothing ever starts by it. */
export function listStanding({ workspace }: Call, type: StandingList): Answer {
  return ok({
    value: workspace.settings[type].map((name) => ({
      id: `${workspace.id}/${type}/${name}`,
      name,
      type: `Microsoft.MachineLearningServices/workspaces/${type}`,
      ...(type === 'schedules' ? {} : { location: workspace.region }),
      properties: propertiesOf(type),
      systemData: createdBy(workspace.created, workspace.created),
    })),
  });
}

function propertiesOf(type: StandingList): JsonObject {
  if (type !== 'schedules') return { authMode: 'AADToken', provisioningState: 'Succeeded' };
  return {
    isEnabled: true,
    provisioningState: 'Succeeded',
    trigger: { triggerType: 'Cron', expression: '0 6 * * *', timeZone: 'UTC' },
    action: { actionType: 'CreateJob' },
  };
}
