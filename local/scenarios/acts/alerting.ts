import { availabilityTest, storageId } from '../../region-config.ts';
import { availabilityAlert } from '../alerts/availability-test.ts';
import type { AvailabilityEvent } from '../alerts/availability-test.ts';
import { resourceHealthAlert } from '../alerts/resource-health.ts';
import type { ResourceHealthEvent } from '../alerts/resource-health.ts';
import { serviceHealthAlert } from '../alerts/service-health.ts';
import type { ServiceHealthEvent } from '../alerts/service-health.ts';
import type { Side } from '../expectation.ts';
import type { Stage } from '../story.ts';
import { ScenarioFailure } from '../wait.ts';

/** Service Health speaks of Azure Machine Learning in the region of one side. */
export async function serviceHealth(
  stage: Stage,
  side: Side,
  event: Pick<ServiceHealthEvent, 'stage'> & Partial<ServiceHealthEvent>,
): Promise<void> {
  const subscription = subscriptionOf(stage, side);
  const region = displayName(stage, side);
  const alert = serviceHealthAlert({ subscription, region, ...event });
  const what = event.incidentType === 'Maintenance' ? 'planned maintenance' : 'an incident';
  const by = event.rule === undefined ? '' : `, by the rule ${event.rule}`;
  await post(stage, alert, `Service Health reports ${what} in ${region}: ${event.stage}${by}`);
}

/** Resource Health speaks of the storage account of one side's workspace. */
export async function storageHealth(
  stage: Stage,
  side: Side,
  event: Omit<ResourceHealthEvent, 'resource'>,
): Promise<void> {
  const workspace = stage.region.pair[side];
  const alert = resourceHealthAlert({ resource: storageId(workspace), ...event });
  await post(stage, alert, `Resource Health reports ${workspace.storageAccount}: ${event.status}, ${event.cause}`);
}

/** The availability test that watches one side's region from elsewhere fails, or succeeds again. */
export async function availability(stage: Stage, side: Side, condition: AvailabilityEvent['condition']): Promise<void> {
  const test = availabilityTest(stage.region.pair[side]);
  const alert = availabilityAlert({ subscription: subscriptionOf(stage, side), test, condition });
  await post(stage, alert, `the availability test ${test}, which asks from elsewhere: ${condition}`);
}

/** An action group posts the alert. One that concerns no workspace of the pair would be a mistake of the story's. */
async function post({ actors, telling }: Stage, alert: object, says: string): Promise<void> {
  const { status, body } = await actors.alert(alert);
  if (status !== 202 || !((body as { signals?: number }).signals ?? 0))
    throw new ScenarioFailure('AlertRefused', `the alert was answered with ${status}: ${JSON.stringify(body)}`);
  telling.step(says);
}

function subscriptionOf({ region }: Stage, side: Side): string {
  return region.pair[side].id.split('/').slice(0, 3).join('/');
}

export function displayName({ region }: Pick<Stage, 'region'>, side: Side): string {
  const { pair } = region;
  return pair.regions.find(({ name }) => name === pair[side].region)?.displayName ?? pair[side].region;
}
