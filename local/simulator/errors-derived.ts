// Every error in this file is *derived*: it was not recorded against Azure. The envelopes are ARM's and Azure ML's; the
// codes and sentences are our best reading of the documentation. Nothing should depend on their exact words.
import { armError, serviceError } from './answer.ts';
import type { Answer } from './answer.ts';

type Where = { region: string; now: number };

export function apiVersionMissing(): Answer {
  return armError(
    400,
    'MissingApiVersionParameter',
    'The api-version query parameter (?api-version=) is required for all requests.',
  );
}

export function authenticationFailed(reason: 'missing' | 'invalid' | 'expired', tenantId: string): Answer {
  const code = {
    missing: 'AuthenticationFailed',
    invalid: 'InvalidAuthenticationToken',
    expired: 'ExpiredAuthenticationToken',
  };
  const message = {
    missing: "Authentication failed. The 'Authorization' header is missing.",
    invalid: 'The access token is invalid.',
    expired: 'The access token expiry is earlier than the current time.',
  };
  const challenge = `Bearer authorization_uri="https://login.microsoftonline.com/${tenantId}", error="invalid_token"`;
  return armError(401, code[reason], message[reason], { 'www-authenticate': challenge });
}

export function amlTokenMissing(where: Where): Answer {
  const message = 'This job needs the header x-azureml-token with a token for https://ml.azure.com.';
  return serviceError(401, 'UserError', message, where, ['AuthorizationError', 'AzureMLTokenMissing']);
}

export function workspaceNotFound(name: string, resourceGroup: string): Answer {
  const what = `The Resource 'Microsoft.MachineLearningServices/workspaces/${name}' under resource group '${resourceGroup}'`;
  return armError(404, 'ResourceNotFound', `${what} was not found.`);
}

export function routeNotFound(path: string): Answer {
  return armError(404, 'InvalidResourceType', `The resource type could not be found in the namespace: ${path}`);
}

export function methodNotAllowed(method: string): Answer {
  return armError(405, 'MethodNotAllowed', `The requested resource does not support the method '${method}'.`);
}

export function bodyInvalid(message: string): Answer {
  return armError(400, 'InvalidRequestContent', `The request content was invalid: ${message}`);
}

export function readOnlyRefused(paths: readonly string[], where: Where): Answer {
  const message = `Read-only properties cannot be set: ${paths.join(', ')}.`;
  return serviceError(400, 'UserError', message, where, ['BadArgument', 'ReadOnlyProperty']);
}

export function propertyMissing(path: string, where: Where): Answer {
  return serviceError(400, 'UserError', `The field ${path} is required.`, where, [
    'BadArgument',
    'ArgumentBlankOrEmpty',
  ]);
}

export function jobTypeUnsupported(jobType: string, where: Where): Answer {
  const message = `The job type '${jobType}' cannot be created by this operation.`;
  return serviceError(400, 'UserError', message, where, ['BadArgument', 'ArgumentInvalid']);
}

export function jobNameInvalid(name: string, where: Where): Answer {
  const message = `The job name '${name}' does not match ^[a-zA-Z0-9][a-zA-Z0-9\\-_]{0,254}$.`;
  return serviceError(400, 'UserError', message, where, ['BadArgument', 'ArgumentInvalid']);
}

export function foreignReference(path: string, reference: string, where: Where): Answer {
  const message = `key: ${reference}, Message: ${path} names another workspace than the one of the job.`;
  return serviceError(400, 'UserError', message, where, ['BadArgument', 'ArgumentInvalid', 'CrossWorkspaceReference']);
}

export function referenceUnreadable(path: string, reference: string, where: Where): Answer {
  const message = `${path} is no reference that can be resolved: ${reference}.`;
  return serviceError(400, 'UserError', message, where, ['BadArgument', 'ArgumentInvalid']);
}

export function computeNotFound(reference: string, where: Where): Answer {
  return serviceError(404, 'UserError', `Compute not found: ${reference}.`, where, ['NotFound', 'ComputeNotFound']);
}

export function datastoreNotFound(name: string, where: Where): Answer {
  return serviceError(404, 'UserError', `Could not find datastore: ${name}.`, where, ['NotFound', 'DataStoreNotFound']);
}

export function jobNotFound(name: string, where: Where): Answer {
  return serviceError(404, 'UserError', `Job ${name} was not found.`, where, ['NotFound', 'RunNotFound']);
}

export function assetNotFound(type: string, name: string, version: string, where: Where): Answer {
  const message = `Could not find asset with type ${type}, name ${name} and version ${version}.`;
  return serviceError(404, 'UserError', message, where, ['NotFound', 'AssetNotFound']);
}

export function versionImmutable(type: string, changed: readonly string[], where: Where): Answer {
  const message = `A version of ${type} with this name exists already; ${changed.join(', ')} cannot be changed.`;
  return serviceError(409, 'UserError', message, where, ['Immutable', 'AssetVersionImmutable']);
}

export function versionExists(type: string, name: string, version: string, where: Where): Answer {
  const message = `Version ${version} of ${type} ${name} exists already: nothing can be uploaded to it.`;
  return serviceError(409, 'UserError', message, where, ['Immutable', 'AssetVersionImmutable']);
}

export function uploadUnsupported(type: string, where: Where): Answer {
  const message = `The type of upload ${type} is not supported.`;
  return serviceError(400, 'UserError', message, where, ['BadArgument', 'ArgumentInvalid']);
}

export function registryNotFound(name: string): Answer {
  const what = `The Resource 'Microsoft.MachineLearningServices/registries/${name}'`;
  return armError(404, 'ResourceNotFound', `${what} was not found.`);
}

export function jobNotTerminal(name: string, where: Where): Answer {
  const message = `Job ${name} has not ended, it can't be deleted.`;
  return serviceError(400, 'UserError', message, where, ['BadArgument', 'DeleteJobNotTerminal']);
}

export function tooManyRequests(kind: string, subscriptionId: string, seconds: number): Answer {
  const message = `Number of '${kind}' requests for subscription '${subscriptionId}' exceeded the limit. Try again after '${seconds}' seconds.`;
  return armError(429, 'SubscriptionRequestsThrottled', message, { 'retry-after': String(seconds) });
}

export function serverFailure(status: number): Answer {
  const code = { 500: 'InternalServerError', 502: 'BadGateway', 504: 'GatewayTimeout' }[status] ?? 'ServiceUnavailable';
  return armError(status, code, 'The service cannot answer this request at the moment.');
}
