// Everything the failover app needs, in a resource group of its own in a WITNESS region: a third one, never that of a
// workspace it watches. From there it can tell "the primary is down" from "I am cut off".

targetScope = 'resourceGroup'

@description('One workspace of a pair, as in failover.yaml.')
type workspaceType = {
  @description('Resource id of the workspace.')
  id: string

  @description('Region of the workspace, for example eastus.')
  region: string

  @description('The region as Service Health spells it, for example East US: its alerts name no workspace.')
  regionDisplayName: string

  @description('Resource id of its default storage account: the mirror reads code and data there, or writes copies.')
  storageAccountId: string

  @description('Resources whose Resource Health speaks for the workspace (storage account, key vault).')
  associatedResources: string[]
}

@description('The witness region. Not one of the workspaces\' regions.')
param location string = resourceGroup().location

@description('Start of every resource name: lower-case letters and digits, since storage accounts allow no others.')
@minLength(3)
@maxLength(11)
param prefix string = 'amlfailover'

@description('Both workspaces of every pair.')
@minLength(2)
param workspaces workspaceType[]

@description('Names under which Service Health may list Azure Machine Learning. The spelling was not verified.')
param serviceNames string[] = ['Azure Machine Learning', 'Machine Learning Services']

@description('Role of the app on each workspace; the built-in AzureML Data Scientist unless a narrower custom role is given.')
param workspaceRoleId string = 'f6c7c914-8db3-469d-8ca1-694a8f32e121'

@description('False for the first deployment: Event Grid and action groups can only point at functions that are published.')
param subscribe bool = false

// The only source of names is functions/names.ts; this file is generated from it and a test holds it current.
var names = loadJsonContent('names.json')

var suffix = uniqueString(resourceGroup().id)
var appName = '${prefix}-${suffix}'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${prefix}-identity'
  location: location
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  params: { location: location, prefix: prefix }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  params: {
    location: location
    accountName: take('${prefix}${suffix}', 24)
    tables: names.tables
    queues: names.queues
    containers: names.containers
  }
}

module topic 'modules/topic.bicep' = {
  name: 'topic'
  params: { location: location, topicName: '${prefix}-events' }
}

module access 'modules/access.bicep' = {
  name: 'access'
  params: {
    principalId: identity.properties.principalId
    storageAccountName: storage.outputs.accountName
    topicName: topic.outputs.name
    insightsName: monitoring.outputs.insightsName
  }
}

module app 'modules/app.bicep' = {
  name: 'app'
  params: {
    location: location
    appName: appName
    identityId: identity.id
    identityClientId: identity.properties.clientId
    storageAccountName: storage.outputs.accountName
    deploymentContainer: storage.outputs.deploymentContainer
    topicEndpoint: topic.outputs.endpoint
    insightsConnectionString: monitoring.outputs.connectionString
  }
  // Without its roles the app cannot read its own package, and the host gives up.
  dependsOn: [access]
}

// What belongs to a workspace is put beside it, in its subscription and resource group.
module workspaceAccess 'modules/workspace-access.bicep' = [
  for workspace in workspaces: {
    name: 'access-${uniqueString(workspace.id)}'
    scope: resourceGroup(split(workspace.id, '/')[2], split(workspace.id, '/')[4])
    params: {
      workspaceName: last(split(workspace.id, '/'))
      principalId: identity.properties.principalId
      roleId: workspaceRoleId
    }
  }
]

module workspaceStorageAccess 'modules/workspace-storage-access.bicep' = [
  for workspace in workspaces: {
    name: 'storage-access-${uniqueString(workspace.id)}'
    scope: resourceGroup(split(workspace.storageAccountId, '/')[2], split(workspace.storageAccountId, '/')[4])
    params: {
      storageAccountName: last(split(workspace.storageAccountId, '/'))
      principalId: identity.properties.principalId
    }
  }
]

module jobEvents 'modules/job-events.bicep' = [
  for workspace in workspaces: if (subscribe) {
    name: 'job-events-${uniqueString(workspace.id)}'
    scope: resourceGroup(split(workspace.id, '/')[2], split(workspace.id, '/')[4])
    params: {
      workspaceId: workspace.id
      location: workspace.region
      functionId: '${app.outputs.appId}/functions/${names.functions.onJobEvent}'
    }
  }
]

// One topic a resource group: Event Grid allows no second system topic on the same source.
var resourceGroupIds = union(map(workspaces, workspace => toLower(join(take(split(workspace.id, '/'), 5), '/'))), [])

module resourceEvents 'modules/resource-events.bicep' = [
  for groupId in resourceGroupIds: if (subscribe) {
    name: 'resource-events-${uniqueString(groupId)}'
    scope: resourceGroup(split(groupId, '/')[2], split(groupId, '/')[4])
    params: {
      workspaceIds: map(filter(workspaces, each => startsWith(toLower(each.id), '${groupId}/')), each => each.id)
      functionId: '${app.outputs.appId}/functions/${names.functions.onResourceEvent}'
    }
  }
]

module actionGroup 'modules/action-group.bicep' = if (subscribe) {
  name: 'action-group'
  params: {
    prefix: prefix
    appName: appName
    functionName: names.functions.onAlert
  }
  dependsOn: [app]
}

module alerts 'modules/alerts.bicep' = [
  for workspace in workspaces: if (subscribe) {
    name: 'alerts-${uniqueString(workspace.id)}'
    scope: resourceGroup(split(workspace.id, '/')[2], split(workspace.id, '/')[4])
    params: {
      workspaceName: last(split(workspace.id, '/'))
      regionDisplayName: workspace.regionDisplayName
      serviceNames: serviceNames
      associatedResources: workspace.associatedResources
      // Never read while `subscribe` is false, and then the group does not exist.
      actionGroupId: actionGroup.?outputs.id ?? ''
    }
  }
]

output appName string = app.outputs.appName
output topicEndpoint string = topic.outputs.endpoint
output storageAccountName string = storage.outputs.accountName
