/**
 * The value of a `durableClient` input binding.
 * @param url the host's own address, such as `http://localhost:7071`.
 */
export function durableClientInput(url: string, hubName: string): string {
  const base = `${url}/runtime/webhooks/durabletask`;
  const query = `taskHub=${hubName}&connection=Storage&code=local`;
  const instance = (operation: string, more = ''): string => `${base}/instances/INSTANCEID${operation}?${more}${query}`;
  return JSON.stringify({
    taskHubName: hubName,
    connectionName: 'Storage',
    creationUrls: {
      createNewInstancePostUri: `${base}/orchestrators/{functionName}[/{instanceId}]?code=local`,
      createAndWaitOnNewInstancePostUri: `${base}/orchestrators/{functionName}[/{instanceId}]?timeout={timeoutInSeconds}&pollingInterval={intervalInSeconds}&code=local`,
    },
    managementUrls: {
      id: 'INSTANCEID',
      statusQueryGetUri: instance(''),
      sendEventPostUri: instance('/raiseEvent/{eventName}'),
      terminatePostUri: instance('/terminate', 'reason={text}&'),
      rewindPostUri: instance('/rewind', 'reason={text}&'),
      purgeHistoryDeleteUri: instance(''),
      restartPostUri: instance('/restart'),
      suspendPostUri: instance('/suspend', 'reason={text}&'),
      resumePostUri: instance('/resume', 'reason={text}&'),
    },
    baseUrl: base,
    requiredQueryStringParameters: query,
    // Without the slash at its end the client cuts off the last part of the path.
    rpcBaseUrl: `${url}/durabletask/`,
  });
}
