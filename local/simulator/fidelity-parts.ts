import { apartNames } from './apart-names.ts';
import type { GeneratedJob } from './generated-job.ts';
import type { JsonObject } from './json.ts';
import type { WorkspaceSeed } from './types.ts';

/** What the makers of jobs have at hand: addresses of what the primary of a pair apart holds, in every form. */
export type Parts = ReturnType<typeof partsOf>;

export function partsOf(primary: WorkspaceSeed) {
  const { id, guid, region, identities = [] } = primary;
  const names = apartNames(primary);
  const { team } = names;
  const [, , subscription = '', , group = '', , , , workspace = ''] = id.split('/');
  const versioned =
    (type: string) =>
    (name: string, version: string): string =>
      `${id}/${type}/${name}/versions/${version}`;
  return {
    id,
    names,
    team,
    region,
    guid,
    identity: identities[0] ?? '',
    compute: (name: string): string => `${id}/computes/${name}`,
    datastore: (name: string): string => `${id}/datastores/${name}`,
    environment: versioned('environments'),
    component: versioned('components'),
    code: (index: number): string => `${id}/codes/${names.codes[index] ?? ''}/versions/1`,
    data: versioned('data'),
    model: versioned('models'),
    located: (type: string, name: string, version: string): string =>
      `azureml://locations/${region}/workspaces/${guid}/${type}/${name}/versions/${version}`,
    shortPath: (path: string): string => `azureml://datastores/workspaceblobstore/paths/${path}`,
    longPath: (path: string): string =>
      `azureml://subscriptions/${subscription}/resourcegroups/${group}/workspaces/${workspace}/datastores/workspaceblobstore/paths/${path}`,
    upload: (index: number): string => names.uploads[index] ?? '',
  };
}

export function folder(uri: string): JsonObject {
  return { jobInputType: 'uri_folder', uri, mode: 'ReadOnlyMount' };
}

export function input(jobInputType: string, uri: string, mode = 'ReadOnlyMount'): JsonObject {
  return { jobInputType, uri, mode };
}

/** A job without its name: that, and an experiment, come last. */
export type Draft = {
  readonly kind: GeneratedJob['kind'];
  readonly properties: JsonObject;
  readonly needsToken?: boolean;
  readonly expected?: GeneratedJob['expected'];
};

/** A command job that differs from the plainest one in what is given. */
export function command(parts: Parts, given: JsonObject, more: Partial<Draft> = {}): Draft {
  return {
    kind: 'command',
    ...more,
    properties: {
      jobType: 'Command',
      command: 'python train.py --data ${{inputs.data}} --out ${{outputs.trained}}',
      codeId: parts.code(0),
      environmentId: parts.environment(`${parts.team}-train`, '12'),
      computeId: parts.compute('cpu-cluster'),
      inputs: { data: folder(parts.data(`${parts.team}-train`, '4')) },
      outputs: { trained: { jobOutputType: 'uri_folder', mode: 'ReadWriteMount' } },
      ...given,
    },
  };
}
