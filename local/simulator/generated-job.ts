import type { JsonObject } from './json.ts';
import type { Random } from './random.ts';
import type { WorkspaceSeed } from './types.ts';

export type Expected =
  | 'verified'
  | {
      readonly blocked:
        | 'DataNotInStandby'
        | 'UserIdentityNotResubmittable'
        | 'RunScopedReference'
        | 'ForeignWorkspaceReference'
        | 'NotResubmittable(Base)';
    };

export type GeneratedJob = {
  readonly name: string;
  /** A `base` run cannot be PUT: it is made with `POST /jobs` of the control route. */
  readonly kind: 'command' | 'pipeline' | 'sweep' | 'automl' | 'spark' | 'base';
  readonly body: { readonly properties: JsonObject };
  /** True where the PUT needs the header `x-azureml-token`. */
  readonly needsToken: boolean;
  /** What becomes of the job when its workspace is lost. */
  readonly expected: Expected;
};

/** What a maker of jobs gets: randomness of the job's own, and the name it shall have. */
export type Maker = (random: Random, name: string, workspace: WorkspaceSeed) => GeneratedJob;
