import { azureTime } from './clock.ts';
import { hexFrom } from './random.ts';
import type { Json, JsonObject } from './json.ts';

/** What an operation answers with; a body of undefined is no body at all (Content-Length: 0). */
export type Answer = { readonly status: number; readonly headers?: Record<string, string>; readonly body?: Json };

export function ok(body: Json): Answer {
  return { status: 200, body };
}

export function created(body: Json, location?: string): Answer {
  return location === undefined ? { status: 201, body } : { status: 201, body, headers: { location } };
}

/**
 * An error of Azure ML's management front end, as recorded: details of the place and time, and the chain of inner
 * codes where there is one.
 */
export function serviceError(
  status: number,
  code: string,
  message: string,
  where: { region: string; now: number },
  innerCodes: readonly string[] = [],
): Answer {
  const correlation = `${where.now}/${message}`;
  const info = (type: string, value: Json): JsonObject => ({ type, info: { value } });
  const additionalInfo: JsonObject[] = [
    info('ComponentName', 'managementfrontend'),
    info('Correlation', {
      operation: hexFrom(`operation/${correlation}`, 32),
      request: hexFrom(`request/${correlation}`, 16),
    }),
    info('Environment', where.region),
    info('Location', where.region),
    info('Time', azureTime(where.now)),
  ];
  const inner = innerCodes.toReversed().reduce<Json>((below, each) => ({ code: each, innerError: below }), null);
  if (inner !== null) additionalInfo.push(info('InnerError', inner));
  return {
    status,
    headers: { 'x-ms-response-type': 'error' },
    body: { error: { code, message, details: [], additionalInfo } },
  };
}

/** An error of ARM itself, before the request reaches Azure ML. */
export function armError(status: number, code: string, message: string, headers: Record<string, string> = {}): Answer {
  return { status, headers: { 'x-ms-failure-cause': 'gateway', ...headers }, body: { error: { code, message } } };
}
