import type { Reason } from '../reason.ts';
import type { Place } from './walk.ts';

/** Every reason the translator gives. No message quotes a whole value: it may hold a key or a signature. */
export type TranslateCode =
  | `NotResubmittable(${string})`
  | 'ForeignWorkspaceReference'
  | 'WorkspaceGuidUnknown'
  | 'AssetNotMirrored'
  | 'DataNotInStandby'
  | 'OutputPathShared'
  | 'RunScopedReference'
  | 'UnknownReference'
  | 'UserIdentityNotResubmittable'
  | 'IdentityHalfMapped'
  | 'TooManyProperties'
  | 'OutputInStandby'
  | 'ComputeIsServerless'
  | 'PreviewFeature'
  | 'ReferenceInText';

type TranslateReason = Reason<TranslateCode>;
type At = Pick<Place, 'path'>;

export function foreignWorkspace({ path }: At, workspace: string): TranslateReason {
  return {
    code: 'ForeignWorkspaceReference',
    message: `It refers to the workspace ${workspace}, which is not in this pair: copy what it names into both workspaces of the pair, or into a registry, and refer to that.`,
    path,
  };
}

export function guidUnknown({ path }: At, workspace: string): TranslateReason {
  return {
    code: 'WorkspaceGuidUnknown',
    message: `It names its workspace by GUID, and the GUID of ${workspace} is not known yet: it is read while the workspace answers; or refer to the asset by its ARM id.`,
    path,
  };
}

export function dataNotInStandby({ path }: At, datastore: string): TranslateReason {
  return {
    code: 'DataNotInStandby',
    message: datastore.includes('${{')
      ? "The datastore is chosen when the job runs and would be the target workspace's own, without this data: name a datastore that both workspaces share, and map it."
      : `The datastore ${datastore} has no counterpart in the target workspace: if a datastore there points to the same storage, add it to mapping.datastores; otherwise let the mirror copy the data (mirror.paths, mirror.maxBytesPerInput), or keep the data in storage that both workspaces reach.`,
    path,
  };
}

export function addressNotInStandby({ path }: At): TranslateReason {
  return {
    code: 'DataNotInStandby',
    message:
      'It is an address in the storage account of the source workspace itself, which goes down with it: let the mirror copy it (mirror.paths, mirror.maxBytesPerInput), name the account that has a copy in mapping.storageAccounts, or keep the data in storage that both workspaces reach.',
    path,
  };
}

export function outputNotInStandby({ path }: At, job: string, datastore: string): TranslateReason {
  return {
    code: 'DataNotInStandby',
    message: `It is an output of the job ${job}, in the datastore ${datastore} of the source workspace, and no copy of it is in the target: let the mirror copy it (mirror.paths, mirror.maxBytesPerInput), or write it to storage that both workspaces reach.`,
    path,
  };
}

export function assetNotMirrored({ path }: At, asset: string): TranslateReason {
  return {
    code: 'AssetNotMirrored',
    message: `The target workspace has no copy of ${asset}: see in the mirror why it was not copied, copy it by hand under the same name and version, or refer to it in a registry.`,
    path,
  };
}

export function identityHalfMapped({ path }: At): TranslateReason {
  return {
    code: 'IdentityHalfMapped',
    message:
      'The job names its managed identity in more than one way, and mapping.identities replaces only some of them: add this one too (client id, object id or ARM id), or they contradict each other.',
    path,
  };
}

export function tooManyProperties(what: 'properties' | 'tags', count: number, most: number): TranslateReason {
  return {
    code: 'TooManyProperties',
    message: `The job has ${count} ${what} of its own, and a resubmitted one has room for ${most}: the service allows 50, some of which say where the job came from. Remove some, or submit the job again by hand.`,
    path: `/${what}`,
  };
}

/** A warning. */
export function outputInStandby({ path }: At): TranslateReason {
  return {
    code: 'OutputInStandby',
    message:
      "It is written to the target workspace's own storage, under the same path: whoever reads it in the source's storage does not find it there.",
    path,
  };
}

/** A warning. */
export function computeIsServerless(name: string): TranslateReason {
  return {
    code: 'ComputeIsServerless',
    message: `The source workspace has no compute ${name}: the service put the name there for a serverless job, and it is submitted as one.`,
    path: '/computeId',
  };
}

/** A warning. */
export function previewFeature({ path }: At, what: string): TranslateReason {
  return {
    code: 'PreviewFeature',
    message: `${what} is in no stable version of the service's interface: it is passed on as it is, and the target may refuse it.`,
    path,
  };
}

export function outputShared({ path }: At): TranslateReason {
  return {
    code: 'OutputPathShared',
    message:
      "The job it replaces may still write to this path: put ${{name}} into the path, or set the job's tag failover.outputs to suffix (write beside it) or same (write there all the same).",
    path,
  };
}

/** No tag of a job reaches here: a component is one for all jobs that use it. */
export function outputSharedInComponent({ path }: At): TranslateReason {
  return {
    code: 'OutputPathShared',
    message:
      'A component writes to this path, and the job to be replaced may still do so: put ${{name}} into the path, or set run.outputs to suffix (write beside it) or same (write there all the same).',
    path,
  };
}

export function runScoped({ path }: At): TranslateReason {
  return {
    code: 'RunScopedReference',
    message:
      "It refers to what another run left in the source workspace's run history, which the target has not: register it as a data or model asset and refer to that.",
    path,
  };
}

export function unknownReference({ path }: At): TranslateReason {
  return {
    code: 'UnknownReference',
    message:
      'It begins with azureml: but has none of the known forms, so nobody can tell where it would point in the target: use an ARM id, azureml:<name>:<version>, or a registry.',
    path,
  };
}

export function userIdentity({ path }: At): TranslateReason {
  return {
    code: 'UserIdentityNotResubmittable',
    message:
      'The job runs as the user who submitted it, and a resubmission would run as the failover app: let it run as a managed identity, or let its owner submit it again.',
    path,
  };
}

export function referenceInText({ path }: At, found: readonly string[]): TranslateReason {
  return {
    code: 'ReferenceInText',
    message: `The text holds ${found.join(', ')}. Text is not rewritten: pass it as an input, or set it by mapping.environmentVariables.`,
    path,
  };
}

/** A warning about tags and properties. */
export function referenceInNote({ path }: At, found: readonly string[]): TranslateReason {
  return {
    code: 'ReferenceInText',
    message: `The text holds ${found.join(', ')}. It only describes the job and is left as it is.`,
    path,
  };
}
