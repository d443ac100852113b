import { triggerOf } from '../application.ts';
import type { RegisteredFunction } from '../core.ts';
import { json, text, type HttpHandler } from '../http/messages.ts';
import type { Timers } from './timers.ts';

export interface AdminOptions {
  readonly functions: readonly RegisteredFunction[];
  readonly timers: Timers;
  readonly instanceId: string;
}

/** The host's own endpoints below `/admin`, like those of Core Tools: its status, and timer functions by hand. */
export function adminApi(options: AdminOptions): HttpHandler {
  return async ({ method, url }) => {
    const path = url.pathname.toLowerCase();
    if (path === '/admin/host/status') {
      return json(200, {
        id: options.instanceId,
        state: 'Running',
        version: '4',
        processUptime: Math.round(process.uptime() * 1_000),
      });
    }
    const wanted = /^\/admin\/functions\/([^/]+)$/.exec(path)?.[1];
    if (wanted === undefined) return undefined;
    const target = options.functions.find(({ metadata }) => metadata.name.toLowerCase() === decodeURIComponent(wanted));
    if (target === undefined) return text(404);
    if (method === 'GET') return json(200, { name: target.metadata.name, type: triggerOf(target).type });
    if (method !== 'POST') return text(405);
    if (!options.timers.has(target.metadata.name))
      return text(400, 'Only functions with a timer can be started by hand.');
    options.timers.trigger(target.metadata.name);
    return text(202);
  };
}
