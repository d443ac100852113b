import Module from 'node:module';
import type { FunctionCallback, FunctionMetadata, LogCategory, LogLevel, ProgrammingModel } from './core-types.ts';

export type HookName = 'preInvocation' | 'postInvocation' | 'appStart' | 'appTerminate' | 'log';
export type HookCallback = (context: Record<string, unknown>) => unknown;

export interface RegisteredFunction {
  readonly metadata: FunctionMetadata;
  readonly callback: FunctionCallback;
  /** Which start of a host registered it. */
  readonly generation: number;
}

interface CoreState {
  readonly functions: Map<string, RegisteredFunction>;
  readonly hooks: Record<HookName, HookCallback[]>;
  model: ProgrammingModel | undefined;
  generation: number;
  open: boolean;
  log: (level: LogLevel, category: LogCategory, message: string) => void;
}

const HOST_VERSION = '4.1046.100';
const STATE = Symbol.for('azureml-failover.local-host.core');

// `@azure/functions` remembers the first core it meets for the life of the process, so the registry must be one per
// process too, even where a test runner loads this module twice.
const holder = globalThis as typeof globalThis & { [STATE]?: CoreState };

function state(): CoreState {
  holder[STATE] ??= {
    functions: new Map(),
    hooks: { preInvocation: [], postInvocation: [], appStart: [], appTerminate: [], log: [] },
    model: undefined,
    generation: 0,
    open: false,
    log: () => undefined,
  };
  return holder[STATE];
}

class Disposable {
  readonly #dispose: () => void;
  constructor(dispose: () => void) {
    this.#dispose = dispose;
  }
  dispose(): void {
    this.#dispose();
  }
  static from(...disposables: { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      for (const each of disposables) each.dispose();
    });
  }
}

function registerFunction(metadata: FunctionMetadata, callback: FunctionCallback): Disposable {
  const core = state();
  if (!core.open) throw new Error('A function can only be registered during app startup.');
  const id = metadata.functionId ?? metadata.name;
  // A function left behind by an earlier host of this process (tests) is replaced, not a duplicate.
  if (core.functions.get(id)?.generation === core.generation) {
    throw new Error(`A function with id "${id}" has already been registered.`);
  }
  core.functions.set(id, { metadata, callback, generation: core.generation });
  return new Disposable(() => core.functions.delete(id));
}

function registerHook(name: string, callback: HookCallback): Disposable {
  const registered = state().hooks;
  if (!Object.hasOwn(registered, name)) {
    // `app.hook.log()` recognises an older worker by exactly this shape.
    throw Object.assign(new RangeError(`Unrecognized hook "${name}"`), { isAzureFunctionsSystemError: true });
  }
  const list = registered[name as HookName];
  list.push(callback);
  return new Disposable(() => {
    if (list.includes(callback)) list.splice(list.indexOf(callback), 1);
  });
}

const coreModule = {
  version: '4.x',
  hostVersion: HOST_VERSION,
  Disposable,
  registerFunction,
  registerHook,
  setProgrammingModel(model: ProgrammingModel): void {
    state().model = model;
  },
  getProgrammingModel: (): ProgrammingModel | undefined => state().model,
  log: (level: LogLevel, category: LogCategory, message: string): void => state().log(level, category, message),
};

interface ModulePrototype {
  require: (this: unknown, id: string) => unknown;
}
const INSTALLED = Symbol.for('azureml-failover.local-host.core-installed');

/**
 * Makes `require('@azure/functions-core')` answer with this host's core, as the Functions worker does. It must run
 * before the first `app.*` call of the process: `@azure/functions` asks once and remembers a failure for ever.
 */
export function installCore(): void {
  const prototype = Module.prototype as unknown as ModulePrototype & { [INSTALLED]?: true };
  if (prototype[INSTALLED] === true) return;
  const original = prototype.require;
  prototype.require = function require(this: unknown, id: string): unknown {
    return id === '@azure/functions-core' ? coreModule : original.call(this, id);
  };
  prototype[INSTALLED] = true;
}

/**
 * Runs `register` as the app's start-up: only meanwhile can functions be registered.
 * @returns the functions that it registered, or, when it registered none (its modules were loaded by an earlier host
 * of this process), all that are known.
 */
export async function collectFunctions(register: () => Promise<void>): Promise<RegisteredFunction[]> {
  const core = state();
  core.generation += 1;
  core.open = true;
  try {
    await register();
  } finally {
    core.open = false;
  }
  const known = [...core.functions.values()];
  const own = known.filter(({ generation }) => generation === core.generation);
  return own.length > 0 ? own : known;
}

export function programmingModel(): ProgrammingModel {
  const { model } = state();
  if (model === undefined) throw new Error('The app registered no function: @azure/functions was never called.');
  return model;
}

/** The hooks of one kind, in the order of their registration. */
export function hooks(name: HookName): readonly HookCallback[] {
  return [...state().hooks[name]];
}

/** Where the libraries' own log lines go, until the next call. */
export function setCoreLog(log: CoreState['log']): void {
  state().log = log;
}
