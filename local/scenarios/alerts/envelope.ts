import { guidFrom } from '../../simulator/random.ts';

/** The common alert schema, as an action group posts it (shapes: Azure Monitor's payload samples). */
export type Envelope = {
  /** Each rule that hears of an event posts an alert of its own about it. */
  readonly rule: string;
  /** When the event was submitted. */
  readonly at: string;
  readonly signalType: 'Activity Log' | 'ActivityLog' | 'Metric';
  readonly monitoringService: string;
  readonly targets: readonly string[];
  readonly essentials?: object;
  readonly context: object;
};

export function envelope(given: Envelope): object {
  const { rule, at, signalType, monitoringService, targets, essentials, context } = given;
  const id = guidFrom(`${rule} at ${at}`);
  const subscription = (targets[0] ?? '').split('/').slice(0, 3).join('/');
  return {
    schemaId: 'azureMonitorCommonAlertSchema',
    data: {
      essentials: {
        alertId: `${subscription}/providers/Microsoft.AlertsManagement/alerts/${id}`,
        alertRule: rule,
        severity: 'Sev4',
        signalType,
        // Alerts of the activity log stay `Fired` when they are over: only their context tells.
        monitorCondition: 'Fired',
        monitoringService,
        alertTargetIDs: targets,
        originAlertId: id,
        firedDateTime: at,
        description: '',
        essentialsVersion: '1.0',
        alertContextVersion: '1.0',
        ...essentials,
      },
      alertContext: context,
    },
  };
}
