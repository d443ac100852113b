/** A row as we write it. Columns are what the table service can hold; everything deeper goes through `jsonColumns`. */
export type Columns = Readonly<Record<string, string | number | boolean | undefined>>;
export type Row = { readonly partitionKey: string; readonly rowKey: string; readonly columns: Columns };
export type StoredRow = Row & { readonly etag: string };

/** The version of the columns' meaning. A newer program may write 2; this one then refuses to guess. */
const version = 1;

/** The service allows 32 Ki UTF-16 units in a string column. */
const maxColumnUnits = 30_000;

/** What the SDK takes for an entity: keys and columns side by side. */
export type Entity = { partitionKey: string; rowKey: string; [column: string]: unknown };

export function toEntity(row: Row): Entity {
  return { partitionKey: row.partitionKey, rowKey: row.rowKey, v: version, ...row.columns };
}

/**
 * Reads an entity of `table`.
 * @throws Error that names table, keys and version when the row is not of the version that this program writes.
 */
export function fromEntity(table: string, entity: Record<string, unknown>): StoredRow {
  const { partitionKey, rowKey, etag, v } = entity;
  const where = `row ${String(partitionKey)} / ${String(rowKey)} of table ${table}`;
  if (v !== version) throw new Error(`${where} has version ${String(v)}; this program reads version ${version} only`);
  const columns: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(entity)) {
    if (reserved.has(name) || name.startsWith('odata.')) continue;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') columns[name] = value;
  }
  return { partitionKey: String(partitionKey), rowKey: String(rowKey), etag: String(etag), columns };
}

const reserved = new Set(['partitionKey', 'rowKey', 'etag', 'timestamp', 'v']);

/**
 * A value as JSON in column `name`, continued in `name_2`, `name_3`, … where it is longer than one column may be.
 * Spread it into `columns`; undefined gives no column.
 */
export function jsonColumns(name: string, value: unknown): Record<string, string> {
  const columns: Record<string, string> = {};
  if (value === undefined) return columns;
  const text = JSON.stringify(value);
  let start = 0;
  for (let piece = 1; start < text.length; piece += 1) {
    const end = cutBefore(text, start + maxColumnUnits);
    columns[piece === 1 ? name : `${name}_${piece}`] = text.slice(start, end);
    start = end;
  }
  return columns;
}

/** What `jsonColumns` wrote, or undefined when there is no such column. The row's version vouches for the type. */
export function readJson<T>(row: Row, name: string): T | undefined {
  let text = row.columns[name];
  if (typeof text !== 'string') return undefined;
  for (let piece = 2; ; piece += 1) {
    const more = row.columns[`${name}_${piece}`];
    if (typeof more !== 'string') return JSON.parse(text) as T;
    text += more;
  }
}

export function readText(row: Row, name: string): string | undefined {
  const value = row.columns[name];
  return typeof value === 'string' ? value : undefined;
}

export function readNumber(row: Row, name: string): number | undefined {
  const value = row.columns[name];
  return typeof value === 'number' ? value : undefined;
}

/** A cut between the two halves of a surrogate pair would destroy the character. */
function cutBefore(text: string, end: number): number {
  const last = text.charCodeAt(end - 1);
  return end < text.length && last >= 0xd800 && last <= 0xdbff ? end - 1 : end;
}
