import { availabilityFacts } from './alert-availability.ts';
import { malformed, word, type ParsedAlert } from './alert-facts.ts';
import { resourceHealthFacts } from './alert-resource-health.ts';
import { serviceHealthFacts } from './alert-service-health.ts';
import { objectAt, stringAt, type JsonObject } from './json.ts';
import { parseInstant, type Instant } from './time.ts';

/**
 * Reads a body of the common alert schema. In alerts of the activity log `essentials.monitorCondition` is not looked at:
 * it stays `Fired` when the incident is resolved, and only the alert's context tells.
 */
export function parseAlert(body: unknown): ParsedAlert {
  if (stringAt(body, 'schemaId') !== 'azureMonitorCommonAlertSchema') {
    return malformed(
      '/schemaId',
      'Must be azureMonitorCommonAlertSchema: the action group has that schema switched off.',
    );
  }
  const data = objectAt(body, 'data');
  const essentials = objectAt(data, 'essentials');
  const monitoringService = stringAt(essentials, 'monitoringService');
  if (essentials === undefined || monitoringService === undefined) {
    return malformed('/data/essentials/monitoringService', 'Must name the service that sent the alert.');
  }
  const service = word(monitoringService);
  const metric = word(stringAt(essentials, 'signalType')) === 'metric' ? objectAt(data, 'alertContext') : undefined;
  if (metric !== undefined) return availabilityFacts(essentials, metric);
  if (service !== 'servicehealth' && service !== 'resourcehealth') {
    return { kind: 'ignored', why: `alerts of ${monitoringService} say nothing about a region or a resource` };
  }
  const context = objectAt(data, 'alertContext');
  const properties = objectAt(context, 'properties');
  if (context === undefined || properties === undefined) {
    return malformed('/data/alertContext/properties', 'Must be an object.');
  }
  const submittedAt = readSubmittedAt(context, essentials);
  if (submittedAt === undefined) {
    return malformed('/data/alertContext/submissionTimestamp', 'Must be an ISO 8601 timestamp.');
  }
  const read = { essentials, context, properties, submittedAt };
  return service === 'servicehealth' ? serviceHealthFacts(read) : resourceHealthFacts(read);
}

function readSubmittedAt(context: JsonObject, essentials: JsonObject): Instant | undefined {
  return (
    parseInstant(stringAt(context, 'submissionTimestamp')) ??
    parseInstant(stringAt(context, 'eventTimestamp')) ??
    parseInstant(stringAt(essentials, 'firedDateTime'))
  );
}
