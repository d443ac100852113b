import type { WorkspacePair } from '../../local/simulator/seeds.ts';
import type { JsonObject } from '../../shared/core/json.ts';

export type TestJob = {
  readonly name: string;
  readonly body: { readonly properties: JsonObject };
  readonly needsToken: boolean;
};

/** Small jobs of the primary workspace, each under a name of its own. */
export function mirrorJobs({ primary }: WorkspacePair) {
  const [environment] = primary.environments;
  let jobs = 0;

  function command(changes: JsonObject = {}): TestJob {
    jobs += 1;
    const properties: JsonObject = {
      ...{ jobType: 'Command', command: 'python train.py', experimentName: 'mirror' },
      computeId: `${primary.id}/computes/cpu-cluster`,
      environmentId: `azureml:${primary.id}/environments/${environment?.name}/versions/${environment?.version}`,
      ...changes,
    };
    return { name: `job_${jobs}`, body: { properties }, needsToken: properties['jobType'] === 'Pipeline' };
  }

  return {
    command,
    withCode: () => command({ codeId: `azureml:${primary.id}/codes/${primary.codes[0]?.name}/versions/1` }),
    /** Reads from the workspace's own default store by a short path. */
    reading: (path: string, changes: JsonObject = {}) =>
      command({
        inputs: { data: { jobInputType: 'uri_folder', uri: `azureml://datastores/workspaceblobstore/paths/${path}` } },
        ...changes,
      }),
  };
}
