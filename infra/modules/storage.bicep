// The app's own storage: ledger, specs, queues, the task hub and the deployed package.
param location string
param accountName string
param tables string[]
param queues string[]
param containers string[]

var deploymentContainerName = 'deployments'

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: accountName
  location: location
  kind: 'StorageV2'
  // Zone-redundant: the witness should outlive one of its zones. A geo-redundant copy would lag behind the fences.
  sku: { name: 'Standard_ZRS' }
  properties: {
    // Specs hold secrets of jobs: identities only, no keys, nothing public.
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    // Reachable from the network, since action groups and other services' queue writers are; identities decide.
    publicNetworkAccess: 'Enabled'
  }

  resource blob 'blobServices' = {
    name: 'default'
    properties: {
      deleteRetentionPolicy: { enabled: true, days: 7 }
    }

    resource container 'containers' = [for name in concat(containers, [deploymentContainerName]): { name: name }]
  }

  resource queue 'queueServices' = {
    name: 'default'

    resource each 'queues' = [for name in queues: { name: name }]
  }

  resource table 'tableServices' = {
    name: 'default'

    resource each 'tables' = [for name in tables: { name: name }]
  }
}

output accountName string = account.name
output deploymentContainer string = '${account.properties.primaryEndpoints.blob}${deploymentContainerName}'
