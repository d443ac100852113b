import { looseAt, malformed, word, type AlertParts, type ImpactedService, type ParsedAlert } from './alert-facts.ts';
import { isJsonObject, stringAt, type Json, type JsonObject } from './json.ts';

/** Stages after which an incident no longer impacts anything; RCA is the report that follows weeks later. */
const endStages = new Set(['resolved', 'complete', 'completed', 'canceled', 'cancelled', 'rca']);
const activeStages = new Set(['active', 'inprogress', 'updated']);
const plannedStages = new Set(['planned', 'rescheduled']);

/** Reads an alert of Azure Service Health. It names services and regions, never a workspace. */
export function serviceHealthFacts({ context, properties, submittedAt }: AlertParts): ParsedAlert {
  const trackingId = stringAt(properties, 'trackingId');
  if (trackingId === undefined || trackingId === '') {
    return malformed('/data/alertContext/properties/trackingId', "Must be the incident's tracking id.");
  }
  const stages = [stringAt(properties, 'stage'), stringAt(context, 'status')].map(word);
  const impacted = readImpacted(properties);
  if (impacted.length === 0) {
    return malformed(
      '/data/alertContext/properties/impactedServices',
      'Must name services and regions (so must service and region).',
    );
  }
  const discounted = whyDiscounted(trackingId, incidentType(context, properties), properties, stages);
  return {
    kind: 'signals',
    facts: {
      source: 'service-health',
      trackingId,
      impacted,
      // Whichever of the two says that it is over: an update may leave one of them behind.
      state: stages.some((stage) => endStages.has(stage)) ? 'resolved' : 'active',
      title: stringAt(properties, 'title') ?? stringAt(properties, 'defaultLanguageTitle') ?? trackingId,
      submittedAt,
      ...(discounted === undefined ? {} : { discounted }),
    },
  };
}

function whyDiscounted(
  trackingId: string,
  type: string,
  properties: JsonObject,
  stages: readonly string[],
): string | undefined {
  if (isSynthetic(properties) || trackingId.toUpperCase().startsWith('TEST-')) {
    return 'synthetic: a test of the action group';
  }
  if (type !== 'incident') return `${type === '' ? 'an event of unknown type' : type}: only incidents are evidence`;
  if (stages.some((stage) => plannedStages.has(stage))) return 'planned: it has not begun';
  if (!stages.some((stage) => endStages.has(stage) || activeStages.has(stage))) return 'its stage is unknown to us';
  return undefined;
}

/** The text `True` in the documentation's samples. */
function isSynthetic(properties: JsonObject): boolean {
  const given = looseAt(properties, 'IsSynthetic');
  return given === true || (typeof given === 'string' && word(given) === 'true');
}

/** `incident`, `maintenance`, `informational`, …: from its own field, or the middle of the operation's name. */
function incidentType(context: JsonObject, properties: JsonObject): string {
  return word(stringAt(properties, 'incidentType') ?? stringAt(context, 'operationName')?.split('/')[1]);
}

/**
 * `impactedServices` is a list in test alerts and a string that holds a list in real ones. Where it cannot be read, the
 * older fields `service` and `region` are.
 */
function readImpacted(properties: JsonObject): ImpactedService[] {
  const given = properties['impactedServices'];
  const list = typeof given === 'string' ? readList(given) : given;
  const impacted = Array.isArray(list) ? list.flatMap(readService) : [];
  if (impacted.length > 0) return impacted;
  const [service, region] = [stringAt(properties, 'service'), stringAt(properties, 'region')];
  if (service === undefined || region === undefined || service === '') return [];
  return [{ service, regions: region.split(/[;,]/).map((name) => name.trim()) }];
}

function readService(given: Json): ImpactedService[] {
  if (!isJsonObject(given)) return [];
  const [service, regions] = [looseAt(given, 'ServiceName'), looseAt(given, 'ImpactedRegions')];
  if (typeof service !== 'string' || !Array.isArray(regions)) return [];
  const names = regions.map((region) => (isJsonObject(region) ? looseAt(region, 'RegionName') : region));
  return [{ service, regions: names.filter((name) => typeof name === 'string') }];
}

function readList(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
