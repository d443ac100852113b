// The mirror reads code and data from the storage account of one workspace and writes copies into that of the other,
// and each is either in turn. It cannot see the account's keys. Reader lets readiness ask ARM what the app may do there.
param storageAccountName string
param principalId string

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: storageAccountName
}

var storageBlobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
var reader = 'acdd72a7-3385-48ef-bd42-f606fba81ae7'

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in [storageBlobDataContributor, reader]: {
    name: guid(account.id, principalId, role)
    scope: account
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]
