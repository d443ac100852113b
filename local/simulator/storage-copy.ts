import { readStorageAddress } from './data-storage.ts';
import { storageAudience } from './tokens.ts';
import type { BlobPlace, DataStorage } from './data-storage.ts';
import type { Faults } from './faults.ts';
import type { Tokens } from './tokens.ts';

export type StorageRefusal = { readonly status: number; readonly code: string; readonly message: string };

export type CopyRules = {
  readonly faults: Faults;
  readonly tokens: Tokens;
  /** Accounts whose firewall keeps the service itself out: it copies nothing out of them, nor into them. */
  readonly firewalled: ReadonlySet<string>;
  /** Where an account is; undefined for one that no region takes down with it. */
  regionOf(account: string): string | undefined;
};

/**
 * Why the service does not read the source of a copy: its firewall, its region, or nobody's permission. Derived: the
 * codes are those of the documentation of Copy Blob From URL.
 */
export function refuseCopy(
  rules: CopyRules,
  account: string,
  copySource: string | undefined,
  authorization: string | undefined,
): StorageRefusal | undefined {
  const source = copySource === undefined ? undefined : readCopySource(copySource);
  if (source === undefined) return undefined;
  const cannot = (status: number, message: string): StorageRefusal => ({
    status,
    code: 'CannotVerifyCopySource',
    message,
  });
  const region = rules.regionOf(source.place.account);
  if (region !== undefined && rules.faults.darkness(region) !== undefined) {
    return cannot(500, 'Could not verify the copy source within the specified time.');
  }
  if (source.place.account === account) return undefined;
  if ([account, source.place.account].some((each) => rules.firewalled.has(each))) {
    return cannot(403, 'This request is not authorized to perform this operation.');
  }
  if (source.query !== '') return undefined;
  const found = rules.tokens.check(authorization, [storageAudience]);
  return typeof found === 'string'
    ? cannot(
        401,
        'Server failed to authenticate the request. Please refer to the information in the www-authenticate header.',
      )
    : undefined;
}

/**
 * The source of a copy as the blob service of this machine can follow it: at its own address and, because it reads no
 * bearer token for a source, signed. Whoever asks has been checked before.
 */
export function rewriteCopy(
  storage: DataStorage,
  account: string,
  copySource: string | undefined,
): Record<string, string> {
  const source = copySource === undefined ? undefined : readCopySource(copySource);
  if (source === undefined) return {};
  const { place, query } = source;
  const signed =
    query === '' && place.account !== account ? storage.signature(place.account, place.container, place.path) : query;
  const path = place.path.split('/').map(encodeURIComponent).join('/');
  const address = `${storage.blobUrl}/${place.account}/${place.container}/${path}`;
  return { 'x-ms-copy-source': signed === '' ? address : `${address}?${signed}` };
}

/** An address in Azure's form or in ours, `https://localhost:<port>/<account>/<container>/<blob>`. */
function readCopySource(text: string): { place: BlobPlace; query: string } | undefined {
  const url = URL.parse(text);
  if (url === null) return undefined;
  const query = url.search.slice(1);
  const onAzure = readStorageAddress(text);
  if (onAzure !== undefined) return { place: onAzure, query };
  const [account = '', container = '', ...names] = decodeURIComponent(url.pathname.slice(1)).split('/');
  return { place: { account: account.toLowerCase(), container, path: names.join('/') }, query };
}
