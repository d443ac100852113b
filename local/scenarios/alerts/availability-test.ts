import { envelope } from './envelope.ts';

export type AvailabilityEvent = {
  readonly subscription: string;
  /** Name of the availability test. */
  readonly test: string;
  readonly condition: 'Fired' | 'Resolved';
  /** From how many places it failed. */
  readonly failedLocations?: number;
};

/** The metric alert of an availability test, which asks from several places outside the witness region. */
export function availabilityAlert({ subscription, test, condition, failedLocations = 3 }: AvailabilityEvent): object {
  const at = new Date().toISOString();
  const insights = `${subscription}/resourceGroups/rg-watch/providers/Microsoft.Insights`;
  return envelope({
    rule: `${test}-failed`,
    at,
    signalType: 'Metric',
    monitoringService: 'Platform',
    targets: [`${insights}/webtests/${test}`, `${insights}/components/see-from-elsewhere`],
    // Unlike alerts of the activity log, a metric alert says here that it is over.
    essentials: { monitorCondition: condition, ...(condition === 'Resolved' ? { resolvedDateTime: at } : {}) },
    context: {
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
            metricValue: failedLocations,
            webTestName: test,
          },
        ],
        windowStartTime: at,
        windowEndTime: at,
      },
    },
  });
}
