/** The common alert schema, as an action group posts it (shapes: Azure Monitor's payload samples). */
export type Envelope = {
  readonly rule: string;
  readonly signalType: 'Activity Log' | 'ActivityLog' | 'Metric';
  readonly monitoringService: string;
  readonly targets: readonly string[];
  readonly essentials?: object;
  readonly context: object;
};

export function envelope({ rule, signalType, monitoringService, targets, essentials, context }: Envelope): object {
  const now = new Date().toISOString();
  const subscription = (targets[0] ?? '').split('/').slice(0, 3).join('/');
  return {
    schemaId: 'azureMonitorCommonAlertSchema',
    data: {
      essentials: {
        alertId: `${subscription}/providers/Microsoft.AlertsManagement/alerts/7f7f8f6e-4f39-4b5a-8b1e-6a0a9d3c2b11`,
        alertRule: rule,
        severity: 'Sev4',
        signalType,
        // Alerts of the activity log stay `Fired` when they are over: only their context tells.
        monitorCondition: 'Fired',
        monitoringService,
        alertTargetIDs: targets,
        originAlertId: '7f7f8f6e-4f39-4b5a-8b1e-6a0a9d3c2b11',
        firedDateTime: now,
        description: '',
        essentialsVersion: '1.0',
        alertContextVersion: '1.0',
        ...essentials,
      },
      alertContext: context,
    },
  };
}
