import type { Readable } from 'node:stream';
import type { BlobClient, ContainerClient } from '@azure/storage-blob';
import { BlobServiceClient, RestError } from '@azure/storage-blob';
import type { TokenCredential } from '@azure/identity';
import pLimit from 'p-limit';
import type { Reason } from '../core/reason.ts';
import type { BlobPlace } from '../core/mirror/row.ts';
import type { Millis } from '../core/time.ts';
import type { Blobs, BlobTrouble } from '../ports.ts';
import type { Leaf } from './blob-tree.ts';
import { contentMark, listTree, treeOf } from './blob-tree.ts';
import { tokenFor } from './arm-client.ts';

export type BlobCopiesOptions = {
  /** Address of an account's blobs, with `{account}` for its name. */
  readonly endpoint: string;
  readonly credential: TokenCredential;
  /** Deadline of one call; of a copy, beside the time that its bytes take. */
  readonly timeout: Millis;
};

const storageAudience = 'https://storage.azure.com';
/** Of one copied tree, and of all together in this process. */
const copiesAtOnce = 16;
/** Copy Blob From URL takes no larger ones (learn: put-blob-from-url); they go through the app. */
const largestServerSide = 256 * 1024 * 1024;
/** What a streamed copy holds in memory: two of these. */
const pieceBytes = 4 * 1024 * 1024;
const slowestBytesPerMs = 1_000;
/** A tree that is not copied by then goes on with what is missing when it is asked for again: functions end, too. */
const treeTime: Millis = 120_000;

/** Copies between storage accounts under the app's own identity, by the service itself wherever it does it. */
export function createBlobCopies({ endpoint, credential, timeout }: BlobCopiesOptions): Blobs {
  const containers = new Map<string, ContainerClient>();
  const limit = pLimit(copiesAtOnce);

  function open({ account, container }: BlobPlace): ContainerClient {
    const url = endpoint.replaceAll('{account}', account);
    const key = `${url}/${container}`;
    let client = containers.get(key);
    if (client === undefined) {
      const retryOptions = { maxTries: 2, retryDelayInMs: 200, maxRetryDelayInMs: 1_000 };
      client = new BlobServiceClient(url, credential, { retryOptions }).getContainerClient(container);
      containers.set(key, client);
    }
    return client;
  }

  /** A container that is not there holds nothing. */
  async function leavesOf(place: BlobPlace, maxBytes: number): Promise<readonly Leaf[] | undefined> {
    try {
      return await listTree(open(place), place.path, maxBytes, timeout);
    } catch (error) {
      if (codeOf(error) === 'ContainerNotFound') return [];
      throw error;
    }
  }

  async function copy(
    from: BlobPlace,
    to: BlobPlace,
    leaf: Leaf,
    token: () => Promise<string>,
    way: Way,
  ): Promise<void> {
    const source = open(from).getBlobClient(from.path + leaf.name);
    const target = open(to).getBlockBlobClient((to.path + leaf.name).replace(/^\//, ''));
    const metadata = leaf.md5 === undefined ? { ...leaf.metadata, [contentMark]: leaf.content } : { ...leaf.metadata };
    const ownTime = AbortSignal.timeout(timeout + Math.ceil(leaf.bytes / slowestBytesPerMs));
    const abortSignal = AbortSignal.any([ownTime, way.deadline]);
    if (!way.streams && leaf.bytes <= largestServerSide) {
      try {
        const sourceAuthorization = { scheme: 'Bearer', value: await token() };
        await target.syncCopyFromURL(source.url, { sourceAuthorization, metadata, abortSignal });
        return;
      } catch (error) {
        if (!isRefusal(error)) throw error;
        // A firewall or a key policy keeps the service itself out: it would refuse the other blobs of the tree as well.
        way.streams = true;
      }
    }
    await stream(source, target, leaf, metadata, abortSignal);
  }

  return {
    async survey(place, maxBytes) {
      try {
        const leaves = await leavesOf(place, maxBytes);
        return leaves === undefined ? { kind: 'too-large' } : { kind: 'found', ...treeOf(leaves) };
      } catch (error) {
        return troubleOf(error);
      }
    },

    async copyTree(from, to, maxBytes) {
      try {
        const [wanted, there] = await Promise.all([
          leavesOf(from, maxBytes),
          isSame(from, to) ? undefined : leavesOf(to, Number.POSITIVE_INFINITY),
        ]);
        if (wanted === undefined) return { kind: 'too-large' };
        const has = new Map(there?.map((leaf) => [leaf.name, leaf]));
        const missing = isSame(from, to)
          ? []
          : wanted.filter(({ name, bytes, content }) => {
              const held = has.get(name);
              return held === undefined || held.bytes !== bytes || held.content !== content;
            });
        const way: Way = { streams: false, deadline: AbortSignal.timeout(treeTime) };
        let token: Promise<string> | undefined;
        const once = (): Promise<string> => (token ??= sourceToken(credential, timeout));
        const [first, ...rest] = missing;
        // Alone, because it shows whether the service does it at all.
        if (first !== undefined) await limit(() => copy(from, to, first, once, way));
        await Promise.all(rest.map((leaf) => limit(() => copy(from, to, leaf, once, way))));
        return { kind: missing.length === 0 ? 'same' : 'copied', ...treeOf(wanted) };
      } catch (error) {
        return troubleOf(error);
      }
    },
  };
}

/** How the blobs of one tree travel: `streams` once the service has refused to carry one of them. */
type Way = { streams: boolean; readonly deadline: AbortSignal };

async function stream(
  source: BlobClient,
  target: ReturnType<ContainerClient['getBlockBlobClient']>,
  leaf: Leaf,
  metadata: Record<string, string>,
  abortSignal: AbortSignal,
): Promise<void> {
  const {
    readableStreamBody: body,
    contentType,
    contentEncoding,
  } = await source.download(0, undefined, { abortSignal });
  if (body === undefined) throw new Error('a download without a body');
  const blobHTTPHeaders = {
    ...(contentType === undefined ? {} : { blobContentType: contentType }),
    ...(contentEncoding === undefined ? {} : { blobContentEncoding: contentEncoding }),
    ...(leaf.md5 === undefined ? {} : { blobContentMD5: leaf.md5 }),
  };
  const options = { abortSignal, metadata, blobHTTPHeaders };
  if (leaf.bytes > pieceBytes) await target.uploadStream(body as Readable, pieceBytes, 2, options);
  // In one write; as a buffer, because a stream that was read in vain cannot be read again.
  else await withBuffer(body as Readable, (content) => target.upload(content, content.length, options));
}

async function withBuffer(body: Readable, use: (content: Buffer) => Promise<unknown>): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of body) pieces.push(piece as Buffer);
  await use(Buffer.concat(pieces));
}

