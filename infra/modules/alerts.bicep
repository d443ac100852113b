// What Azure itself says about one workspace: incidents of the service in its region, and the health of the resources
// that it stands on. Azure has no Resource Health for the workspace itself.
param workspaceName string
param regionDisplayName string
param serviceNames string[]
param associatedResources string[]
param actionGroupId string

resource serviceHealth 'Microsoft.Insights/activityLogAlerts@2020-10-01' = {
  name: '${workspaceName}-failover-service-health'
  location: 'global'
  properties: {
    description: 'Incidents of Azure Machine Learning in ${regionDisplayName}, for the failover of ${workspaceName}'
    enabled: true
    scopes: [subscription().id]
    condition: {
      allOf: [
        { field: 'category', equals: 'ServiceHealth' }
        // Maintenance, security and advice are never a reason to fail over.
        { field: 'properties.incidentType', equals: 'Incident' }
        { field: 'properties.impactedServices[*].ServiceName', containsAny: serviceNames }
        {
          field: 'properties.impactedServices[*].ImpactedRegions[*].RegionName'
          containsAny: [regionDisplayName, 'Global']
        }
      ]
    }
    actions: { actionGroups: [{ actionGroupId: actionGroupId }] }
  }
}

// No filter on status or cause: both may be null in an update, and a filter would lose it. The app judges.
resource resourceHealth 'Microsoft.Insights/activityLogAlerts@2020-10-01' = if (!empty(associatedResources)) {
  name: '${workspaceName}-failover-resource-health'
  location: 'global'
  properties: {
    description: 'Health of what ${workspaceName} stands on'
    enabled: true
    scopes: associatedResources
    condition: {
      allOf: [{ field: 'category', equals: 'ResourceHealth' }]
    }
    actions: { actionGroups: [{ actionGroupId: actionGroupId }] }
  }
}
