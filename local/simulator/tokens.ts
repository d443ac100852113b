import { guidFrom } from './random.ts';

export type Principal = {
  readonly oid: string;
  readonly clientId: string;
  readonly name: string;
  readonly kind: 'User' | 'Application';
};

export const managementAudience = 'https://management.azure.com';
/** What the header `x-azureml-token` of pipeline and UserIdentity jobs must be made for. */
export const machineLearningAudience = 'https://ml.azure.com';

/** What a token for the blobs of a storage account must be made for. */
export const storageAudience = 'https://storage.azure.com';

const lifetimeSeconds = 86_400;
const earlySeconds = 300;

export type Tokens = {
  readonly app: Principal;
  readonly driver: Principal;
  readonly tenantId: string;
  issue(principal: Principal, audience: string): { token: string; expiresOn: number };
  /** The principal that a bearer token names, or why it is refused. */
  check(header: string | undefined, audiences: readonly string[]): Principal | 'missing' | 'invalid' | 'expired';
};

/**
 * Unsigned tokens with the claims that ARM looks at: enough to tell principals and audiences apart, of no use anywhere
 * else.
 */
export function createTokens(now: () => number, tenantId: string, seed: number): Tokens {
  const app = principal('app', 'Application', seed);
  const driver = principal('driver', 'User', seed);
  const known = new Map([app, driver].map((one) => [one.oid, one]));
  return {
    app,
    driver,
    tenantId,
    issue(who, audience) {
      const issuedAt = Math.floor(now() / 1000);
      const expiresOn = issuedAt + lifetimeSeconds;
      // Storage (Azurite with basic OAuth) reads iss, aud, iat, nbf and exp; Azure's own begin some minutes early.
      const times = { iat: issuedAt, nbf: issuedAt - earlySeconds, exp: expiresOn };
      const claims = { aud: audience, iss: `https://sts.windows.net/${tenantId}/`, ...times, oid: who.oid };
      const payload = { ...claims, appid: who.clientId, tid: tenantId };
      return { token: `${encode({ typ: 'JWT', alg: 'none' })}.${encode(payload)}.simulated`, expiresOn };
    },
    check(header, audiences) {
      const token = header?.replace(/^Bearer\s+/i, '');
      if (token === undefined || token === '') return 'missing';
      const claims = decode(token.split('.')[1] ?? '');
      const who = known.get(claims?.oid ?? '');
      if (claims === undefined || who === undefined) return 'invalid';
      if (!audiences.includes(claims.aud.replace(/\/$/, ''))) return 'invalid';
      return claims.exp * 1000 <= now() ? 'expired' : who;
    },
  };
}

function principal(name: string, kind: Principal['kind'], seed: number): Principal {
  return { oid: guidFrom(`${seed}/oid/${name}`), clientId: guidFrom(`${seed}/client/${name}`), name, kind };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(part: string): { aud: string; oid: string; exp: number } | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    if (typeof claims !== 'object' || claims === null) return undefined;
    const { aud, oid, exp } = claims as Record<string, unknown>;
    return typeof aud === 'string' && typeof oid === 'string' && typeof exp === 'number'
      ? { aud, oid, exp }
      : undefined;
  } catch {
    return undefined;
  }
}
