import { randomBytes, randomUUID } from 'node:crypto';
import { hooks, programmingModel, type RegisteredFunction } from './core.ts';
import type {
  CoreContext,
  FunctionCallback,
  InvocationRequest,
  InvocationResponse,
  LogLevel,
  TypedData,
} from './core-types.ts';
import type { Logger } from './log.ts';

/** What a trigger hands to a function. */
export interface Invocation {
  /** The value of the trigger binding. */
  readonly data: TypedData;
  readonly metadata?: Readonly<Record<string, TypedData>>;
  readonly retryContext?: { readonly retryCount: number; readonly maxRetryCount: number };
}

export interface Invoked {
  readonly response: InvocationResponse;
  /** The InvocationContext that the handler saw. */
  readonly context: unknown;
}

/** An error of a handler, with the InvocationContext that it saw. */
export class InvocationError extends Error {
  readonly context: unknown;
  constructor(cause: unknown, context: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'InvocationError';
    this.context = context;
    if (cause instanceof Error && cause.stack !== undefined) this.stack = cause.stack;
  }
}

export interface Invoker {
  /**
   * Runs one function through the programming model, its hooks included.
   * @throws InvocationError with the message of whatever the handler (or a hook) threw.
   */
  invoke(target: RegisteredFunction, invocation: Invocation): Promise<Invoked>;
}

/** `extraInput` gives the value of an input binding other than the trigger (a durable client). */
export function createInvoker(
  logger: Logger,
  extraInput: (type: string) => TypedData | undefined,
  appHookData: Record<string, unknown>,
): Invoker {
  return {
    async invoke(target, invocation) {
      const core = coreContext(target, invocation, logger, extraInput);
      const model = programmingModel().getInvocationModel(core);
      const { context, inputs } = await model.getArguments();
      const common = { hookData: {}, appHookData, invocationContext: context };

      core.state = 'preInvocationHooks';
      const before = hookContext(common, { inputs, functionCallback: target.callback });
      for (const hook of hooks('preInvocation')) await hook(before);
      const finalInputs = before['inputs'] as unknown[];

      core.state = 'invocation';
      let result: unknown;
      let error: unknown = null;
      try {
        result = await model.invokeFunction(context, finalInputs, before['functionCallback'] as FunctionCallback);
      } catch (thrown) {
        error = thrown ?? new Error('The function threw nothing.');
      }

      core.state = 'postInvocationHooks';
      const after = hookContext(common, { inputs: finalInputs, result, error });
      for (const hook of hooks('postInvocation')) await hook(after);
      if (after['error'] !== null && after['error'] !== undefined) throw new InvocationError(after['error'], context);
      return { response: await model.getResponse(context, after['result']), context };
    },
  };
}

function hookContext(fixed: Record<string, unknown>, open: Record<string, unknown>): Record<string, unknown> {
  const context = { ...open };
  for (const [name, value] of Object.entries(fixed)) {
    Object.defineProperty(context, name, { value, enumerable: true, writable: false });
  }
  return context;
}

function coreContext(
  target: RegisteredFunction,
  invocation: Invocation,
  logger: Logger,
  extraInput: (type: string) => TypedData | undefined,
): CoreContext {
  const { metadata } = target;
  const invocationId = randomUUID();
  const inputData = Object.entries(metadata.bindings).flatMap(([name, binding]) => {
    if (binding.direction === 'out') return [];
    const data = binding.type.endsWith('Trigger') ? invocation.data : extraInput(binding.type);
    return data === undefined ? [] : [{ name, data }];
  });
  const request: InvocationRequest = {
    invocationId,
    functionId: metadata.functionId ?? metadata.name,
    inputData,
    triggerMetadata: invocation.metadata ?? {},
    traceContext: {
      traceParent: `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-00`,
      traceState: '',
      attributes: {},
    },
    ...(invocation.retryContext === undefined ? {} : { retryContext: invocation.retryContext }),
  };
  const log = (level: LogLevel, category: string, message: string): void => {
    // Hooks may rewrite the level and the message, so they and the line share one object.
    const line = { level, message, category };
    for (const hook of hooks('log')) hook(line);
    logger.write({
      level: line.level,
      message: line.message,
      category: category === 'user' ? 'user' : 'system',
      function: metadata.name,
      invocationId,
    });
  };
  return { invocationId, metadata, request, log };
}
