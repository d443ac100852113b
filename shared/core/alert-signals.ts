import type { AlertFacts, AvailabilityFacts, ResourceHealthFacts, ServiceHealthFacts } from './alert-facts.ts';
import type { HealthConfig, PairConfig, WorkspaceConfig } from './config.ts';
import { sides, type PairName, type Side } from './ids.ts';
import type { Signal } from './signal.ts';
import type { Instant } from './time.ts';

export type PairSignal = { readonly pair: PairName; readonly signal: Signal };

/**
 * What an alert says about each workspace of each pair: nothing, where it concerns none. One alert may concern several
 * workspaces, and both of a pair.
 */
export function alertSignals(
  facts: AlertFacts,
  pairs: readonly PairConfig[],
  health: HealthConfig,
  now: Instant,
): readonly PairSignal[] {
  return pairs.flatMap((pair) =>
    sides.flatMap((side) =>
      subjectsAbout(facts, pair.workspaces[side], health).map((subject) => ({
        pair: pair.name,
        signal: toSignal(facts, side, subject, now),
      })),
    ),
  );
}

function subjectsAbout(facts: AlertFacts, workspace: WorkspaceConfig, health: HealthConfig): readonly string[] {
  switch (facts.source) {
    case 'service-health':
      return incidentsOf(facts, workspace, health);
    case 'resource-health':
      return resourcesOf(facts, workspace);
    case 'availability-test':
      return testsOf(facts, workspace);
  }
}

/** The region and the service have to meet in one entry: an incident may list ours elsewhere and another one here. */
function incidentsOf(facts: ServiceHealthFacts, workspace: WorkspaceConfig, health: HealthConfig): readonly string[] {
  const ours = [region(workspace.regionDisplayName), region(workspace.region)];
  const concerned = facts.impacted.some(
    ({ service, regions }) =>
      health.serviceNames.some((part) => service.toLowerCase().includes(part.toLowerCase())) &&
      regions.some((name) => ours.includes(region(name))),
  );
  return concerned ? [facts.trackingId] : [];
}

function resourcesOf(facts: ResourceHealthFacts, workspace: WorkspaceConfig): readonly string[] {
  const ours = new Set([workspace.id, ...workspace.associatedResources].map((id) => id.toLowerCase()));
  return [...new Set(facts.resources.map((id) => id.toLowerCase()))].filter((id) => ours.has(id));
}

/** A test is configured by its ARM id or its name, and an alert may name it by both: one subject all the same. */
function testsOf(facts: AvailabilityFacts, workspace: WorkspaceConfig): readonly string[] {
  const named = new Set(facts.tests.map(lastPart));
  const ids = facts.tests.filter((name) => name.includes('/')).map((id) => id.toLowerCase());
  const found = workspace.availabilityTests.filter((configured) =>
    configured.includes('/') && ids.length > 0
      ? ids.includes(configured.toLowerCase())
      : named.has(lastPart(configured)),
  );
  return [...new Set(found.map((configured) => configured.toLowerCase()))];
}

function lastPart(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1).toLowerCase();
}

function toSignal(facts: AlertFacts, side: Side, subject: string, now: Instant): Signal {
  const { state, title, submittedAt, discounted } = facts;
  const said = { side, subject, state, title, submittedAt, since: now, receivedAt: now } as const;
  const weight = discounted === undefined ? ({ counts: true } as const) : ({ counts: false, why: discounted } as const);
  return facts.source === 'availability-test'
    ? { group: 'second-view', source: facts.source, ...said, ...weight }
    : { group: 'provider', source: facts.source, ...said, ...weight };
}

/** `East US` and `eastus` are one region. */
function region(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
