import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BlobServiceClient } from '@azure/storage-blob';
import { afterAll, beforeAll } from 'vitest';
import { accountsOf, seedDataStorage } from '../../../../local/data-seeding.ts';
import { startDataStorage } from '../../../../local/data-storage.ts';
import { makeCertificate } from '../../../../local/simulator/certificate.ts';
import { startSimulator } from '../../../../local/simulator/simulator.ts';
import { armClient, at, control, until, wordAt } from './client.ts';
import type { ContainerClient } from '@azure/storage-blob';
import type { RunningDataStorage } from '../../../../local/data-storage.ts';
import type { GeneratedJob } from '../../../../local/simulator/generated-job.ts';
import type { WorkspacePair } from '../../../../local/simulator/seeds.ts';
import type { Simulator } from '../../../../local/simulator/simulator.ts';
import type { Answered, Body, Client } from './client.ts';

export type StorageRegion = {
  readonly simulator: Simulator;
  readonly storage: RunningDataStorage;
  readonly client: Client;
  control(method: string, path: string, body?: unknown): Promise<Body>;
  /** A container as the app sees it: by bearer token, through the front. */
  container(account: string, name: string): ContainerClient;
  put(workspace: string, job: Pick<GeneratedJob, 'name' | 'body' | 'needsToken'>): Promise<Answered>;
  /** What became of a job: its status and its flaw, as soon as it has one of these statuses. */
  reaches(workspace: string, name: string, ...statuses: string[]): Promise<{ status: string; flaw: Body }>;
};

const quick = { startingMs: 5, queuedMs: 5, preparingMs: 5, finalizingMs: 5 };
export const storageAudience = 'https://storage.azure.com';

/** A simulator with real storage accounts behind it, filled as the seeds of the pair say. */
export function useStorageRegion(pair: WorkspacePair, options: { runningMs?: number } = {}): StorageRegion {
  const region = {} as { -readonly [Key in keyof StorageRegion]: StorageRegion[Key] };
  const endings: (() => Promise<void> | void)[] = [];
  beforeAll(async () => {
    const certificate = await makeCertificate();
    const folder = mkdtempSync(join(tmpdir(), 'data-storage-'));
    const workspaces = [pair.primary, pair.secondary];
    const storage = await startDataStorage({ accounts: accountsOf(workspaces), certificate, folder });
    await seedDataStorage(storage, workspaces);
    const times = { ...quick, runningMs: options.runningMs ?? 600_000 };
    const { regions } = pair;
    const simulator = await startSimulator({ regions, workspaces, times, dataStorage: storage, certificate });
    endings.push(
      () => simulator.stop(),
      () => storage.stop(),
      () => certificate.remove(),
      () => rmSync(folder, { recursive: true, force: true }),
    );
    const client = armClient(simulator);
    const credential = {
      getToken: async () => ({ token: simulator.token(storageAudience), expiresOnTimestamp: Date.now() + 3_600_000 }),
    };
    const stateOf = async (workspace: string, name: string): Promise<Body> => {
      const state = await control(simulator, 'GET', '/state');
      const jobs = at(state, 'workspaces');
      const found = Array.isArray(jobs) ? jobs.find((one) => at(one, 'id') === workspace) : undefined;
      const all = at(found, 'jobs');
      return Array.isArray(all) ? all.find((one) => at(one, 'name') === name) : undefined;
    };
    Object.assign(region, {
      simulator,
      storage,
      client,
      control: (method: string, path: string, body?: unknown) => control(simulator, method, path, body),
      container: (account: string, name: string) =>
        new BlobServiceClient((simulator.blobEndpoint ?? '').replace('{account}', account), credential, {
          retryOptions: { maxTries: 1 },
        }).getContainerClient(name),
      put: (workspace: string, job: Pick<GeneratedJob, 'name' | 'body' | 'needsToken'>) =>
        client.put(
          `${workspace}/jobs/${job.name}`,
          job.body,
          job.needsToken ? { 'x-azureml-token': simulator.token('https://ml.azure.com') } : {},
        ),
      reaches: (workspace: string, name: string, ...statuses: string[]) =>
        until(
          async () => {
            const job = await stateOf(workspace, name);
            const status = wordAt(job, 'status');
            return statuses.includes(status) ? { status, flaw: at(job, 'flaw') } : undefined;
          },
          `${name} to be ${statuses.join(' or ')}`,
        ),
    });
  });
  afterAll(async () => {
    for (const end of endings) await end();
  });
  return region;
}
