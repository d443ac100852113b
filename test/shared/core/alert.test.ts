import { describe, expect, test } from 'vitest';
import { parseAlert } from '../../../shared/core/alert.ts';
import type { AlertFacts } from '../../../shared/core/alert-facts.ts';
import { parseInstant } from '../../../shared/core/time.ts';
import { maintenanceAlert, resourceHealthAlert, serviceHealthAlert } from './alert-fixtures.ts';

function facts(body: unknown): AlertFacts {
  const parsed = parseAlert(body);
  if (parsed.kind !== 'signals') throw new Error(JSON.stringify(parsed));
  return parsed.facts;
}

describe('an alert of Service Health', () => {
  test('names services with their regions, and the sender’s time', () => {
    expect(facts(serviceHealthAlert())).toEqual({
      source: 'service-health',
      trackingId: 'VMJ4-RT8',
      impacted: [
        { service: 'Azure Machine Learning', regions: ['East US'] },
        { service: 'Azure SQL Database', regions: ['West US 2'] },
      ],
      state: 'active',
      title: 'Azure Machine Learning - East US - Investigating',
      submittedAt: parseInstant('2026-03-14T09:26:53.123Z'),
    });
  });

  test('is read alike where impactedServices is a string that holds the list', () => {
    const impactedServices = '[{"ImpactedRegions":[{"RegionName":"East US"}],"ServiceName":"Azure Machine Learning"}]';
    expect(facts(serviceHealthAlert({ impactedServices }))).toMatchObject({
      impacted: [{ service: 'Azure Machine Learning', regions: ['East US'] }],
    });
  });

  test.each([null, 'not JSON', [], [{ Service: 'x' }]])(
    'falls back to service and region where impactedServices is %j',
    (impactedServices) => {
      expect(facts(serviceHealthAlert({ impactedServices, region: 'East US; West US 2' }))).toMatchObject({
        impacted: [{ service: 'Azure Machine Learning', regions: ['East US', 'West US 2'] }],
      });
    },
  );

  test.each([
    ['stage', { stage: 'Resolved' }, {}],
    ['status', {}, { status: 'Resolved' }],
    ['the report weeks later', { stage: 'RCA' }, {}],
  ])('is over when %s says so, though monitorCondition stays Fired', (_, properties, context) => {
    expect(facts(serviceHealthAlert(properties, context)).state).toBe('resolved');
  });

  test.each([
    ['planned maintenance', maintenanceAlert, 'maintenance'],
    ['a security advisory', serviceHealthAlert({ incidentType: 'Security' }), 'security'],
    ['information', serviceHealthAlert({ incidentType: 'Informational' }), 'informational'],
    ['an action required', serviceHealthAlert({ incidentType: 'ActionRequired' }), 'actionrequired'],
    ['a test of the action group', serviceHealthAlert({ IsSynthetic: 'True' }), 'synthetic'],
    ['a test by its tracking id', serviceHealthAlert({ trackingId: 'TEST-0001' }), 'synthetic'],
    ['an incident that is only planned', serviceHealthAlert({ stage: 'Planned' }), 'planned'],
    ['a stage nobody has heard of', serviceHealthAlert({ stage: 'Dreaming' }, { status: null }), 'stage'],
  ])('%s is recorded and never evidence', (_, body, why) => {
    expect(facts(body).discounted).toContain(why);
  });

  test('tells its type by the operation where incidentType is absent', () => {
    expect(facts(serviceHealthAlert({ incidentType: null })).discounted).toBeUndefined();
  });
});

describe('an alert of Resource Health', () => {
  test('names the resource as it spells it', () => {
    expect(facts(resourceHealthAlert())).toEqual({
      source: 'resource-health',
      resources: [
        '/subscriptions/11111111-2222-4333-8444-555555555555/resourcegroups/rg-vision-east/providers/microsoft.storage/storageaccounts/visioneast',
      ],
      state: 'active',
      title: 'Storage account unavailable',
      submittedAt: parseInstant('2026-03-14T09:28:42Z'),
    });
  });

  test.each(['Active', 'In Progress', 'InProgress', 'Updated'])('is going on while its status is %s', (status) => {
    expect(facts(resourceHealthAlert({}, { status }))).toMatchObject({ state: 'active' });
  });

  test('counts though an update leaves the health out', () => {
    const update = facts(
      resourceHealthAlert({ currentHealthStatus: null, previousHealthStatus: null }, { status: 'Updated' }),
    );
    expect(update).toMatchObject({ state: 'active' });
    expect(update.discounted).toBeUndefined();
  });

  test('counts though its cause is not known', () => {
    expect(facts(resourceHealthAlert({ cause: null })).discounted).toBeUndefined();
  });

  test('changes nothing when an update names neither health nor cause', () => {
    const update = resourceHealthAlert({ currentHealthStatus: null, cause: null }, { status: 'Updated' });
    expect(parseAlert(update)).toMatchObject({ kind: 'ignored' });
  });

  test.each([
    ['its status is Resolved', resourceHealthAlert({ currentHealthStatus: null, cause: null }, { status: 'Resolved' })],
    [
      'the resource is available again',
      resourceHealthAlert({ currentHealthStatus: 'Available' }, { status: 'Updated' }),
    ],
  ])('is over when %s', (_, body) => {
    expect(facts(body).state).toBe('resolved');
  });

  test.each([
    ['what somebody did on purpose', { title: 'Rebooted by user', cause: 'UserInitiated' }, 'UserInitiated'],
    ['a note that is no downtime', { type: 'Informational' }, 'informational'],
    ['a resource that is slow', { currentHealthStatus: 'Degraded' }, 'degraded'],
    ['what Azure cannot tell itself', { currentHealthStatus: 'Unknown' }, 'unknown'],
  ])('%s is recorded and never evidence', (_, properties, why) => {
    expect(facts(resourceHealthAlert(properties)).discounted).toContain(why);
  });
});

describe('anything else', () => {
  test('an alert of another service is ignored', () => {
    const body = { schemaId: 'azureMonitorCommonAlertSchema', data: { essentials: { monitoringService: 'Platform' } } };
    expect(parseAlert(body)).toMatchObject({ kind: 'ignored' });
  });

  test.each([
    ['no JSON object', 'hello', '/schemaId'],
    ['another schema', { schemaId: 'AzureMonitorMetricAlert', data: {} }, '/schemaId'],
    ['no essentials', { schemaId: 'azureMonitorCommonAlertSchema', data: {} }, '/data/essentials/monitoringService'],
    ['no tracking id', serviceHealthAlert({ trackingId: null }), '/data/alertContext/properties/trackingId'],
    [
      'neither services nor regions',
      serviceHealthAlert({ impactedServices: null, region: null }),
      '/data/alertContext/properties/impactedServices',
    ],
    [
      'no time that can be read',
      {
        schemaId: 'azureMonitorCommonAlertSchema',
        data: {
          essentials: { monitoringService: 'ServiceHealth' },
          alertContext: { properties: {}, submissionTimestamp: 'yesterday' },
        },
      },
      '/data/alertContext/submissionTimestamp',
    ],
    [
      'no resource',
      {
        schemaId: 'azureMonitorCommonAlertSchema',
        data: {
          essentials: { monitoringService: 'Resource Health', firedDateTime: '2026-03-14T09:28:45Z' },
          alertContext: { properties: {} },
        },
      },
      '/data/essentials/alertTargetIDs',
    ],
  ])('an alert with %s is malformed, and told where', (_, body, pointer) => {
    expect(parseAlert(body)).toMatchObject({ kind: 'malformed', problems: [{ pointer }] });
  });
});
