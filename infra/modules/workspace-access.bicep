// What the app may do in one workspace: read and submit jobs, read and write assets; not manage computes or the
// workspace itself. Reader beside it lets readiness ask ARM what the app may do there, and see schedules and endpoints.
param workspaceName string
param principalId string
param roleId string

resource workspace 'Microsoft.MachineLearningServices/workspaces@2024-10-01' existing = {
  name: workspaceName
}

var reader = 'acdd72a7-3385-48ef-bd42-f606fba81ae7'

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in [roleId, reader]: {
    name: guid(workspace.id, principalId, role)
    scope: workspace
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]
