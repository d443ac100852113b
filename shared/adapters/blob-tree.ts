import { createHash } from 'node:crypto';
import type { BlobItem, ContainerClient } from '@azure/storage-blob';
import type { Millis } from '../core/time.ts';
import type { Tree } from '../ports.ts';

/** One blob of a tree; `name` is what follows the tree's path, and empty when the tree is that one blob. */
export type Leaf = {
  readonly name: string;
  readonly bytes: number;
  /** Equal for equal contents, as far as the service tells. */
  readonly content: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly md5?: Uint8Array;
};

/** What the copy of a blob remembers of its source, where the service keeps no hash of the content. */
export const contentMark = 'failovercontent';

/** A tree of more blobs than this is no input of a job that anybody would want copied. */
const mostBlobs = 200_000;

/** All blobs at or below a path, in the order of their names; undefined when they are more than is allowed. */
export async function listTree(
  container: ContainerClient,
  path: string,
  maxBytes: number,
  timeout: Millis,
): Promise<readonly Leaf[] | undefined> {
  const leaves: Leaf[] = [];
  let bytes = 0;
  let continuationToken: string | undefined;
  do {
    const listing = container.listBlobsFlat({
      includeMetadata: true,
      abortSignal: AbortSignal.timeout(timeout),
      ...(path === '' ? {} : { prefix: path }),
    });
    const page = await listing
      .byPage({ maxPageSize: 5_000, ...(continuationToken ? { continuationToken } : {}) })
      .next();
    if (page.done === true) break;
    for (const blob of page.value.segment.blobItems) {
      const leaf = leafOf(blob, path);
      if (leaf === undefined) continue;
      bytes += leaf.bytes;
      if (bytes > maxBytes || leaves.length >= mostBlobs) return undefined;
      leaves.push(leaf);
    }
    continuationToken = page.value.continuationToken;
  } while (continuationToken !== undefined && continuationToken !== '');
  return leaves.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function leafOf(blob: BlobItem, path: string): Leaf | undefined {
  const name = path === '' ? `/${blob.name}` : blob.name.slice(path.length);
  // The prefix also finds neighbours: `train` finds `train-old/a`.
  if (name !== '' && !name.startsWith('/')) return undefined;
  const metadata = blob.metadata ?? {};
  // Folders of a hierarchical account; they come with what is in them.
  if (metadata['hdi_isfolder'] === 'true') return undefined;
  const { contentLength: bytes = 0, contentMD5: md5, etag } = blob.properties;
  const own = md5 === undefined || md5.length === 0 ? `etag:${etag}` : `md5:${Buffer.from(md5).toString('base64')}`;
  const content = metadata[contentMark] ?? own;
  return { name, bytes, content, metadata, ...(md5 === undefined || md5.length === 0 ? {} : { md5 }) };
}

export function treeOf(leaves: readonly Leaf[]): Tree {
  const hash = createHash('sha256');
  for (const { name, bytes, content } of leaves) hash.update(`${name}\n${bytes}\n${content}\n`);
  return {
    bytes: leaves.reduce((sum, leaf) => sum + leaf.bytes, 0),
    count: leaves.length,
    hash: hash.digest('hex'),
  };
}
