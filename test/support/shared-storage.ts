import type { TestProject } from 'vitest/node';
import { startAzurite } from '../../local/azurite.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the one Azurite that all files of tests share, each under names of its own. */
    readonly storage: string;
  }
}

/** Started once for all files: to start one takes as long as most of them run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const azurite = await startAzurite({ inMemory: true });
  project.provide('storage', azurite.connectionString);
  return () => azurite.stop();
}
