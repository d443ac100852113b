import type { Reason } from '../reason.ts';
import type { Place } from './walk.ts';

/** Every reason the translator gives. No message quotes a whole value: it may hold a key or a signature. */
export type TranslateCode =
  | `NotResubmittable(${string})`
  | 'ForeignWorkspaceReference'
  | 'WorkspaceGuidUnknown'
  | 'DataNotInStandby'
  | 'OutputPathShared'
  | 'RunScopedReference'
  | 'UnknownReference'
  | 'UserIdentityNotResubmittable'
  | 'ReferenceInText';

type TranslateReason = Reason<TranslateCode>;
type At = Pick<Place, 'path'>;

export function notResubmittable(jobType: string): TranslateReason {
  return {
    code: `NotResubmittable(${jobType})`,
    message: `Jobs of the kind ${jobType} cannot be resubmitted automatically: submit the job again by hand, from its own source.`,
    path: '/jobType',
  };
}

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
      : `The datastore ${datastore} has no counterpart in the target workspace: if a datastore there points to the same storage, add it to mapping.datastores; otherwise keep the data in storage that both workspaces reach.`,
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
