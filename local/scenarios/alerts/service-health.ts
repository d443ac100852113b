import { envelope } from './envelope.ts';

export type ServiceHealthEvent = {
  readonly subscription: string;
  /** Display name, as Service Health spells it. */
  readonly region: string;
  readonly stage: 'Active' | 'Resolved' | 'Planned';
  readonly service?: string;
  readonly incidentType?: 'Incident' | 'Maintenance';
  readonly trackingId?: string;
  readonly synthetic?: boolean;
  /** The alert rule that hears of it: several may, and each posts the event once more. */
  readonly rule?: string;
  /** When it was submitted; now unless told. */
  readonly at?: string;
};

/** An event of Azure Service Health. It names services and regions, and no workspace. */
export function serviceHealthAlert(event: ServiceHealthEvent): object {
  const { subscription, region, stage, incidentType = 'Incident', service = 'Azure Machine Learning' } = event;
  const at = event.at ?? new Date().toISOString();
  const title = `${incidentType === 'Maintenance' ? 'Planned maintenance: ' : ''}${service} - ${region}`;
  return envelope({
    rule: event.rule ?? 'azureml-service-health',
    at,
    signalType: 'ActivityLog',
    monitoringService: 'ServiceHealth',
    targets: [subscription],
    context: {
      channels: 1,
      correlationId: 'f2b6a0c3-6d70-4f0e-8d7a-2a5c1b0e9f33',
      eventSource: 2,
      eventTimestamp: at,
      level: 3,
      operationName: `Microsoft.ServiceHealth/${incidentType.toLowerCase()}/action`,
      properties: {
        title,
        service,
        region,
        communication: 'Customers may be unable to reach workspaces in this region.',
        incidentType,
        trackingId: event.trackingId ?? 'ML4T-7XG',
        impactStartTime: at,
        // Real events hold a text here, those of the portal's test button a list.
        impactedServices: JSON.stringify([{ ImpactedRegions: [{ RegionName: region }], ServiceName: service }]),
        stage,
        communicationId: '11000001',
        isHIR: 'false',
        IsSynthetic: event.synthetic === true ? 'True' : 'False',
        impactType: 'SubscriptionList',
        version: '0.1.1',
      },
      status: stage === 'Planned' ? 'Active' : stage,
      submissionTimestamp: at,
    },
  });
}
