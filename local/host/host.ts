import { randomUUID } from 'node:crypto';
import { startApplication, stopApplication, triggerOf, type Application } from './application.ts';
import { installCore, setCoreLog, type RegisteredFunction } from './core.ts';
import { durableApi } from './durable/api.ts';
import { durableClientInput } from './durable/client-input.ts';
import { durableInProcess, type DurableInProcess } from './durable/in-process.ts';
import { Engine } from './durable/engine.ts';
import { Store } from './durable/store.ts';
import { httpFunctions } from './http/functions.ts';
import { serve } from './http/server.ts';
import { createInvoker, type Invoker } from './invoke.ts';
import { createLogger, type Logger, type LogLine } from './log.ts';
import { readHostSettings, type HostSettings } from './settings.ts';
import { adminApi } from './triggers/admin.ts';
import { eventGridWebhook } from './triggers/event-grid.ts';
import { QueueOutputs } from './triggers/queue-outputs.ts';
import { startQueueTriggers } from './triggers/queues.ts';
import { Timers } from './triggers/timers.ts';

export type { LogLine } from './log.ts';

export interface HostOptions {
  /** The folder with `package.json` and `host.json`. */
  readonly appDirectory: string;
  /** The file of the durable store, or `:memory:`. */
  readonly dataFile: string;
  /** Default: any free port. */
  readonly port?: number;
  /** An instance whose task numbering parts from .NET's fails. Default: true; false only records it. */
  readonly strict?: boolean;
  /** The time in milliseconds since 1970. With it, time is moved by the caller: timers fire in `tick` alone. */
  readonly now?: () => number;
  readonly log?: (line: LogLine) => void;
  /** Registers the functions, in place of what `main` of package.json names. */
  readonly entry?: () => Promise<void>;
}

export interface RunningHost {
  readonly port: number;
  readonly url: string;
  registrations(): { name: string; type: string; bindings: readonly Record<string, unknown>[] }[];
  /** Orchestrations, without HTTP between. */
  readonly durable: DurableInProcess;
  /** Faults that no caller saw: failed invocations, diverging orchestrators, errors of the host itself. */
  errors(): string[];
  /** When the next durable timer or timer trigger is due, in milliseconds since 1970. */
  nextDue(): number | undefined;
  /** Delivers all that is due at `now()`, and resolves when everything has come to rest. */
  tick(): Promise<void>;
  /** Stops listeners, then waits up to 5 s for what is under way, then closes the store. */
  stop(): Promise<void>;
}

const DRAIN_MS = 5_000;

/**
 * Starts a Functions host in this process. App settings come from `process.env`.
 * @throws whatever the app's entry point throws, and Error for settings that do not fit.
 */
export async function startHost(options: HostOptions): Promise<RunningHost> {
  const logger = createLogger(options.log ?? (() => undefined));
  const settings = readHostSettings(options.appDirectory);
  installCore();
  setCoreLog((level, category, message) =>
    logger.write({ level, category: category === 'user' ? 'user' : 'system', message }),
  );
  const application = await startApplication(options.appDirectory, process.env, options.entry);
  const store = new Store(options.dataFile);
  try {
    return await assemble(options, settings, application, store, logger);
  } catch (error) {
    store.close();
    throw error;
  }
}

async function assemble(
  options: HostOptions,
  settings: HostSettings,
  application: Application,
  store: Store,
  logger: Logger,
): Promise<RunningHost> {
  const { functions } = application;
  const now = options.now ?? Date.now;
  let url = '';
  const clientInput = (): string => durableClientInput(url, settings.hubName);
  const invoker: Invoker = createInvoker(
    logger,
    (type) => (type === 'durableClient' ? { string: clientInput() } : undefined),
    application.hookData,
  );
  const orchestrators = byName(functions, 'orchestrationTrigger');
  const activities = byName(functions, 'activityTrigger');
  const engine = new Engine({
    ...{ store, invoker, logger, now, strict: options.strict ?? true, manualTime: options.now !== undefined },
    ...{ maxOrchestrators: settings.maxOrchestrators, maxActivities: settings.maxActivities },
    orchestrator: (name) => orchestrators.get(name.toLowerCase()),
    activity: (name) => activities.get(name.toLowerCase()),
  });
  const orchestratorName = (name: string): string | undefined => orchestrators.get(name.toLowerCase())?.metadata.name;
  const outputs = new QueueOutputs(settings.queues);
  const timers = new Timers({ functions, invoker, logger, now, store, outputs, manualTime: options.now !== undefined });

  const server = await serve(
    options.port ?? 0,
    [
      durableApi({
        ...{ engine, store, orchestratorName },
        managementUrls: () => (JSON.parse(clientInput()) as { managementUrls: Record<string, string> }).managementUrls,
      }),
      eventGridWebhook({ functions, invoker, logger, outputs }),
      adminApi({ functions, timers, instanceId: randomUUID() }),
      httpFunctions(functions, { invoker, logger, outputs, routePrefix: settings.routePrefix }),
    ],
    logger,
  );
  url = `http://localhost:${server.port}`;
  // Without it the durable client rewrites every URL that it hands out to port 7071.
  process.env['WEBSITE_HOSTNAME'] = `localhost:${server.port}`;
  exemptFromProxy('localhost', '127.0.0.1');
  const queues = await startQueueTriggers({ functions, invoker, logger, outputs, settings: settings.queues }).catch(
    async (error: unknown) => {
      await server.stop(0);
      throw error;
    },
  );
  engine.recover();
  timers.start();

  return {
    port: server.port,
    url,
    registrations: () => functions.map(registration),
    durable: durableInProcess(engine, store, orchestratorName),
    errors: () => [...logger.faults],
    nextDue: () => earliest(engine.nextDue(), timers.nextDue()),
    async tick() {
      engine.deliverDue();
      await timers.runDue();
      await engine.idle();
    },
    async stop() {
      timers.stop();
      await Promise.all([server.stop(DRAIN_MS), queues.stop(DRAIN_MS), timers.idle(DRAIN_MS)]);
      await engine.stop(DRAIN_MS);
      await stopApplication(application);
      store.close();
    },
  };
}

/** The durable client would send its calls to this very host through a proxy, where one is set. */
function exemptFromProxy(...hosts: readonly string[]): void {
  const exempt = (process.env['no_proxy'] ?? process.env['NO_PROXY'] ?? '').split(',').filter(Boolean);
  const all = [...new Set([...exempt, ...hosts])].join(',');
  process.env['no_proxy'] = all;
  process.env['NO_PROXY'] = all;
}

function byName(functions: readonly RegisteredFunction[], type: string): Map<string, RegisteredFunction> {
  const matching = functions.filter((each) => triggerOf(each).type === type);
  return new Map(matching.map((each) => [each.metadata.name.toLowerCase(), each]));
}

function registration(target: RegisteredFunction): ReturnType<RunningHost['registrations']>[number] {
  const bindings = Object.entries(target.metadata.bindings).map(([name, binding]) => ({ ...binding, name }));
  return { name: target.metadata.name, type: triggerOf(target).type, bindings };
}

function earliest(...times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
