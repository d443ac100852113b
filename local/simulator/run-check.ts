import { needsOf } from './run-needs.ts';
import { regionOfAccount } from './store.ts';
import type { DataStorage } from './data-storage.ts';
import type { Need } from './run-needs.ts';
import type { Job, Store, Workspace } from './store.ts';

/**
 * Why a job that was accepted cannot run: something that it reads is not in the storage that its workspace reaches. The
 * service looks at nothing of this on submission, so that it shows only once nodes fetch it.
 */
export async function runFlaw(
  storage: DataStorage,
  store: Store,
  isDark: (region: string) => boolean,
  job: Job,
): Promise<string | undefined> {
  const needs = needsOf(job.workspace, job.jobType, job.submitted);
  const flaws = await Promise.all(needs.map(async (need) => await flawOf(storage, store, isDark, job.workspace, need)));
  return flaws.find((flaw) => flaw !== undefined);
}

async function flawOf(
  storage: DataStorage,
  store: Store,
  isDark: (region: string) => boolean,
  workspace: Workspace,
  need: Need,
): Promise<string | undefined> {
  if ('flaw' in need) return `${need.what}: ${need.flaw}`;
  const { account, container, path } = need.place;
  // Anybody's account on Azure: nobody here can say what is in it.
  if (!storage.accounts.includes(account)) return undefined;
  if (need.isOwn && !reaches(workspace, account)) {
    return `${need.what}: the storage account ${account} is none that the workspace has access to`;
  }
  const region = regionOfAccount(store, account);
  // A region that is cut off still reaches what is in it.
  if (region !== undefined && region !== workspace.region && isDark(region)) {
    return `${need.what}: the storage account ${account} does not answer`;
  }
  const isThere = await storage.exists(account, container, fixedPart(path));
  return isThere ? undefined : `${need.what}: nothing is at ${account}/${container}/${path}`;
}

function reaches(workspace: Workspace, account: string): boolean {
  const named = [...workspace.datastores.values()].map(({ properties }) => properties['accountName']);
  return workspace.storageAccount === account || named.includes(account);
}

/** The part of a path before its first wildcard, down to the last folder. */
function fixedPart(path: string): string {
  const wildcard = path.search(/[*?]/);
  return wildcard === -1 ? path : path.slice(0, path.lastIndexOf('/', wildcard) + 1);
}
