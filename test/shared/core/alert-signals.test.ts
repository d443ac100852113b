import { describe, expect, test } from 'vitest';
import { alertSignals } from '../../../shared/core/alert-signals.ts';
import { parseAlert } from '../../../shared/core/alert.ts';
import { instant, parseInstant } from '../../../shared/core/time.ts';
import { maintenanceAlert, resourceHealthAlert, serviceHealthAlert } from './alert-fixtures.ts';
import { health, speech, vision } from './pair-fixtures.ts';

const now = instant(Date.parse('2026-03-14T09:27:00Z'));

function signals(body: unknown, pairs = [vision, speech], config = health) {
  const parsed = parseAlert(body);
  return parsed.kind === 'signals' ? alertSignals(parsed.facts, pairs, config, now) : [];
}

function places(body: unknown, config = health): readonly string[] {
  return signals(body, [vision, speech], config).map(({ pair, signal }) => `${pair} ${signal.side}`);
}

describe('an incident of Service Health', () => {
  test('becomes a signal with both clocks', () => {
    expect(signals(serviceHealthAlert(), [vision])).toEqual([
      {
        pair: 'vision',
        signal: {
          group: 'provider',
          source: 'service-health',
          side: 'primary',
          subject: 'VMJ4-RT8',
          state: 'active',
          counts: true,
          title: 'Azure Machine Learning - East US - Investigating',
          submittedAt: parseInstant('2026-03-14T09:26:53.123Z'),
          since: now,
          receivedAt: now,
        },
      },
    ]);
  });

  test('is about every workspace in its region, be it primary or secondary', () => {
    expect(places(serviceHealthAlert())).toEqual(['vision primary', 'speech secondary']);
  });

  test('is matched by any part of the service name that is configured, in any letter case', () => {
    const impactedServices = [
      { ServiceName: 'Machine LEARNING Services', ImpactedRegions: [{ RegionName: 'east us' }] },
    ];
    expect(places(serviceHealthAlert({ impactedServices }))).toEqual(['vision primary', 'speech secondary']);
  });

  test('of another service in our region is not about us', () => {
    expect(places(serviceHealthAlert(), { ...health, serviceNames: ['sql database'] })).toEqual(['vision secondary']);
  });

  test('in a region whose name begins alike is not about us', () => {
    const impactedServices = [
      { ServiceName: 'Azure Machine Learning', ImpactedRegions: [{ RegionName: 'East US 2' }] },
    ];
    expect(signals(serviceHealthAlert({ impactedServices }))).toEqual([]);
  });

  test('that is maintenance is recorded with the reason why it does not count', () => {
    expect(signals(maintenanceAlert, [vision])).toMatchObject([
      { signal: { counts: false, why: 'maintenance: only incidents are evidence', state: 'active' } },
    ]);
  });
});

describe('an alert of Resource Health', () => {
  test('is about the workspace that the resource belongs to, whatever the case of the id', () => {
    expect(signals(resourceHealthAlert())).toMatchObject([
      {
        pair: 'vision',
        signal: {
          source: 'resource-health',
          side: 'primary',
          subject:
            '/subscriptions/11111111-2222-4333-8444-555555555555/resourcegroups/rg-vision-east/providers/microsoft.storage/storageaccounts/visioneast',
        },
      },
    ]);
  });

  test('keeps one subject per resource, so that its end is found under another correlation id', () => {
    const [begun] = signals(resourceHealthAlert());
    const [ended] = signals(resourceHealthAlert({}, { status: 'Resolved', correlationId: 'another' }));
    expect(ended?.signal.subject).toBe(begun?.signal.subject);
    expect(ended?.signal.state).toBe('resolved');
  });

  test('about the workspace itself is about the workspace', () => {
    const facts = {
      source: 'resource-health',
      resources: [vision.workspaces.secondary.id.toUpperCase()],
      state: 'active',
      title: 'Workspace unavailable',
      submittedAt: now,
    } as const;
    expect(alertSignals(facts, [vision, speech], health, now)).toMatchObject([
      { pair: 'vision', signal: { side: 'secondary' } },
    ]);
  });

  test('of a resource of nobody gives no signal', () => {
    expect(signals(resourceHealthAlert(), [speech])).toEqual([]);
  });
});
