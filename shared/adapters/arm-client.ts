import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning';
import { deserializationPolicyName } from '@azure/core-client';
import {
  bearerTokenAuthenticationPolicyName,
  createHttpHeaders,
  createPipelineRequest,
  isRestError,
} from '@azure/core-rest-pipeline';
import type { PipelineRequest } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import type { ArmTrouble, Clock } from '../ports.ts';
import type { JsonObject } from '../core/json.ts';
import type { Millis } from '../core/time.ts';
import { readAnswer, strange } from './arm-answer.ts';
import type { ArmAnswer } from './arm-answer.ts';

/** The one api-version in which jobs and assets are read and written. */
const apiVersion = '2025-12-01';

export type ArmOptions = {
  /** Base address of ARM, for example `https://management.azure.com`. */
  readonly endpoint: string;
  /** Audience of ARM's tokens; it stays Azure's whatever the endpoint. */
  readonly audience: string;
  readonly credential: TokenCredential;
  readonly timeout: Millis;
  readonly clock: Clock;
  /** PEM of a certificate authority to trust beside the system's own. */
  readonly ca?: string;
};

export type ArmRequest = {
  readonly method: 'GET' | 'PUT' | 'POST';
  /** A path below the endpoint, or the whole address that ARM gave as `nextLink`. */
  readonly address: string;
  readonly body?: JsonObject;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeout?: Millis;
};

export type ArmClient = {
  /** Deadline of a call that names none. */
  readonly timeout: Millis;
  send(request: ArmRequest): Promise<ArmAnswer>;
};

/**
 * The Azure ML management client's own pipeline (authentication, user agent, transport) without its typed serializer,
 * which drops what it does not know of jobs and assets. Nothing is retried here: a PUT whose answer was lost must be
 * looked at before it is repeated, and waiting is the orchestration's business.
 */
export function createArmClient(options: ArmOptions): ArmClient {
  const client = new AzureMachineLearningWorkspaces(options.credential, 'unused', {
    endpoint: options.endpoint,
    credentialScopes: `${options.audience}/.default`,
    retryOptions: { maxRetries: 0 },
    ...(options.ca === undefined ? {} : { tlsOptions: { ca: options.ca } }),
  });
  // It would turn a body that is no JSON, of a refusal even, into an error without a status.
  client.pipeline.removePolicy({ name: deserializationPolicyName });
  const endpoint = new URL(options.endpoint);
  const authorized = new WeakSet<PipelineRequest>();
  client.pipeline.addPolicy(
    {
      name: 'noteAuthorized',
      sendRequest(request, next) {
        authorized.add(request);
        return next(request);
      },
    },
    { afterPolicies: [bearerTokenAuthenticationPolicyName] },
  );

  return {
    timeout: options.timeout,
    async send(request) {
      const url = new URL(request.address, endpoint);
      // A nextLink that points elsewhere would carry our token to a stranger.
      if (url.origin !== endpoint.origin) return strange(`a link to another host, ${url.origin}`);
      if (!url.searchParams.has('api-version')) url.searchParams.set('api-version', apiVersion);
      const headers = createHttpHeaders({ accept: 'application/json', ...request.headers });
      if (request.body !== undefined) headers.set('content-type', 'application/json');
      const deadline = AbortSignal.timeout(request.timeout ?? options.timeout);
      const sent = createPipelineRequest({
        url: url.href,
        method: request.method,
        headers,
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
        abortSignal: deadline,
      });
      try {
        return readAnswer(await before(deadline, client.sendRequest(sent)), options.clock.now());
      } catch (error) {
        // What fails before the request carries a token says nothing about the workspace, whatever it is called.
        return authorized.has(sent) ? troubleOf(error) : noToken(error);
      }
    },
  };
}

/** A token for another audience than ARM's, or why there is none. */
export async function tokenFor(
  credential: TokenCredential,
  audience: string,
  timeout: Millis,
): Promise<string | ArmTrouble> {
  const abortSignal = AbortSignal.timeout(timeout);
  try {
    const token = await before(abortSignal, credential.getToken(`${audience}/.default`, { abortSignal }));
    return token?.token ?? noToken(new Error(`the credential gives no token for ${audience}`));
  } catch (error) {
    return noToken(error);
  }
}

/** The work's result, or the deadline's error: credentials need not heed the signal that they are given. */
async function before<Result>(deadline: AbortSignal, work: Promise<Result>): Promise<Result> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(deadline.reason as Error);
  deadline.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, late]);
  } finally {
    deadline.removeEventListener('abort', onAbort);
  }
}

function noToken(error: unknown): ArmTrouble {
  const message = error instanceof Error ? error.message : String(error);
  return { kind: 'no-token', reason: { code: 'NoToken', message: message.slice(0, 500) } };
}

function troubleOf(error: unknown): ArmTrouble {
  const name = error instanceof Error ? error.name : 'Error';
  const message = error instanceof Error ? error.message : String(error);
  // A challenge of ARM may ask for another token in the middle of a call.
  if (/Credential|Authentication/i.test(name)) return noToken(error);
  if (name === 'AbortError' || name === 'TimeoutError') {
    return { kind: 'unreachable', reason: { code: 'DeadlineExceeded', message: 'no answer within the deadline' } };
  }
  if (isRestError(error)) {
    return { kind: 'unreachable', reason: { code: error.code ?? 'ConnectionFailed', message: message.slice(0, 500) } };
  }
  throw error;
}
