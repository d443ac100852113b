import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { isObject } from '../../../../local/simulator/json.ts';
import type { Json } from '../../../../local/simulator/json.ts';
import type { SimulatorAddresses } from '../../../../local/simulator/types.ts';

export type Body = Json | undefined;
export type Answered = { status: number; headers: Record<string, string | string[] | undefined>; body: Body };

export type Client = {
  get(path: string): Promise<Answered>;
  put(path: string, body: unknown, headers?: Record<string, string>): Promise<Answered>;
  post(path: string, body?: unknown): Promise<Answered>;
  delete(path: string): Promise<Answered>;
  send(method: string, url: string, options?: SendOptions): Promise<Answered>;
};
export type SendOptions = { body?: unknown; headers?: Record<string, string>; timeoutMs?: number };

export const apiVersion = '2025-12-01';

/** A plain client of ARM that trusts the simulator's certificate and shows every answer as it came. */
export function armClient(simulator: SimulatorAddresses & { token(audience?: string): string }): Client {
  const ca = readFileSync(simulator.caFile);
  const send = (
    method: string,
    url: string,
    { body, headers = {}, timeoutMs = 10_000 }: SendOptions = {},
  ): Promise<Answered> =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const all = {
        authorization: `Bearer ${simulator.token()}`,
        ...(text === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      };
      const outgoing = request(
        url,
        { method, ca, headers: all, agent: false, signal: AbortSignal.timeout(timeoutMs) },
        (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.on('end', () => {
            const answer = Buffer.concat(parts).toString();
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: answer === '' ? undefined : (JSON.parse(answer) as Json),
            });
          });
          response.on('error', reject);
        },
      );
      outgoing.on('error', reject);
      outgoing.end(text);
    });
  const url = (path: string): string =>
    `${simulator.armUrl}${path}${path.includes('?') ? '&' : '?'}api-version=${apiVersion}`;
  return {
    send,
    get: (path) => send('GET', url(path)),
    put: (path, body, headers = {}) => send('PUT', url(path), { body, headers }),
    post: (path, body) => send('POST', url(path), { body }),
    delete: (path) => send('DELETE', url(path)),
  };
}

/** Sends to the control route and fails the test on a refusal. */
export async function control(
  simulator: SimulatorAddresses,
  method: string,
  path: string,
  body?: unknown,
): Promise<Body> {
  const response = await fetch(`${simulator.controlUrl}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return JSON.parse(text) as Json;
}

/** Waits until the check holds; the time-out is only for tests that are about to fail. */
export async function until<T>(
  check: () => T | undefined | false | Promise<T | undefined | false>,
  what: string,
): Promise<T> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const found = await check();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** What stands at a path of a JSON document, for example `value.0.name`. */
export function at(value: Body, path: string): Body {
  return path.split('.').reduce<Body>((found, key) => {
    if (Array.isArray(found)) return found[Number(key)];
    return isObject(found) ? found[key] : undefined;
  }, value);
}

export function listAt(value: Body, path: string): Json[] {
  const found = at(value, path);
  return Array.isArray(found) ? found : [];
}

/** The text at a path, or none. */
export function wordAt(value: Body, path: string): string {
  const found = at(value, path);
  return typeof found === 'string' ? found : '';
}
