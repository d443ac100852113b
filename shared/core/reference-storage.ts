/**
 * An address in a storage account of Azure: `https://<account>.blob.core.windows.net/<container>/<path>`,
 * `abfss://<container>@<account>.dfs.…/<path>`, `wasbs` likewise, and `adl` for Data Lake Gen1, which has no containers
 * (learn: storage-account-overview, data-lake-storage-introduction-abfs-uri). Any other host is the world's.
 */
export type StorageReference = {
  readonly kind: 'storage';
  readonly scheme: string;
  readonly account: string;
  /** What follows the account's name: `.blob.core.windows.net:443`, `-secondary.blob.core.windows.net`. */
  readonly host: string;
  readonly container: string;
  /** Whether the container stands before the account, as abfss and wasbs write it, or begins the path. */
  readonly style: 'before' | 'path';
  /** Empty, or begins with a slash. */
  readonly path: string;
  /** Empty, or begins with a question mark: possibly a signature. */
  readonly query: string;
};

const domain =
  '((?:-secondary)?\\.(?:z\\d+\\.)?(?:blob|dfs|file)\\.(?:core\\.(?:windows\\.net|chinacloudapi\\.cn|usgovcloudapi\\.net)|storage\\.azure\\.net)(?::\\d+)?)';
const pathStyle = new RegExp(`^(https?|wasbs?|abfss?)://([a-z0-9]+)${domain}(?:/([^/?#]+))?(/[^?#]*)?([?#].*)?$`, 'is');
const beforeStyle = new RegExp(`^(wasbs?|abfss?)://([^/@?#]+)@([a-z0-9]+)${domain}(/[^?#]*)?([?#].*)?$`, 'is');
const gen1 = /^(adl):\/\/([a-z0-9]+)(\.azuredatalakestore\.net(?::\d+)?)(\/[^?#]*)?([?#].*)?$/is;

export function parseStorage(text: string): StorageReference | undefined {
  const kind = 'storage';
  const [, plain, owner = '', at = '', first = '', below = '', signed = ''] = pathStyle.exec(text) ?? [];
  if (plain !== undefined)
    return {
      kind,
      scheme: plain,
      account: owner,
      host: at,
      container: first,
      style: 'path',
      path: below,
      query: signed,
    };
  const [, scheme, container = '', account = '', where = '', path = '', query = ''] = beforeStyle.exec(text) ?? [];
  if (scheme !== undefined) return { kind, scheme, account, host: where, container, style: 'before', path, query };
  const [, adl, lake = '', suffix = '', file = '', more = ''] = gen1.exec(text) ?? [];
  if (adl === undefined) return undefined;
  return { kind, scheme: adl, account: lake, host: suffix, container: '', style: 'path', path: file, query: more };
}

export function formatStorage({ scheme, account, host, container, style, path, query }: StorageReference): string {
  const behind = style === 'path' && container !== '' ? `/${container}` : '';
  return `${scheme}://${style === 'before' ? `${container}@` : ''}${account}${host}${behind}${path}${query}`;
}
