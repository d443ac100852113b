import type { JsonObject } from '../../shared/core/json.ts';
import { objectAt } from '../../shared/core/json.ts';
import type { Side } from '../../shared/core/ids.ts';
import { resubmittedName } from '../../shared/core/ids.ts';
import type { World } from './world.ts';

let tests = 0;

export type Jobs = { readonly [name: string]: JsonObject };

/** Jobs that run for longer than any test and are recorded, under names that no other test of the file has. @returns those names. */
export async function running(world: World, jobs: Jobs, side: Side = 'primary'): Promise<string[]> {
  tests += 1;
  const all = Object.entries(jobs).map(([name, changes]) => ({ name: `${name}_${tests}`, changes }));
  for (const { name, changes } of all) {
    const tags = { 'sim.runSeconds': '1000000', ...objectAt(changes, 'tags') };
    await world.submit(name, { ...changes, tags }, side);
  }
  world.clock.advance(1_000);
  for (const { name } of all) await world.recorded(name, side);
  return all.map(({ name }) => name);
}

/** The name that the copy of a job of the primary gets. */
export function copyName(world: World, name: string, epoch = 1, attempt = 1): string {
  return resubmittedName(name, epoch, `${world.region.primary}/jobs/${name}`, attempt);
}

export const sharedOutput = (path: string): JsonObject => ({
  outputs: { model: { jobOutputType: 'uri_folder', uri: `azureml://datastores/shared_data/paths/${path}/` } },
});
export const privateInput: JsonObject = {
  inputs: { data: { jobInputType: 'uri_folder', uri: 'azureml://datastores/workspaceblobstore/paths/a/' } },
};
