import { triggerOf } from '../application.ts';
import type { RegisteredFunction } from '../core.ts';
import { json, text, type HostRequest, type HostResponse, type HttpHandler } from '../http/messages.ts';
import type { Invoker } from '../invoke.ts';
import { messageOf, type Logger } from '../log.ts';
import type { QueueOutputs } from './queue-outputs.ts';

export interface EventGridOptions {
  readonly functions: readonly RegisteredFunction[];
  readonly invoker: Invoker;
  readonly logger: Logger;
  readonly outputs: QueueOutputs;
}

const PATH = '/runtime/webhooks/eventgrid';
const KNOWN_ORIGIN = /(^|\.)eventgrid\.azure\.(net|us|cn)$/i;

/** The webhook that Event Grid delivers to: `/runtime/webhooks/EventGrid?functionName=X`. */
export function eventGridWebhook(options: EventGridOptions): HttpHandler {
  const targets = options.functions.filter((each) => triggerOf(each).type === 'eventGridTrigger');
  return async (request) => {
    if (request.url.pathname.toLowerCase() !== PATH) return undefined;
    const wanted = request.url.searchParams.get('functionName') ?? '';
    const target = targets.find(({ metadata }) => metadata.name.toLowerCase() === wanted.toLowerCase());
    if (target === undefined) return text(404, `cannot find function: '${wanted}'`);
    if (request.method === 'OPTIONS') return allowOrigin(request);
    switch (request.headers['aeg-event-type']) {
      case 'SubscriptionValidation':
        return validate(request);
      case 'Notification':
        return await notify(target, request, options);
      case 'Unsubscribe':
        return text(202);
      default:
        return text(400);
    }
  };
}

function allowOrigin(request: HostRequest): HostResponse {
  const origin = request.headers['webhook-request-origin'] ?? '';
  return {
    status: 200,
    headers: { 'webhook-allowed-origin': KNOWN_ORIGIN.test(origin) ? origin : 'eventgrid.azure.net' },
  };
}

function validate(request: HostRequest): HostResponse {
  const body = JSON.parse(request.body.toString('utf8')) as { data?: unknown } | { data?: unknown }[];
  const first = Array.isArray(body) ? body[0] : body;
  // CloudEvents validation carries its data as JSON inside JSON.
  const data = (typeof first?.data === 'string' ? JSON.parse(first.data) : first?.data) as { validationCode?: string };
  return json(200, { validationResponse: data?.validationCode });
}

/** Event Grid sends the whole batch again after anything but success, so one failure fails them all. */
async function notify(
  target: RegisteredFunction,
  request: HostRequest,
  options: EventGridOptions,
): Promise<HostResponse> {
  const body = JSON.parse(request.body.toString('utf8')) as unknown;
  const events = Array.isArray(body) ? body : [body];
  const many = triggerOf(target)['cardinality'] === 'many';
  const results = await Promise.allSettled(
    (many ? [events] : events).map(async (each) => await deliver(target, each, options)),
  );
  const failed = results.find((result) => result.status === 'rejected');
  if (failed === undefined) return text(202);
  options.logger.fault(
    `Executed '${target.metadata.name}' (Failed): ${messageOf(failed.reason)}`,
    target.metadata.name,
  );
  return text(500, messageOf(failed.reason));
}

async function deliver(target: RegisteredFunction, one: unknown, options: EventGridOptions): Promise<void> {
  const content = JSON.stringify(one);
  const { response } = await options.invoker.invoke(target, {
    data: { string: content },
    metadata: { data: { json: content } },
  });
  await options.outputs.write(target, response);
}
