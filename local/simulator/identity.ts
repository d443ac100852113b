import { ok } from './answer.ts';
import type { Answer } from './answer.ts';
import type { Tokens } from './tokens.ts';

export type IdentityMode = 'ok' | 'fail' | 'hang';

/**
 * App Service's managed identity endpoint. `fail` and `hang` are for a region that loses its token service, while Azure
 * ML itself is well. Undefined means: give no answer.
 */
export function answerIdentity(
  tokens: Tokens,
  secret: string,
  mode: IdentityMode,
  query: URLSearchParams,
  header: string | undefined,
): Answer | undefined {
  if (mode === 'hang') return undefined;
  if (mode === 'fail') return refusal(500, 'the identity service is not available');
  if (header !== secret) return refusal(401, 'X-IDENTITY-HEADER is missing or wrong');
  const resource = query.get('resource');
  if (resource === null || query.get('api-version') === null)
    return refusal(400, 'resource and api-version are required');
  const { token, expiresOn } = tokens.issue(tokens.app, resource);
  return ok({
    access_token: token,
    client_id: tokens.app.clientId,
    expires_on: String(expiresOn),
    not_before: String(expiresOn - 86_400),
    resource,
    token_type: 'Bearer',
  });
}

function refusal(status: number, message: string): Answer {
  return { status, body: { statusCode: status, message, correlationId: '00000000-0000-0000-0000-000000000000' } };
}
