import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning';
import {
  bearerTokenAuthenticationPolicyName,
  createHttpHeaders,
  createPipelineRequest,
  isRestError,
} from '@azure/core-rest-pipeline';
import type { PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import type { ArmTrouble, Clock } from '../ports.ts';
import type { Json, JsonObject } from '../core/json.ts';
import { objectAt, stringAt } from '../core/json.ts';
import { plus } from '../core/time.ts';
import type { Instant, Millis } from '../core/time.ts';

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

export type ArmAnswer = { readonly kind: 'answer'; readonly status: number; readonly body: Json } | ArmTrouble;

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
        return read(await before(deadline, client.sendRequest(sent)), options.clock.now());
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

function read(response: PipelineResponse, now: Instant): ArmAnswer {
  const body = parseBody(response.bodyAsText);
  if (response.status === 429) return { kind: 'throttled', until: plus(now, retryAfter(response) ?? 10_000) };
  if (response.status >= 500 || response.status === 408) {
    return {
      kind: 'unreachable',
      reason: { code: `Http${response.status}`, message: messageOf(body, `ARM answered ${response.status}`) },
    };
  }
  if (response.status === 404 && !isResourceProvider404(body)) {
    const reason = errorReason(body, 404);
    return reason.code === 'Http404'
      ? strange('an answer 404 without an error of ARM')
      : { kind: 'refused', status: 404, reason };
  }
  if (response.status >= 400 && response.status !== 404) {
    return { kind: 'refused', status: response.status, reason: errorReason(body, response.status) };
  }
  return { kind: 'answer', status: response.status, body };
}

/** ARM's own 404s: not a job or asset is missing, but the workspace that was asked for it. */
const scopeNotFound = new Set([
  'ResourceNotFound',
  'ResourceGroupNotFound',
  'SubscriptionNotFound',
  'ParentResourceNotFound',
]);

/** True when the workspace itself answered that it lacks what was asked for. */
function isResourceProvider404(body: Json): boolean {
  const code = stringAt(objectAt(body, 'error'), 'code');
  return code !== undefined && !scopeNotFound.has(code);
}

/** An answer that is no ARM answer (a proxy's page, a cut body) tells nothing about what was asked for. */
export function strange(what: string): ArmTrouble {
  return { kind: 'unreachable', reason: { code: 'UnexpectedAnswer', message: what } };
}

function noToken(error: unknown): ArmTrouble {
  const message = error instanceof Error ? error.message : String(error);
  return { kind: 'no-token', reason: { code: 'NoToken', message: message.slice(0, 500) } };
}

/** ARM's own word for what went wrong: the innermost code that says more than the category. */
export function errorReason(body: Json, status: number): { code: string; message: string } {
  const error = objectAt(body, 'error');
  const details = error?.['additionalInfo'];
  const inner = Array.isArray(details) ? details.find((entry) => stringAt(entry, 'type') === 'InnerError') : undefined;
  let code = stringAt(error, 'code') ?? `Http${status}`;
  let level = objectAt(objectAt(inner, 'info'), 'value');
  while (level !== undefined) {
    code = stringAt(level, 'code') ?? code;
    level = objectAt(level, 'innerError');
  }
  return { code, message: messageOf(body, `ARM answered ${status}`) };
}

function messageOf(body: Json, fallback: string): string {
  return (stringAt(objectAt(body, 'error'), 'message') ?? fallback).slice(0, 1_000);
}

/** Azure's front ends also answer with HTML, or with nothing: no reason to fall over. */
function parseBody(text: string | null | undefined): Json {
  if (text === undefined || text === null || text === '') return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

function retryAfter(response: PipelineResponse): Millis | undefined {
  const exact = Number(response.headers.get('x-ms-retry-after-ms') ?? Number.NaN);
  if (Number.isFinite(exact)) return exact;
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1_000 : undefined;
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
