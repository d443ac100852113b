import { malformed, word, type AlertParts, type ParsedAlert } from './alert-facts.ts';
import { stringAt, type JsonObject } from './json.ts';

/** Reads an alert of Azure Resource Health: the health of single resources, by ARM id. */
export function resourceHealthFacts({ essentials, context, properties, submittedAt }: AlertParts): ParsedAlert {
  const targets = essentials['alertTargetIDs'];
  const resources = Array.isArray(targets) ? targets.filter((id) => typeof id === 'string') : [];
  if (resources.length === 0) return malformed('/data/essentials/alertTargetIDs', 'Must name the resource.');

  const status = word(stringAt(context, 'status'));
  const health = word(stringAt(properties, 'currentHealthStatus'));
  const cause = word(stringAt(properties, 'cause'));
  if (status !== 'resolved' && health === '' && cause === '') {
    // Recorded, it would take the place of the alert that did name a cause, and of what follows from that.
    return { kind: 'ignored', why: 'an update that names neither health nor cause changes nothing that was known' };
  }
  const discounted = whyDiscounted(health, cause, properties);
  return {
    kind: 'signals',
    facts: {
      source: 'resource-health',
      resources,
      state: status === 'resolved' || health === 'available' ? 'resolved' : 'active',
      title: stringAt(properties, 'title') ?? 'Resource Health',
      submittedAt,
      ...(discounted === undefined ? {} : { discounted }),
    },
  };
}

/** Health and cause are null in some updates. Null is no reason to look away: such an alert counts. */
function whyDiscounted(health: string, cause: string, properties: JsonObject): string | undefined {
  if (cause === 'userinitiated') return 'UserInitiated: somebody did it on purpose';
  if (word(stringAt(properties, 'type')) === 'informational') return 'informational: only downtime is evidence';
  if (health === 'degraded') return 'degraded: it still answers';
  if (health === 'unknown') return 'unknown: Azure itself cannot tell';
  return undefined;
}
