import { globSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { collectFunctions, hooks, programmingModel, type RegisteredFunction } from './core.ts';
import type { FunctionMetadata } from './core-types.ts';
import { isDisabled, readJson, resolveBinding } from './settings.ts';

export interface Application {
  /** What is registered and not disabled, with `%NAME%` resolved. */
  readonly functions: readonly RegisteredFunction[];
  /** Shared by all hooks of this start. */
  readonly hookData: Record<string, unknown>;
}

/**
 * Loads an app as the Functions worker does: entry points, `appStart` hooks, capabilities.
 * @param entry registers the functions in place of what `main` of package.json names.
 * @throws whatever an entry point throws; Error when it registers nothing or names a setting that is not there.
 */
export async function startApplication(
  directory: string,
  environment: NodeJS.ProcessEnv,
  entry?: () => Promise<void>,
): Promise<Application> {
  const registered = await collectFunctions(entry ?? (async () => await importEntryPoints(directory)));
  const functions = registered
    .filter(({ metadata }) => !isDisabled(metadata.name, environment))
    .map((each) => ({ ...each, metadata: resolve(each.metadata, environment) }));
  const hookData: Record<string, unknown> = {};
  for (const hook of hooks('appStart')) {
    await hook(Object.freeze({ functionAppDirectory: directory, hookData: {}, appHookData: hookData }));
  }
  await programmingModel().getCapabilities?.({
    RawHttpBodyBytes: 'true',
    RpcHttpTriggerMetadataRemoved: 'true',
    RpcHttpBodyOnly: 'true',
    IgnoreEmptyValuedRpcHttpHeaders: 'true',
    UseNullableValueDictionaryForHttp: 'true',
    WorkerStatus: 'true',
    TypedDataCollection: 'true',
    HandlesWorkerTerminateMessage: 'true',
  });
  return { functions, hookData };
}

/** Runs the `appTerminate` hooks. */
export async function stopApplication(application: Application): Promise<void> {
  for (const hook of hooks('appTerminate')) {
    await hook(Object.freeze({ hookData: {}, appHookData: application.hookData }));
  }
}

/** The trigger binding of a function, under its name. */
export function triggerOf(
  target: RegisteredFunction,
): { readonly name: string; readonly type: string } & Record<string, unknown> {
  const found = Object.entries(target.metadata.bindings).find(([, { type }]) => type.endsWith('Trigger'));
  if (found === undefined) throw new Error(`Function '${target.metadata.name}' has no trigger.`);
  return { ...found[1], name: found[0] };
}

async function importEntryPoints(directory: string): Promise<void> {
  const main = readJson(join(directory, 'package.json'))['main'];
  if (typeof main !== 'string') throw new Error(`package.json in ${directory} names no entry point ("main").`);
  const files = globSync(main, { cwd: directory }).toSorted();
  if (files.length === 0) throw new Error(`Found zero files matching the entry point "${main}" in ${directory}.`);
  for (const file of files) await import(pathToFileURL(join(directory, file)).href);
}

function resolve(metadata: FunctionMetadata, environment: NodeJS.ProcessEnv): FunctionMetadata {
  const bindings = Object.entries(metadata.bindings).map(([name, binding]) => {
    try {
      return [name, resolveBinding(binding, environment)] as const;
    } catch (error) {
      throw new Error(`Function '${metadata.name}': ${(error as Error).message}`, { cause: error });
    }
  });
  return { ...metadata, bindings: Object.fromEntries(bindings) };
}
