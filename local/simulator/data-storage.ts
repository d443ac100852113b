/** Where blobs lie: in which container of which storage account, and under which path. */
export type BlobPlace = { readonly account: string; readonly container: string; readonly path: string };

/**
 * The storage accounts of the workspaces, as far as the simulator uses them: jobs read from them and write to them, and
 * a front of the simulator's stands before them, under the faults of their regions. What implements it is outside.
 */
export type DataStorage = {
  /** Base address of the blob service behind the front: `/<account>/<container>/<blob>` follows. */
  readonly blobUrl: string;
  /** Every account that there is. An address that names another one cannot be checked. */
  readonly accounts: readonly string[];
  /** Whether a blob has this path, or one lies below it; of an empty path, whether the container holds anything. */
  exists(account: string, container: string, path: string): Promise<boolean>;
  write(account: string, container: string, path: string, content: string): Promise<void>;
  createContainer(account: string, container: string): Promise<void>;
  /** A shared access signature as a query without `?`, for a container or for one blob to read. */
  signature(account: string, container: string, blob?: string): string;
};

const hostPattern =
  /^(?:https?|wasbs?|abfss?):\/\/(?:([^@/]+)@)?([^/:.]+)\.(?:blob|dfs)\.core\.windows\.net(?::\d+)?(?:\/([^?#]*))?/i;

/** The blobs that an address of a storage account on Azure names; undefined for any other address. */
export function readStorageAddress(uri: string): BlobPlace | undefined {
  const [, before, account, rest = ''] = hostPattern.exec(uri) ?? [];
  if (account === undefined) return undefined;
  const path = decodeURIComponent(rest);
  // wasbs and abfss name the container before the host, https in the path.
  if (before !== undefined) return { account: account.toLowerCase(), container: before, path };
  const [container = '', ...names] = path.split('/');
  return { account: account.toLowerCase(), container, path: names.join('/') };
}
