import { looseAt, malformed, word, type ParsedAlert } from './alert-facts.ts';
import { isJsonObject, objectAt, stringAt, type JsonObject } from './json.ts';
import { parseInstant } from './time.ts';

/**
 * Reads a metric alert of an Azure Monitor availability test (criteria `WebtestLocationAvailability`). Unlike alerts of
 * the activity log it says by `monitorCondition` whether it is over.
 */
export function availabilityFacts(essentials: JsonObject, context: JsonObject): ParsedAlert {
  const criteria = criteriaOf(context);
  if (word(stringAt(context, 'conditionType')) !== 'webtestlocationavailabilitycriteria') {
    return { kind: 'ignored', why: 'only metric alerts of availability tests say whether a workspace can be reached' };
  }
  const tests = testsOf(essentials, criteria);
  if (tests.length === 0) {
    return malformed('/data/essentials/alertTargetIDs', 'Must name the availability test.');
  }
  const over = word(stringAt(essentials, 'monitorCondition')) === 'resolved';
  const changedAt = over ? (stringAt(essentials, 'resolvedDateTime') ?? windowEnd(context)) : undefined;
  const submittedAt = parseInstant(changedAt ?? stringAt(essentials, 'firedDateTime'));
  if (submittedAt === undefined) {
    return malformed('/data/essentials/firedDateTime', 'Must be an ISO 8601 timestamp.');
  }
  const failed = criteria.map((each) => looseAt(each, 'metricValue')).find((value) => typeof value === 'number');
  return {
    kind: 'signals',
    facts: {
      source: 'availability-test',
      tests,
      state: over ? 'resolved' : 'active',
      title: stringAt(essentials, 'alertRule') ?? 'availability test',
      submittedAt,
      // One place that cannot reach it may itself be cut off.
      ...(!over && typeof failed === 'number' && failed < 2
        ? { discounted: 'one location only: it may be the one that is cut off' }
        : {}),
    },
  };
}

function criteriaOf(context: JsonObject): readonly JsonObject[] {
  const all = objectAt(context, 'condition')?.['allOf'];
  return Array.isArray(all) ? all.filter(isJsonObject) : [];
}

/** The test's ARM id stands among the targets, its name among the criteria; samples have either. */
function testsOf(essentials: JsonObject, criteria: readonly JsonObject[]): readonly string[] {
  const targets = essentials['alertTargetIDs'];
  const ids = (Array.isArray(targets) ? targets : []).filter(
    (id) => typeof id === 'string' && /\/webtests\//i.test(id),
  ) as string[];
  const names = criteria.map((each) => looseAt(each, 'webTestName')).filter((name) => typeof name === 'string');
  return [...ids, ...names].filter((name) => name !== '');
}

function windowEnd(context: JsonObject): string | undefined {
  return stringAt(objectAt(context, 'condition'), 'windowEndTime');
}
