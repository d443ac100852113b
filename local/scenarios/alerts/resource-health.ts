import { envelope } from './envelope.ts';

export type ResourceHealthEvent = {
  /** ARM id of the resource: Azure ML workspaces have no Resource Health, what they stand on has. */
  readonly resource: string;
  readonly status: 'Active' | 'Resolved';
  readonly cause: 'PlatformInitiated' | 'UserInitiated';
  readonly title?: string;
};

/** An event of Azure Resource Health about one resource. */
export function resourceHealthAlert({ resource, status, cause, title }: ResourceHealthEvent): object {
  const at = new Date().toISOString();
  const isOver = status === 'Resolved';
  return envelope({
    rule: 'azureml-resource-health',
    at,
    signalType: 'Activity Log',
    monitoringService: 'Resource Health',
    // Its alerts spell ids in lower case, in part.
    targets: [resource.replace('/resourceGroups/', '/resourcegroups/').replace('/Microsoft.', '/microsoft.')],
    context: {
      channels: 'Admin, Operation',
      correlationId: '0d1a9d0c-53b7-4a0e-9f8e-6f2f7f3f0a11',
      eventSource: 'ResourceHealth',
      eventTimestamp: at,
      level: 'Critical',
      operationName: `Microsoft.Resourcehealth/healthevent/${isOver ? 'Resolved' : 'Activated'}/action`,
      properties: {
        title: title ?? 'Storage account unavailable',
        details: null,
        currentHealthStatus: isOver ? 'Available' : 'Unavailable',
        previousHealthStatus: isOver ? 'Unavailable' : 'Available',
        type: 'Downtime',
        cause,
      },
      status,
      submissionTimestamp: at,
      'Activity Log Event Description': null,
    },
  });
}
