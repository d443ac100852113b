/*
 * Alerts as Azure Monitor's documentation shows them (common alert schema, Service Health and Resource Health), with
 * invented ids.
 */
const subscription = '/subscriptions/11111111-2222-4333-8444-555555555555';

/** A test action of Service Health: `impactedServices` is a list, and it is synthetic. */
export function serviceHealthAlert(properties: object = {}, context: object = {}): object {
  return {
    schemaId: 'azureMonitorCommonAlertSchema',
    data: {
      essentials: {
        alertId: `${subscription}/providers/Microsoft.AlertsManagement/alerts/0a1b2c3d-0000-4000-8000-000000000001`,
        alertRule: 'aml-service-health',
        severity: 'Sev4',
        signalType: 'ActivityLog',
        monitorCondition: 'Fired',
        monitoringService: 'ServiceHealth',
        alertTargetIDs: [subscription],
        originAlertId: '0a1b2c3d-0000-4000-8000-000000000002',
        firedDateTime: '2026-03-14T09:26:55.304Z',
        description: '',
        essentialsVersion: '1.0',
        alertContextVersion: '1.0',
      },
      alertContext: {
        authorization: null,
        channels: 1,
        claims: null,
        caller: null,
        correlationId: '0a1b2c3d-0000-4000-8000-000000000003',
        eventSource: 2,
        eventTimestamp: '2026-03-14T09:26:50.0000000Z',
        httpRequest: null,
        eventDataId: '0a1b2c3d-0000-4000-8000-000000000004',
        level: 3,
        operationName: 'Microsoft.ServiceHealth/incident/action',
        operationId: '0a1b2c3d-0000-4000-8000-000000000005',
        properties: {
          title: 'Azure Machine Learning - East US - Investigating',
          service: 'Azure Machine Learning',
          region: 'East US',
          communication: 'We are investigating.',
          incidentType: 'Incident',
          trackingId: 'VMJ4-RT8',
          impactStartTime: '2026-03-14T09:15:00Z',
          impactMitigationTime: null,
          impactedServices: [
            { ImpactedRegions: [{ RegionName: 'East US' }], ServiceName: 'Azure Machine Learning' },
            { ImpactedRegions: [{ RegionName: 'West US 2' }], ServiceName: 'Azure SQL Database' },
          ],
          impactedServicesTableRows: '',
          defaultLanguageTitle: 'Azure Machine Learning - East US - Investigating',
          defaultLanguageContent: 'We are investigating.',
          stage: 'Active',
          communicationId: '11000000000000',
          isHIR: 'false',
          IsSynthetic: 'False',
          impactType: 'SubscriptionList',
          version: '0.1.1',
          ...properties,
        },
        status: 'Active',
        subStatus: null,
        submissionTimestamp: '2026-03-14T09:26:53.1234567Z',
        ResourceType: null,
        ...context,
      },
    },
  };
}

/** Planned maintenance as the documentation prints a real one: `impactedServices` is a string. */
export const maintenanceAlert = serviceHealthAlert(
  {
    title: 'Maintenance of Azure Machine Learning - East US',
    incidentType: 'Maintenance',
    trackingId: 'GK2S-9TZ',
    stage: 'Planned',
    impactedServices: '[{"ImpactedRegions":[{"RegionName":"East US"}],"ServiceName":"Azure Machine Learning"}]',
  },
  { operationName: 'Microsoft.ServiceHealth/maintenance/action' },
);

/** Resource Health: the ids come partly in lower case. */
export function resourceHealthAlert(properties: object = {}, context: object = {}): object {
  return {
    schemaId: 'azureMonitorCommonAlertSchema',
    data: {
      essentials: {
        alertId: `${subscription}/providers/Microsoft.AlertsManagement/alerts/0a1b2c3d-0000-4000-8000-000000000011`,
        alertRule: 'aml-resource-health',
        severity: 'Sev4',
        signalType: 'Activity Log',
        monitorCondition: 'Fired',
        monitoringService: 'Resource Health',
        alertTargetIDs: [
          `${subscription}/resourcegroups/rg-vision-east/providers/microsoft.storage/storageaccounts/visioneast`,
        ],
        configurationItems: ['visioneast'],
        originAlertId: '0a1b2c3d-0000-4000-8000-000000000012_9f8e7d6c',
        firedDateTime: '2026-03-14T09:28:45.304Z',
        description: '',
        essentialsVersion: '1.0',
        alertContextVersion: '1.0',
      },
      alertContext: {
        channels: 'Admin, Operation',
        correlationId: '0a1b2c3d-0000-4000-8000-000000000013',
        eventSource: 'ResourceHealth',
        eventTimestamp: '2026-03-14T09:28:40.1234567Z',
        eventDataId: '0a1b2c3d-0000-4000-8000-000000000014',
        level: 'Critical',
        operationName: 'Microsoft.Resourcehealth/healthevent/Activated/action',
        operationId: '0a1b2c3d-0000-4000-8000-000000000015',
        properties: {
          title: 'Storage account unavailable',
          details: null,
          currentHealthStatus: 'Unavailable',
          previousHealthStatus: 'Available',
          type: 'Downtime',
          cause: 'PlatformInitiated',
          ...properties,
        },
        status: 'Active',
        submissionTimestamp: '2026-03-14T09:28:42Z',
        'Activity Log Event Description': null,
        ...context,
      },
    },
  };
}
