import type { PipelineResponse } from '@azure/core-rest-pipeline';
import type { Json } from '../core/json.ts';
import { objectAt, stringAt } from '../core/json.ts';
import { plus } from '../core/time.ts';
import type { Instant, Millis } from '../core/time.ts';
import type { ArmTrouble } from '../ports.ts';

export type ArmAnswer = { readonly kind: 'answer'; readonly status: number; readonly body: Json } | ArmTrouble;

/** What ARM's answer says of the question, or why it says nothing of it. */
export function readAnswer(response: PipelineResponse, now: Instant): ArmAnswer {
  const body = parseBody(response.bodyAsText);
  if (response.status === 429) return { kind: 'throttled', until: plus(now, retryAfter(response, now) ?? 10_000) };
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

/** ARM's own word for what went wrong: the innermost code that says more than the category. */
function errorReason(body: Json, status: number): { code: string; message: string } {
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

/** How long ARM asks us to wait, as it may say it: in milliseconds, in seconds or as a date. */
function retryAfter(response: PipelineResponse, now: Instant): Millis | undefined {
  const exact = response.headers.get('x-ms-retry-after-ms') ?? '';
  if (/^\d+$/.test(exact)) return Number(exact);
  const told = response.headers.get('retry-after') ?? '';
  if (/^\d+$/.test(told)) return Number(told) * 1_000;
  const date = Date.parse(told);
  return date > now ? date - now : undefined;
}
