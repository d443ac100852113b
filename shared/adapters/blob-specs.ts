import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { ContainerClient } from '@azure/storage-blob';
import { BlobServiceClient, RestError } from '@azure/storage-blob';
import { specHash } from '../core/ids.ts';
import type { SpecHash } from '../core/ids.ts';
import type { JsonObject } from '../core/json.ts';
import { canonicalJson, isJsonObject } from '../core/json.ts';
import type { Specs } from '../ports.ts';
import type { StorageOptions } from './table-client.ts';

const [zip, unzip] = [promisify(gzip), promisify(gunzip)];

/** Definitions of jobs as blobs `<hash>.json.gz` in the container `specs`: the hash is that of the canonical JSON. */
export function createBlobSpecs(options: StorageOptions): Specs {
  const container = connect(options);
  const deadline = () => ({ abortSignal: AbortSignal.timeout(options.timeout) });
  const blob = (hash: SpecHash) => container.getBlockBlobClient(`${hash}.json.gz`);
  let created: Promise<unknown> | undefined;
  const ready = async (): Promise<void> => {
    // A failed creation is tried again at the next use.
    created ??= container.createIfNotExists(deadline()).catch((error: unknown) => {
      created = undefined;
      throw error;
    });
    await created;
  };

  return {
    async put(spec) {
      const text = canonicalJson(spec);
      const hash = specHash(text);
      const body = await zip(text);
      await ready();
      try {
        await blob(hash).upload(body, body.length, {
          conditions: { ifNoneMatch: '*' },
          blobHTTPHeaders: { blobContentType: 'application/gzip' },
          ...deadline(),
        });
      } catch (error) {
        // Whoever was first wrote the same content.
        if (!isRefused(error, ['BlobAlreadyExists', 'ConditionNotMet'])) throw error;
      }
      return { hash, bytes: Buffer.byteLength(text) };
    },

    async get(hash) {
      await ready();
      try {
        const { readableStreamBody } = await blob(hash).download(undefined, undefined, deadline());
        if (readableStreamBody === undefined) throw new Error(`the definition ${hash} came without a body`);
        return parseSpec(hash, (await unzip(await buffer(readableStreamBody))).toString());
      } catch (error) {
        if (isRefused(error, ['BlobNotFound'])) return undefined;
        throw error;
      }
    },
  };
}

/** @throws Error when the blob does not hold what its name says: it was tampered with or is damaged. */
function parseSpec(hash: SpecHash, text: string): JsonObject {
  const spec: unknown = JSON.parse(text);
  if (!isJsonObject(spec) || specHash(canonicalJson(spec)) !== hash) {
    throw new Error(`the blob ${hash}.json.gz does not hold the definition that its name says`);
  }
  return spec;
}

function connect({ access, prefix = '' }: StorageOptions): ContainerClient {
  const retry = { retryOptions: { maxTries: 3, retryDelayInMs: 200, maxRetryDelayInMs: 2_000 } };
  const service =
    access.kind === 'connectionString'
      ? BlobServiceClient.fromConnectionString(access.value, retry)
      : new BlobServiceClient(access.blobEndpoint, access.credential, retry);
  return service.getContainerClient(`${prefix}specs`);
}

function isRefused(error: unknown, codes: readonly string[]): boolean {
  if (!(error instanceof RestError)) return false;
  // The answer to a HEAD or a conditional request may have no body; the code then stands in a header only.
  const code = error.code ?? error.response?.headers.get('x-ms-error-code');
  return codes.includes(code ?? '');
}