async function sourceToken(credential: TokenCredential, timeout: Millis): Promise<string> {
  const token = await tokenFor(credential, storageAudience, timeout);
  if (typeof token === 'string') return token;
  throw new NoToken(token.kind === 'throttled' ? 'throttled' : token.reason.message);
}

class NoToken extends Error {}

function isSame(from: BlobPlace, to: BlobPlace): boolean {
  return from.account === to.account && from.container === to.container && from.path === to.path;
}

/** The service could be asked and would not copy this: the app may still read it itself. */
function isRefusal(error: unknown): boolean {
  const status = error instanceof RestError ? (error.statusCode ?? 0) : 0;
  return (status >= 400 && status < 500 && status !== 429 && status !== 408) || status === 501;
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof RestError)) return undefined;
  return error.code ?? error.response?.headers.get('x-ms-error-code');
}

function troubleOf(error: unknown): BlobTrouble {
  const message = (error instanceof Error ? error.message : String(error)).slice(0, 500);
  const reason = (code: string): Reason => ({ code, message });
  if (error instanceof NoToken) return { kind: 'unreachable', reason: reason('NoToken') };
  const name = error instanceof Error ? error.name : '';
  if (name === 'AbortError' || name === 'TimeoutError')
    return { kind: 'unreachable', reason: reason('DeadlineExceeded') };
  if (/Credential|Authentication/.test(name)) return { kind: 'unreachable', reason: reason('NoToken') };
  if (!(error instanceof RestError)) throw error;
  const code = codeOf(error) ?? (error.statusCode === undefined ? 'ConnectionFailed' : `Http${error.statusCode}`);
  return { kind: isRefusal(error) ? 'refused' : 'unreachable', reason: reason(code) };
}
