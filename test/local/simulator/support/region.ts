import { afterAll, beforeAll } from 'vitest';
import { embeddedPair } from '../../../../local/simulator/seeds.ts';
import { startSimulator } from '../../../../local/simulator/simulator.ts';
import { armClient, control, until, wordAt } from './client.ts';
import type { Clock } from '../../../../local/simulator/clock.ts';
import type { JsonObject } from '../../../../local/simulator/json.ts';
import type { EmbeddedPair } from '../../../../local/simulator/seeds.ts';
import type { Simulator, SimulatorOptions } from '../../../../local/simulator/simulator.ts';
import type { Answered, Body, Client } from './client.ts';

export type Region = {
  simulator: Simulator;
  client: Client;
  pair: EmbeddedPair;
  /** ARM ids of the two workspaces. */
  primary: string;
  secondary: string;
  control(method: string, path: string, body?: unknown): Promise<Body>;
  /** Puts a small command job into the primary. */
  submit(name: string, changes?: JsonObject): Promise<Answered>;
  /** Waits until the primary's job has one of these statuses. */
  reaches(name: string, ...statuses: string[]): Promise<void>;
};

const quick = { startingMs: 5, queuedMs: 5, preparingMs: 5, runningMs: 600_000, finalizingMs: 5 };

/** One simulator for a file of tests, started before them and stopped after them. */
export function useRegion(options: Partial<SimulatorOptions> = {}, clock?: Clock): Region {
  const pair = embeddedPair(1);
  const region = { pair, primary: pair.primary.id, secondary: pair.secondary.id } as Region;
  beforeAll(async () => {
    const simulator = await startSimulator(
      { regions: pair.regions, workspaces: [pair.primary, pair.secondary], times: quick, ...options },
      clock === undefined ? {} : { clock },
    );
    const client = armClient(simulator);
    const stateOf = async (name: string): Promise<string> =>
      wordAt((await client.get(`${pair.primary.id}/jobs/${name}`)).body, 'properties.status');
    Object.assign(region, {
      simulator,
      client,
      control: (method: string, path: string, body?: unknown) => control(simulator, method, path, body),
      submit: (name: string, changes: JsonObject = {}) =>
        client.put(`${pair.primary.id}/jobs/${name}`, { properties: commandSpec(pair, changes) }),
      reaches: (name: string, ...statuses: string[]) =>
        until(async () => statuses.includes(await stateOf(name)), `${name} to be ${statuses.join(' or ')}`),
    });
  });
  afterAll(() => region.simulator.stop());
  return region;
}

/** The smallest command job that the primary of the pair accepts. */
export function commandSpec(pair: EmbeddedPair, changes: JsonObject = {}): JsonObject {
  const environment = pair.primary.environments[0];
  return {
    jobType: 'Command',
    command: 'python train.py',
    environmentId: `azureml:${environment?.name}:${environment?.version}`,
    computeId: `${pair.primary.id}/computes/cpu-cluster`,
    ...changes,
  };
}
