import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Binding } from './core-types.ts';

export interface QueueSettings {
  readonly batchSize: number;
  /** New messages are fetched when no more than this many are being worked on. */
  readonly newBatchThreshold: number;
  readonly maxDequeueCount: number;
  readonly maxPollingIntervalMs: number;
  /** How long a message whose function failed stays hidden. */
  readonly visibilityTimeoutMs: number;
  readonly messageEncoding: 'base64' | 'none';
}

/** What `host.json` says, with the defaults of the Functions host. */
export interface HostSettings {
  readonly hubName: string;
  readonly maxActivities: number;
  readonly maxOrchestrators: number;
  readonly routePrefix: string;
  readonly queues: QueueSettings;
}

type Json = { readonly [key: string]: unknown };

/**
 * Reads `host.json` of an app; a missing file means defaults.
 * @throws SyntaxError when it is no JSON, Error when a value has the wrong type.
 */
export function readHostSettings(appDirectory: string): HostSettings {
  const extensions = section(readJson(join(appDirectory, 'host.json')), 'extensions');
  const durable = section(extensions, 'durableTask');
  const queues = section(extensions, 'queues');
  const batchSize = number(queues, 'batchSize', 16);
  const concurrency = 10 * availableParallelism();
  return {
    hubName: text(durable, 'hubName', 'TestHubName'),
    maxActivities: number(durable, 'maxConcurrentActivityFunctions', concurrency),
    maxOrchestrators: number(durable, 'maxConcurrentOrchestratorFunctions', concurrency),
    routePrefix: text(section(extensions, 'http'), 'routePrefix', 'api'),
    queues: {
      batchSize,
      newBatchThreshold: number(queues, 'newBatchThreshold', Math.floor(batchSize / 2)),
      maxDequeueCount: number(queues, 'maxDequeueCount', 5),
      maxPollingIntervalMs: duration(queues, 'maxPollingInterval', '00:01:00'),
      visibilityTimeoutMs: duration(queues, 'visibilityTimeout', '00:00:00'),
      messageEncoding: text(queues, 'messageEncoding', 'base64').toLowerCase() === 'none' ? 'none' : 'base64',
    },
  };
}

/**
 * Replaces `%NAME%` in the string options of a binding by the app setting of that name.
 * @throws Error naming a setting that is not there, as the Functions host does.
 */
export function resolveBinding(binding: Binding, environment: NodeJS.ProcessEnv): Binding {
  const resolve = (value: unknown): unknown =>
    typeof value !== 'string'
      ? value
      : value.replaceAll(/%([^%]+)%/g, (_all, name: string) => {
          const setting = environment[name];
          if (setting === undefined) throw new Error(`'%${name}%' does not resolve to a value.`);
          return setting;
        });
  return { ...binding, ...Object.fromEntries(Object.entries(binding).map(([key, value]) => [key, resolve(value)])) };
}

/** Whether the app setting `AzureWebJobs.<name>.Disabled` switches a function off. */
export function isDisabled(name: string, environment: NodeJS.ProcessEnv): boolean {
  // Azure's Linux plans do not allow dots in names of settings, and read double underscores instead.
  const setting = environment[`AzureWebJobs.${name}.Disabled`] ?? environment[`AzureWebJobs__${name}__Disabled`];
  return setting === '1' || setting?.toLowerCase() === 'true';
}

/** @returns `{}` when there is no such file. */
export function readJson(path: string): Json {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Json;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

function section(parent: Json, key: string): Json {
  const value = parent[key] ?? {};
  if (typeof value !== 'object') throw new Error(`host.json: "${key}" is not an object.`);
  return value as Json;
}

function number(parent: Json, key: string, fallback: number): number {
  const value = parent[key] ?? fallback;
  if (typeof value !== 'number') throw new Error(`host.json: "${key}" is not a number.`);
  return value;
}

function text(parent: Json, key: string, fallback: string): string {
  const value = parent[key] ?? fallback;
  if (typeof value !== 'string') throw new Error(`host.json: "${key}" is not a string.`);
  return value;
}

/** A .NET time span (`[d.]hh:mm:ss[.fff]`) in milliseconds. */
function duration(parent: Json, key: string, fallback: string): number {
  const match = /^(?:(\d+)\.)?(\d{1,2}):(\d{1,2}):(\d{1,2}(?:\.\d+)?)$/.exec(text(parent, key, fallback));
  if (match === null) throw new Error(`host.json: "${key}" is not a time span like 00:00:02.`);
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  return ((((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1_000;
}
