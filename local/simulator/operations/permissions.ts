import { ok } from '../answer.ts';
import { methodNotAllowed } from '../errors-derived.ts';
import type { Answer } from '../answer.ts';
import type { World } from '../context.ts';
import type { JsonObject } from '../json.ts';

const pattern = /^(\/subscriptions\/[^/]+\/resourceGroups\/.+)\/providers\/Microsoft\.Authorization\/permissions\/?$/i;

/** The scope whose permissions a path asks for. */
export function readPermissionsPath(path: string): string | undefined {
  return pattern.exec(path)?.[1];
}

/**
 * What the caller may do at a scope: one entry for each of its roles (Permissions - List For Resource). Derived from the
 * documentation; the roles are the ones that `infra/` gives. Nothing here is enforced: who has a token may do everything.
 */
export function answerPermissions(world: World, scope: string, method: string): Answer {
  if (method !== 'GET') return methodNotAllowed(method);
  const told = world.store.standing.permissions.get(scope.toLowerCase());
  const isStorage = /\/Microsoft\.Storage\/storageAccounts\//i.test(scope);
  return ok({ value: told ?? [isStorage ? storageBlobDataContributor : dataScientist] });
}

const ml = 'Microsoft.MachineLearningServices/workspaces';

/** The built-in role AzureML Data Scientist. */
const dataScientist: JsonObject = {
  actions: [`${ml}/*/read`, `${ml}/*/action`, `${ml}/*/delete`, `${ml}/*/write`],
  notActions: [
    `${ml}/delete`,
    `${ml}/write`,
    `${ml}/computes/*/write`,
    `${ml}/computes/*/delete`,
    `${ml}/computes/listKeys/action`,
    `${ml}/listKeys/action`,
  ],
  dataActions: [],
  notDataActions: [],
};

const blobServices = 'Microsoft.Storage/storageAccounts/blobServices';

/** The built-in role Storage Blob Data Contributor. */
const storageBlobDataContributor: JsonObject = {
  actions: [
    `${blobServices}/containers/delete`,
    `${blobServices}/containers/read`,
    `${blobServices}/containers/write`,
    `${blobServices}/generateUserDelegationKey/action`,
  ],
  notActions: [],
  dataActions: [
    `${blobServices}/containers/blobs/delete`,
    `${blobServices}/containers/blobs/read`,
    `${blobServices}/containers/blobs/write`,
    `${blobServices}/containers/blobs/move/action`,
    `${blobServices}/containers/blobs/add/action`,
  ],
  notDataActions: [],
};
