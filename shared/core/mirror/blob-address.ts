import type { BlobPlace } from './row.ts';

/** An address in Azure's storage, taken apart so that it can be pointed elsewhere in the same spelling. */
export type BlobAddress = BlobPlace & {
  readonly form: 'https' | 'hadoop';
  readonly scheme: string;
  readonly host: string;
};

const httpsPattern =
  /^(https?):\/\/([a-z0-9]{3,24})(\.(?:blob|dfs)\.[a-z0-9.-]+)(?::(?:443|80))?\/([^/?#]+)(?:\/([^?#]*))?$/i;
const hadoopPattern = /^(wasbs?|abfss?):\/\/([^@/?#]+)@([a-z0-9]{3,24})(\.(?:blob|dfs)\.[a-z0-9.-]+)(?:\/([^?#]*))?$/i;

/** Undefined for what is no address of blobs, or carries a signature: that opens one place only. */
export function parseBlobAddress(text: string): BlobAddress | undefined {
  const https = httpsPattern.exec(text);
  if (https !== null) {
    const [, scheme = '', account = '', host = '', container = '', path = ''] = https;
    return { form: 'https', scheme, host, account: account.toLowerCase(), container, path: trimSlashes(decode(path)) };
  }
  const hadoop = hadoopPattern.exec(text);
  if (hadoop === null) return undefined;
  const [, scheme = '', container = '', account = '', host = '', path = ''] = hadoop;
  return { form: 'hadoop', scheme, host, account: account.toLowerCase(), container, path: trimSlashes(path) };
}

export function formatBlobAddress({ form, scheme, host, account, container, path }: BlobAddress): string {
  return form === 'https'
    ? `${scheme}://${account}${host}/${container}/${path.split('/').map(encodeURIComponent).join('/')}`
    : `${scheme}://${container}@${account}${host}/${path}`;
}

export function trimSlashes(path: string): string {
  return path.replace(/^\/+|\/+$/g, '');
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
