import type { Deps } from '../../shared/work/deps.ts';

/** Keeps what the calls of the work came to, whatever became of the work itself. */
export async function counted<Result>(deps: Deps, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } finally {
    await deps.calls.keep().catch((error: unknown) => {
      deps.log.warn('calls.not-kept', { message: error instanceof Error ? error.message : String(error) });
    });
  }
}
