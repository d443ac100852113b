import findMyWay from 'find-my-way';
import { controlOperations } from './control-operations.ts';
import { answerIdentity } from './identity.ts';
import { readBody, send } from './listener.ts';
import { isObject } from './json.ts';
import type { HTTPMethod } from 'find-my-way';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from './answer.ts';
import type { ControlCall, ControlOperation, ControlWorld } from './control-call.ts';
import type { Json } from './json.ts';

/** The control route: plain HTTP with JSON, for scenarios and tests in any process, and the identity endpoint. */
export function createControl(control: ControlWorld): (request: IncomingMessage, response: ServerResponse) => void {
  const router = findMyWay({ caseSensitive: false, maxParamLength: 1000 });
  for (const [method, path, run] of controlOperations) router.on(method, path, () => undefined, run);
  return (request, response) => {
    handle(control, router, request, response).catch((error: unknown) => {
      send(response, { status: 500, body: { error: String(error) } });
      console.error(error);
    });
  };
}

async function handle(
  control: ControlWorld,
  router: ReturnType<typeof findMyWay>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const text = await readBody(request);
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (url.pathname.toLowerCase() === '/msi/token') return answerToken(control, url, request, response);
  const found = router.find((request.method ?? 'GET') as HTTPMethod, url.pathname);
  if (found === null)
    return send(response, { status: 404, body: { error: `no such control route: ${request.method} ${url.pathname}` } });
  const body = parse(text);
  if (body === undefined) return send(response, { status: 400, body: { error: 'the body is no JSON object' } });
  const call: ControlCall = { control, params: found.params, query: url.searchParams, body };
  send(response, await (found.store as ControlOperation)(call));
}

function answerToken(control: ControlWorld, url: URL, request: IncomingMessage, response: ServerResponse): void {
  const header = request.headers['x-identity-header'];
  const secret = control.addresses().identity.header;
  const answer: Answer | undefined = answerIdentity(
    control.world.tokens,
    secret,
    control.identityMode,
    url.searchParams,
    header?.toString(),
  );
  if (answer !== undefined) send(response, answer);
}

function parse(text: string): Record<string, Json> | undefined {
  if (text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
