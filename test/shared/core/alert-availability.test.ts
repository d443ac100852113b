import { describe, expect, test } from 'vitest';
import { alertSignals } from '../../../shared/core/alert-signals.ts';
import { parseAlert } from '../../../shared/core/alert.ts';
import { parseInstant } from '../../../shared/core/time.ts';
import { at } from './judgement-fixtures.ts';
import { health, speech, vision } from './pair-fixtures.ts';

const group =
  '/subscriptions/11111111-2222-4333-8444-555555555555/resourcegroups/rg-watch/providers/microsoft.insights';

/** A metric alert of an availability test, as Azure Monitor's documentation shows it, with invented ids. */
function availabilityAlert(essentials: object = {}, criterion: object = {}, context: object = {}): object {
  return {
    schemaId: 'azureMonitorCommonAlertSchema',
    data: {
      essentials: {
        alertId: '/subscriptions/11111111-2222-4333-8444-555555555555/providers/Microsoft.AlertsManagement/alerts/1',
        alertRule: 'vision-east-cannot-be-reached',
        severity: 'Sev1',
        signalType: 'Metric',
        monitorCondition: 'Fired',
        monitoringService: 'Platform',
        alertTargetIDs: [`${group}/webtests/see-vision-east`, `${group}/components/watch`],
        firedDateTime: '2026-03-14T09:26:55.304Z',
        ...essentials,
      },
      alertContext: {
        properties: null,
        conditionType: 'WebtestLocationAvailabilityCriteria',
        condition: {
          windowSize: 'PT5M',
          allOf: [
            {
              metricName: 'Failed Location',
              metricNamespace: null,
              operator: 'GreaterThan',
              threshold: '2',
              timeAggregation: 'Sum',
              dimensions: [],
              metricValue: 5,
              webTestName: 'see-vision-east',
              ...criterion,
            },
          ],
          windowStartTime: '2026-03-14T09:20:00.000Z',
          windowEndTime: '2026-03-14T09:25:00.000Z',
        },
        ...context,
      },
    },
  };
}

const now = at('09:27');
function signals(body: object, pair = vision) {
  const parsed = parseAlert(body);
  return parsed.kind === 'signals'
    ? alertSignals(parsed.facts, [pair, speech], health, now).map(({ signal }) => signal)
    : [];
}

describe('an alert of an availability test', () => {
  test('is a second view of the workspace that it is configured for', () => {
    expect(signals(availabilityAlert())).toEqual([
      {
        group: 'second-view',
        source: 'availability-test',
        side: 'primary',
        subject: 'see-vision-east',
        state: 'active',
        counts: true,
        title: 'vision-east-cannot-be-reached',
        submittedAt: parseInstant('2026-03-14T09:26:55.304Z'),
        since: now,
        receivedAt: now,
      },
    ]);
  });

  test('is over when its condition is resolved, at the time at which it was', () => {
    const ended = { monitorCondition: 'Resolved', resolvedDateTime: '2026-03-14T09:40:00Z' };
    expect(signals(availabilityAlert(ended))).toMatchObject([{ state: 'resolved', submittedAt: at('09:40') }]);
  });

  test('is one subject, whether it names the test by id or by name', () => {
    const byId = availabilityAlert({}, { webTestName: null });
    const byName = availabilityAlert({ alertTargetIDs: [`${group}/components/watch`] });
    expect(signals(byId).map(({ subject }) => subject)).toEqual(signals(byName).map(({ subject }) => subject));
    expect(signals(byId)).toHaveLength(1);
  });

  test('of a test of the same name elsewhere is not ours where ours is configured by its id', () => {
    const { primary } = vision.workspaces;
    const configured = {
      ...primary,
      availabilityTests: [`${group.replace('rg-watch', 'rg-other')}/webtests/see-vision-east`],
    };
    expect(
      signals(availabilityAlert(), { ...vision, workspaces: { ...vision.workspaces, primary: configured } }),
    ).toEqual([]);
  });

  test('of a test that nobody configured is about nobody', () => {
    const other = availabilityAlert({ alertTargetIDs: [`${group}/webtests/shop`] }, { webTestName: 'shop' });
    expect(signals(other)).toEqual([]);
  });

  test('that one location raised does not count: it may be the one that is cut off', () => {
    expect(signals(availabilityAlert({}, { metricValue: 1 }))).toMatchObject([{ counts: false }]);
    expect(signals(availabilityAlert({}, { metricValue: 2 }))).toMatchObject([{ counts: true }]);
  });

  test('that names no test is malformed, and so is one without a time', () => {
    const nameless = availabilityAlert({ alertTargetIDs: [] }, { webTestName: null });
    expect(parseAlert(nameless)).toMatchObject({
      kind: 'malformed',
      problems: [{ pointer: '/data/essentials/alertTargetIDs' }],
    });
    expect(parseAlert(availabilityAlert({ firedDateTime: 'today' }))).toMatchObject({ kind: 'malformed' });
  });
});

test('metric alerts about anything else are ignored', () => {
  const cpu = availabilityAlert({}, {}, { conditionType: 'SingleResourceMultipleMetricCriteria' });
  expect(parseAlert(cpu)).toMatchObject({ kind: 'ignored' });
});
