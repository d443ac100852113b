// Brings alerts to the app. Global, since Service Health alerts ask for it and it outlives the loss of a region.
param prefix string
param appName string
param functionName string

resource app 'Microsoft.Web/sites@2024-04-01' existing = {
  name: appName

  resource function 'functions' existing = {
    name: functionName
  }
}

resource group 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: '${prefix}-alerts'
  location: 'Global'
  properties: {
    enabled: true
    groupShortName: 'amlfailover'
    // Action groups know no managed identity for functions: the key stands in the address. After a change of the key,
    // deploy again. (A secure webhook needs an app registration, which Bicep cannot make without extensions.)
    azureFunctionReceivers: [
      {
        name: functionName
        functionAppResourceId: app.id
        functionName: functionName
        httpTriggerUrl: 'https://${app.properties.defaultHostName}/api/alerts?code=${app::function.listKeys().default}'
        useCommonAlertSchema: true
      }
    ]
  }
}

output id string = group.id
