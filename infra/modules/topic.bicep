// Where the app says what it did (AzureML.Failover.*): deployment pipelines and notebooks follow the switch from here.
param location string
param topicName string

resource topic 'Microsoft.EventGrid/topics@2022-06-15' = {
  name: topicName
  location: location
  properties: {
    inputSchema: 'CloudEventSchemaV1_0'
    disableLocalAuth: true
  }
}

output name string = topic.name
// With the path that the topic gives itself: the SDK's client takes the whole address.
output endpoint string = topic.properties.endpoint
