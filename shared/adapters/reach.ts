import {
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineRequest,
  isRestError,
} from '@azure/core-rest-pipeline';
import type { HttpMethods } from '@azure/core-rest-pipeline';
import type { Millis } from '../core/time.ts';
import type { Reach, Reached } from '../ports.ts';

export type ReachOptions = {
  /** Address of an account's blobs, with `{account}` for its name. */
  readonly blobEndpoint: string;
  readonly controlEndpoint: string;
  readonly timeout: Millis;
  /** PEM of a certificate authority to trust beside the system's own. */
  readonly ca?: string;
};

/**
 * ARM's description of its cloud: every ARM front end answers it, without a token and without a resource provider behind
 * it. Terraform's Azure SDK asks for it before it has a credential (hashicorp/go-azure-sdk, sdk/internal/metadata).
 */
export function armMetadata(armEndpoint: string): string {
  return `${armEndpoint}/metadata/endpoints?api-version=2022-09-01`;
}

/** Asks without a token, retry or redirect. Whoever answers is alive, also when the answer is a refusal. */
export function createReach({ blobEndpoint, controlEndpoint, timeout, ca }: ReachOptions): Reach {
  const client = createDefaultHttpClient();

  async function ask(method: HttpMethods, url: string): Promise<Reached> {
    const request = createPipelineRequest({
      url,
      method,
      headers: createHttpHeaders({ accept: '*/*' }),
      abortSignal: AbortSignal.timeout(timeout),
    });
    // The constructor leaves this one out.
    if (ca !== undefined) request.tlsSettings = { ca };
    try {
      const { status } = await client.sendRequest(request);
      if (status === 429) return { kind: 'throttled' };
      if (status < 500) return { kind: 'alive', status };
      return { kind: 'unreachable', reason: { code: `Http${status}`, message: `it answered ${status}` } };
    } catch (error) {
      return { kind: 'unreachable', reason: reasonOf(error) };
    }
  }

  return {
    // Get Account Information, which the service answers with 401, 403 or 409 to those whom it does not know.
    storage: (account) =>
      ask('HEAD', `${blobEndpoint.replaceAll('{account}', account)}/?restype=account&comp=properties`),
    controlEndpoint: () => ask('GET', controlEndpoint),
  };
}

function reasonOf(error: unknown): { code: string; message: string } {
  const name = error instanceof Error ? error.name : '';
  if (name === 'AbortError' || name === 'TimeoutError')
    return { code: 'DeadlineExceeded', message: 'no answer within the deadline' };
  const code = isRestError(error) ? error.code : undefined;
  return {
    code: code ?? 'ConnectionFailed',
    message: (error instanceof Error ? error.message : String(error)).slice(0, 500),
  };
}
