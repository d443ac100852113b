import { readFileSync } from 'node:fs';
import { createPorts } from '../../functions/ports.ts';
import { parseConfig } from '../../shared/config.ts';
import { instant } from '../../shared/core/time.ts';
import type { Config } from '../../shared/core/config.ts';
import type { Ports } from '../../shared/ports.ts';
import type { Deps } from '../../shared/work/deps.ts';
import { pairName, regionConfig } from '../../local/region-config.ts';
import { startAzurite } from '../../local/azurite.ts';
import { call } from '../../local/http.ts';
import { embeddedPair } from '../../local/simulator/seeds.ts';
import type { EmbeddedPair } from '../../local/simulator/seeds.ts';
import { startSimulator } from '../../local/simulator/simulator.ts';
import type { Simulator } from '../../local/simulator/types.ts';
import type { VirtualClock } from '../local/simulator/support/virtual-clock.ts';
import { azureSettings, noBlobs } from '../support/deps.ts';

/** Real storage and a real simulator, shared by many small pairs of workspaces that know nothing of each other. */
export type World = {
  readonly simulator: Simulator;
  /** PEM of the authority that the simulator's certificate is trusted by. */
  readonly ca: string;
  control(path: string, body: unknown): Promise<void>;
  put(workspace: string, name: string, properties: unknown, pipeline: boolean): Promise<void>;
  /** A pair of workspaces of its own, and the ports over it as one process of the app would have them. */
  addPair(number: number): Promise<{ readonly pair: EmbeddedPair; newDeps(): Deps & { readonly clock: TestClock } }>;
  stop(): Promise<void>;
};

/** Time that stands still until it is moved. */
export type TestClock = { now(): ReturnType<typeof instant>; moveTo(at: number): void };

/** @param clock time for the simulator and every process alike; without it each process has a time of its own. */
export async function startWorld(clock?: VirtualClock): Promise<World> {
  const first = embeddedPair(1);
  const [simulator, azurite] = await Promise.all([
    startSimulator(
      { regions: first.regions, workspaces: [], times: { finalizingMs: 1 } },
      clock === undefined ? {} : { clock },
    ),
    startAzurite({ inMemory: true }),
  ]);
  const ca = readFileSync(simulator.caFile, 'utf8');
  const credential = {
    getToken: (scope: string | string[]) =>
      Promise.resolve({
        token: simulator.token(String(scope).replace(/\/\.default$/, '')),
        expiresOnTimestamp: Date.now() + 3_600_000,
      }),
  };

  async function control(path: string, body: unknown): Promise<void> {
    const answer = await call({ url: `${simulator.controlUrl}${path}`, body });
    if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
  }

  let opened: Ports | undefined;
  return {
    simulator,
    ca,
    control,
    async put(workspace, name, properties, pipeline) {
      const answer = await call({
        method: 'PUT',
        url: `${simulator.armUrl}${workspace}/jobs/${name}?api-version=2025-12-01`,
        ca,
        headers: {
          authorization: `Bearer ${simulator.token()}`,
          ...(pipeline ? { 'x-azureml-token': simulator.token('https://ml.azure.com') } : {}),
        },
        body: { properties },
      });
      if (answer.status !== 201) throw new Error(`${name}: ${answer.status} ${JSON.stringify(answer.body)}`);
    },
    async addPair(number) {
      const pair = embeddedPair(number);
      await control('/workspaces', pair.primary);
      await control('/workspaces', pair.secondary);
      const yamlText = regionConfig(pair).replace(`name: ${pairName}`, `name: p${number}`);
      return { pair, newDeps: () => depsOf(yamlText) };
    },
    async stop() {
      await Promise.all([simulator.stop(), azurite.stop()]);
    },
  };

  /** One set of connections for all: what a process knows is in the rows, and only its clock is its own. */
  function portsOver(config: Config): Ports {
    opened ??= createPorts({
      ...{ config, clock: standingClock(), credential, ca },
      settings: azureSettings(simulator),
      storage: { access: { kind: 'connectionString', value: azurite.connectionString }, timeout: 10_000 },
      log: { info() {}, warn() {}, error() {} },
      queues: {
        specWork: 'spec-work',
        mirrorWork: 'mirror-work',
        resubmissions: 'job-resubmissions',
        resubmissionsPoison: 'job-resubmissions-poison',
        poison: [],
      },
      blobs: noBlobs,
      announcer: { topic: 'configured', publish: () => Promise.resolve({ kind: 'published' }) },
    });
    return opened;
  }

  function depsOf(yamlText: string): Deps & { readonly clock: TestClock } {
    const parsed = parseConfig(yamlText, 'failover.yaml');
    if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.problems));
    // One thing at a time, so that the n-th write is the same write in every try.
    const config = {
      ...parsed.config,
      run: { ...parsed.config.run, slicesAtOnce: 1, putsAtOnce: 1, writesPerSecond: 10_000 },
    };
    const own = clock === undefined ? standingClock() : shared(clock);
    return { config, ...portsOver(config), clock: own };
  }
}

function standingClock(): TestClock {
  let now = Date.parse('2026-03-01T03:00:00Z');
  return {
    now: () => instant(now),
    moveTo(at) {
      now = Math.max(now, at);
    },
  };
}

function shared(clock: VirtualClock): TestClock {
  return {
    now: () => instant(clock.now()),
    moveTo: (at) => clock.advance(Math.max(0, at - clock.now())),
  };
}
