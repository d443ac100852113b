import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import {
  BlobSASPermissions,
  BlobServiceClient,
  ContainerSASPermissions,
  SASProtocol,
  StorageSharedKeyCredential,
  generateBlobSASQueryParameters,
} from '@azure/storage-blob';
import { startAzuriteProcess } from './azurite-process.ts';
import type { ContainerClient } from '@azure/storage-blob';
import type { Certificate } from './simulator/certificate.ts';
import type { DataStorage } from './simulator/data-storage.ts';

export type DataStorageOptions = {
  /** Names of storage accounts. */
  readonly accounts: readonly string[];
  /** What it listens with: storage takes no bearer token over plain HTTP. */
  readonly certificate: Certificate;
  /** A folder for the debug files of its process; the caller removes it. */
  readonly folder: string;
};

export type RunningDataStorage = DataStorage & {
  readonly pid: number;
  /** The container with all rights, for whoever seeds it or looks into it behind everybody's back. */
  container(account: string, container: string): ContainerClient;
  stop(): Promise<void>;
};

const signatureLifetimeMs = 3_600_000;

/**
 * Starts a second Azurite, for blobs only, that holds the workspaces' own storage accounts. It takes shared keys,
 * signatures and, with any claims that Azure's own would have, bearer tokens. Everything is in memory: the workspaces
 * that it belongs to are too.
 * @throws Error with Azurite's own output when it does not start.
 */
export async function startDataStorage(options: DataStorageOptions): Promise<RunningDataStorage> {
  const { accounts, certificate, folder } = options;
  await mkdir(folder, { recursive: true });
  const azurite = await startAzuriteProcess({
    program: 'blob/main',
    services: ['Blob'],
    folder,
    args: [
      ...['--blobPort', '0', '--inMemoryPersistence', '--oauth', 'basic'],
      ...['--cert', certificate.caFile, '--key', certificate.keyFile],
    ],
    environment: {
      AZURITE_ACCOUNTS: accounts.map((name) => `${name}:${accountKey(name)}`).join(';'),
      // It asks itself whether the source of a copy may be read, and has to trust its own certificate for that.
      NODE_EXTRA_CA_CERTS: certificate.caFile,
    },
  });
  const blobUrl = azurite.urls.Blob;
  trust(certificate.cert);
  const container = (account: string, name: string): ContainerClient =>
    new BlobServiceClient(`${blobUrl}/${account}`, credential(account)).getContainerClient(name);
  return {
    blobUrl,
    accounts,
    pid: azurite.pid,
    container,
    exists: async (account, name, path) => await existsIn(container(account, name), path),
    async write(account, name, path, content) {
      await container(account, name).getBlockBlobClient(path).upload(content, Buffer.byteLength(content));
    },
    async createContainer(account, name) {
      await container(account, name).createIfNotExists();
    },
    signature: sign,
    stop: async () => await azurite.stop(),
  };
}

/**
 * Lets every client of this process trust a certificate that was made after it had started, as NODE_EXTRA_CA_CERTS does
 * for one that is still to start: Azure's storage SDK takes no certificate of its own.
 */
export function trust(certificate: string): void {
  setDefaultCACertificates([...new Set([...getCACertificates('default'), certificate])]);
}

/** A key that follows from the name: it opens nothing but a process of this machine that ends with the demo. */
function accountKey(account: string): string {
  return createHash('sha512').update(`embedded/${account}`).digest('base64');
}

function credential(account: string): StorageSharedKeyCredential {
  return new StorageSharedKeyCredential(account, accountKey(account));
}

async function existsIn(container: ContainerClient, path: string): Promise<boolean> {
  const name = path.replace(/^\/+/, '').replace(/\/+$/, '');
  try {
    if (name !== '' && (await container.getBlobClient(name).exists())) return true;
    const below = container.listBlobsFlat({ prefix: name === '' ? '' : `${name}/` }).byPage({ maxPageSize: 1 });
    const page = await below.next();
    return page.done !== true && page.value.segment.blobItems.length > 0;
  } catch (error) {
    if (error instanceof Error && 'statusCode' in error && error.statusCode === 404) return false;
    throw error;
  }
}

function sign(account: string, containerName: string, blobName?: string): string {
  const permissions = blobName === undefined ? ContainerSASPermissions.parse('racwl') : BlobSASPermissions.parse('r');
  const expiresOn = new Date(Date.now() + signatureLifetimeMs);
  const place = blobName === undefined ? { containerName } : { containerName, blobName };
  const values = { ...place, permissions, expiresOn, protocol: SASProtocol.Https };
  return generateBlobSASQueryParameters(values, credential(account)).toString();
}
