using './main.bicep'

// The witness region; also the region of the resource group that this is deployed to.
param location = 'centralus'

// False for the first deployment; true once the app is published (see README.md).
param subscribe = false

param workspaces = [
  {
    id: '/subscriptions/11111111-2222-4333-8444-555555555555/resourceGroups/rg-vision-east/providers/Microsoft.MachineLearningServices/workspaces/vision-east'
    region: 'eastus'
    regionDisplayName: 'East US'
    storageAccountId: '/subscriptions/11111111-2222-4333-8444-555555555555/resourceGroups/rg-vision-east/providers/Microsoft.Storage/storageAccounts/visioneast'
    associatedResources: [
      '/subscriptions/11111111-2222-4333-8444-555555555555/resourceGroups/rg-vision-east/providers/Microsoft.Storage/storageAccounts/visioneast'
      '/subscriptions/11111111-2222-4333-8444-555555555555/resourceGroups/rg-vision-east/providers/Microsoft.KeyVault/vaults/kv-vision-east'
    ]
  }
  {
    id: '/subscriptions/11111111-2222-4333-8444-555555555555/resourceGroups/rg-vision-west/providers/Microsoft.MachineLearningServices/workspaces/vision-west'
    region: 'westus2'
    regionDisplayName: 'West US 2'
    storageAccountId: '/subscriptions/11111111-2222-4333-8444-555555555555/resourceGroups/rg-vision-west/providers/Microsoft.Storage/storageAccounts/visionwest'
    associatedResources: [
      '/subscriptions/11111111-2222-4333-8444-555555555555/resourceGroups/rg-vision-west/providers/Microsoft.Storage/storageAccounts/visionwest'
      '/subscriptions/11111111-2222-4333-8444-555555555555/resourceGroups/rg-vision-west/providers/Microsoft.KeyVault/vaults/kv-vision-west'
    ]
  }
]
