// ARM writes of jobs in one resource group: the earliest news of a new job, with its id. That job writes are among the
// events of a resource group follows from the rule for all ARM writes and was not verified; job events and reconcile do
// not depend on it.
param workspaceIds string[]
param functionId string

resource topic 'Microsoft.EventGrid/systemTopics@2022-06-15' = {
  // Resource groups may be named with signs that a topic may not.
  name: 'failover-resources-${uniqueString(resourceGroup().id)}'
  location: 'global'
  properties: {
    source: resourceGroup().id
    topicType: 'Microsoft.Resources.ResourceGroups'
  }

  resource subscription 'eventSubscriptions' = {
    name: 'failover-resource-events'
    properties: {
      destination: {
        endpointType: 'AzureFunction'
        properties: { resourceId: functionId, maxEventsPerBatch: 1 }
      }
      eventDeliverySchema: 'EventGridSchema'
      filter: {
        includedEventTypes: [
          'Microsoft.Resources.ResourceWriteSuccess'
          'Microsoft.Resources.ResourceActionSuccess'
        ]
        // Both must hold. Event Grid compares texts without regard to case, and ids change theirs between services.
        advancedFilters: [
          {
            operatorType: 'StringIn'
            key: 'data.operationName'
            values: [
              'Microsoft.MachineLearningServices/workspaces/jobs/write'
              'Microsoft.MachineLearningServices/workspaces/jobs/cancel/action'
            ]
          }
          {
            operatorType: 'StringBeginsWith'
            key: 'subject'
            values: map(workspaceIds, id => '${id}/jobs/')
          }
        ]
      }
      retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 }
    }
  }
}
