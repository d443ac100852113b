import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning';
import { createHttpHeaders, createPipelineRequest, isRestError } from '@azure/core-rest-pipeline';
import type { PipelineResponse } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import type { ArmTrouble, Clock } from '../ports.ts';
import type { Json, JsonObject } from '../core/json.ts';
import { isJsonObject, objectAt, stringAt } from '../core/json.ts';
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

export type ArmClient = { send(request: ArmRequest): Promise<ArmAnswer> };

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

  function addressOf(address: string): string {
    const url = new URL(address, endpoint);
    // A nextLink that points elsewhere would carry our token to a stranger.
    if (url.origin !== endpoint.origin) throw new Error(`ARM sent a link to another host: ${url.origin}`);
    if (!url.searchParams.has('api-version')) url.searchParams.set('api-version', apiVersion);
    return url.href;
  }

  return {
    async send(request) {
      try {
        const headers = createHttpHeaders({ accept: 'application/json', ...request.headers });
        if (request.body !== undefined) headers.set('content-type', 'application/json');
        const response = await client.sendRequest(
          createPipelineRequest({
            url: addressOf(request.address),
            method: request.method,
            headers,
            ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
            abortSignal: AbortSignal.timeout(request.timeout ?? options.timeout),
          }),
        );
        return read(response, options.clock.now());
      } catch (error) {
        return troubleOf(error);
      }
    },
  };
}

function read(response: PipelineResponse, now: Instant): ArmAnswer {
  const body = parseBody(response.bodyAsText);
  if (response.status === 429) return { kind: 'throttled', until: plus(now, retryAfter(response) ?? 10_000) };
  if (response.status >= 500 || response.status === 408) {
    return { kind: 'unreachable', reason: { code: `Http${response.status}`, message: messageOf(body, `ARM answered ${response.status}`) } };
  }
  if (response.status >= 400 && response.status !== 404) {
    return { kind: 'refused', status: response.status, reason: errorReason(body, response.status) };
  }
  return { kind: 'answer', status: response.status, body };
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
  if (/Credential|Authentication/i.test(name)) {
    return { kind: 'no-token', reason: { code: 'NoToken', message: message.slice(0, 500) } };
  }
  if (name === 'AbortError' || name === 'TimeoutError') {
    return { kind: 'unreachable', reason: { code: 'DeadlineExceeded', message: 'no answer within the deadline' } };
  }
  if (isRestError(error)) {
    return { kind: 'unreachable', reason: { code: error.code ?? 'ConnectionFailed', message: message.slice(0, 500) } };
  }
  throw error;
}

/** True when the value is an ARM resource with a name. */
export function isResource(value: Json): value is JsonObject {
  return isJsonObject(value) && typeof value['name'] === 'string' && typeof value['id'] === 'string';
}
