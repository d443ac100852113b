// Job-state events of one workspace. They stop when its region fails: silence is a signal of its own, and what was lost
// the next reconcile finds, so there is no dead-letter store.
param workspaceId string
param location string
param functionId string

resource topic 'Microsoft.EventGrid/systemTopics@2022-06-15' = {
  name: 'failover-jobs-${uniqueString(workspaceId)}'
  location: location
  properties: {
    source: workspaceId
    topicType: 'Microsoft.MachineLearningServices.Workspaces'
  }

  resource subscription 'eventSubscriptions' = {
    name: 'failover-job-events'
    properties: {
      destination: {
        endpointType: 'AzureFunction'
        // One at a time: a failure then repeats one event, not a batch.
        properties: { resourceId: functionId, maxEventsPerBatch: 1 }
      }
      eventDeliverySchema: 'EventGridSchema'
      filter: {
        includedEventTypes: [
          'Microsoft.MachineLearningServices.RunStatusChanged'
          'Microsoft.MachineLearningServices.RunCompleted'
        ]
      }
      retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 }
    }
  }
}
