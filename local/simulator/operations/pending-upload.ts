import { ok } from '../answer.ts';
import { uploadUnsupported, versionExists } from '../errors-derived.ts';
import { guidFrom } from '../random.ts';
import { assetKey } from '../store.ts';
import type { Answer } from '../answer.ts';
import type { Call } from '../context.ts';
import type { AssetType } from '../store.ts';

/**
 * A container in the workspace's own account for the files of a version that is still to be made, and a signature to
 * write into it. Derived from the public API and from where the code of recorded jobs lies.
 */
export async function startPendingUpload(call: Call, type: AssetType): Promise<Answer> {
  const { name = '', version = '' } = call.params;
  const { workspace, world, where } = call;
  const asked = call.body?.['pendingUploadType'] ?? 'TemporaryBlobReference';
  if (asked !== 'TemporaryBlobReference') return uploadUnsupported(JSON.stringify(asked), where);
  if (workspace.assets.has(assetKey(type, name, version))) return versionExists(type, name, version, where);
  const given = call.body?.['pendingUploadId'];
  const uploadId = typeof given === 'string' ? given : guidFrom(`${workspace.guid}/${type}/${name}/${version}`);
  const container = `${workspace.guid.slice(0, 8)}-${uploadId.toLowerCase()}`.slice(0, 63);
  const account = workspace.storageAccount;
  await world.storage?.createContainer(account, container);
  const signature = world.storage?.signature(account, container) ?? 'sv=2023-11-03&sr=c&sp=racwl&sig=simulated';
  const blobUri = `https://${account}.blob.core.windows.net:443/${container}`;
  const group = `/subscriptions/${workspace.subscriptionId}/resourceGroups/${workspace.resourceGroup}`;
  return ok({
    pendingUploadId: uploadId,
    pendingUploadType: 'TemporaryBlobReference',
    blobReferenceForConsumption: {
      blobUri,
      storageAccountArmId: `${group}/providers/Microsoft.Storage/storageAccounts/${account}`,
      credential: { credentialType: 'SAS', sasUri: `${blobUri}?${signature}` },
    },
  });
}
