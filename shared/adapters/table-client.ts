import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { isRestError, type RestError } from '@azure/core-rest-pipeline';
import type { TransactionAction } from '@azure/data-tables';
import { TableClient } from '@azure/data-tables';
import type { TokenCredential } from '@azure/identity';
import { objectAt, stringAt } from '../core/json.ts';
import type { Millis } from '../core/time.ts';
import type { Row, StoredRow } from './table-row.ts';
import { fromEntity, toEntity } from './table-row.ts';

/** How the storage account is reached: by its keys or as ourselves. */
export type StorageAccess =
  | { readonly kind: 'connectionString'; readonly value: string }
  | {
      readonly kind: 'identity';
      readonly tableEndpoint: string;
      readonly blobEndpoint: string;
      readonly queueEndpoint: string;
      readonly credential: TokenCredential;
    };

export type StorageOptions = {
  readonly access: StorageAccess;
  /** Deadline of one call, retries included. */
  readonly timeout: Millis;
  /** Put before the names of tables and containers, so that several apps or tests can share an account. */
  readonly prefix?: string;
};

/** One step of an entity-group transaction. All steps are in one partition; each names a row of its own. */
export type Step =
  | { readonly kind: 'insert'; readonly row: Row }
  | { readonly kind: 'replace'; readonly row: Row; readonly etag: string }
  | { readonly kind: 'remove'; readonly row: Pick<StoredRow, 'partitionKey' | 'rowKey' | 'etag'> };

export type Written = { readonly kind: 'written'; readonly etag: string };
export type Lost = { readonly kind: 'lost' };

/** A table whose every write is conditional. What another writer caused is told as a value; all else throws. */
export type Table = {
  readonly name: string;
  get(partitionKey: string, rowKey: string): Promise<StoredRow | undefined>;
  insert(row: Row): Promise<'inserted' | 'exists'>;
  /** Replaces the whole row. `lost`: it has another ETag by now, or is gone. */
  replace(row: Row, etag: string): Promise<Written | Lost>;
  remove(row: Pick<StoredRow, 'partitionKey' | 'rowKey' | 'etag'>): Promise<'removed' | 'lost'>;
  /** All steps or none. `lost`: one of the rows exists, is gone or has another ETag. */
  transact(steps: readonly [Step, ...Step[]]): Promise<'written' | 'lost'>;
  /** Rows in the order of their keys; at most `top`. Build the filter with `odata` of @azure/data-tables. */
  query(filter: string, top?: number): Promise<readonly StoredRow[]>;
};

/** Opens a table. It is created at the first use, once per opened table. */
export function openTable(name: string, options: StorageOptions): Table {
  const client = connect(name, options);
  const deadline = () => ({ abortSignal: AbortSignal.timeout(options.timeout) });
  let created: Promise<void> | undefined;
  const ready = async (): Promise<void> => {
    // A failed creation is tried again at the next use.
    created ??= client.createTable(deadline()).catch((error: unknown) => {
      created = undefined;
      throw error;
    });
    await created;
  };

  return {
    name,
    async get(partitionKey, rowKey) {
      await ready();
      const found = await unless([404], () => client.getEntity(partitionKey, rowKey, deadline()));
      return found === undefined ? undefined : fromEntity(name, found);
    },
    async insert(row) {
      await ready();
      const done = await unless([409], () => client.createEntity(toEntity(row), deadline()));
      return done === undefined ? 'exists' : 'inserted';
    },
    async replace(row, etag) {
      await ready();
      const done = await unless([404, 412], () =>
        client.updateEntity(toEntity(row), 'Replace', { etag, ...deadline() }),
      );
      return done === undefined ? { kind: 'lost' } : { kind: 'written', etag: String(done.etag) };
    },
    async remove({ partitionKey, rowKey, etag }) {
      await ready();
      const done = await unless([404, 412], () => client.deleteEntity(partitionKey, rowKey, { etag, ...deadline() }));
      return done === undefined ? 'lost' : 'removed';
    },
    async transact(steps) {
      await ready();
      const once = connect(name, options);
      // Early, because the credential's policy signs the length of the body.
      once.pipeline.addPolicy(conditionalRemoves(steps), { phase: 'Serialize' });
      const done = await unless([404, 409, 412], () => once.submitTransaction(steps.map(toAction), deadline()));
      return done === undefined ? 'lost' : 'written';
    },
    async query(filter, top = Number.POSITIVE_INFINITY) {
      await ready();
      const rows: StoredRow[] = [];
      let continuationToken: string | undefined;
      do {
        // One request, so that each page has a deadline of its own.
        const listing = client.listEntities({ queryOptions: { filter }, ...deadline() });
        const page = await listing
          .byPage({
            maxPageSize: Math.min(top, 1_000),
            ...(continuationToken === undefined ? {} : { continuationToken }),
          })
          .next();
        if (page.done === true) break;
        rows.push(...page.value.map((entity) => fromEntity(name, entity)));
        continuationToken = page.value.continuationToken;
      } while (continuationToken !== undefined && rows.length < top);
      return rows.slice(0, top);
    },
  };
}

function connect(name: string, { access, prefix = '' }: StorageOptions): TableClient {
  // Few and quick: who called us is called again by a queue, a timer or Event Grid.
  const options = { retryOptions: { maxRetries: 2, retryDelayInMs: 200, maxRetryDelayInMs: 2_000 } };
  const table = prefix + name;
  if (access.kind === 'connectionString') {
    const probe = TableClient.fromConnectionString(access.value, table);
    const allowInsecureConnection = isPlainHttp(probe.url);
    return TableClient.fromConnectionString(access.value, table, { ...options, allowInsecureConnection });
  }
  const allowInsecureConnection = isPlainHttp(access.tableEndpoint);
  return new TableClient(access.tableEndpoint, table, access.credential, { ...options, allowInsecureConnection });
}

/** The SDK refuses plain HTTP unless told; what it is told follows from the endpoint alone. */
function isPlainHttp(url: string): boolean {
  return new URL(url).protocol === 'http:';
}

/** The call's answer, or undefined when the service refused it with one of these statuses. */
async function unless<T>(statuses: readonly number[], call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (isRestError(error) && statuses.includes(error.statusCode ?? 0) && !isAboutTable(error)) return undefined;
    throw error;
  }
}

/** A table that is missing or on its way out has the same statuses, but that is no answer about a row. */
function isAboutTable(error: RestError): boolean {
  const code = error.code ?? stringAt(objectAt(error.details, 'odataError'), 'code');
  return code === 'TableNotFound' || code === 'TableBeingDeleted';
}

function toAction(step: Step): TransactionAction {
  if (step.kind === 'insert') return ['create', toEntity(step.row)];
  if (step.kind === 'remove') return ['delete', { partitionKey: step.row.partitionKey, rowKey: step.row.rowKey }];
  return ['update', toEntity(step.row), 'Replace', { etag: step.etag }];
}

/**
 * The SDK sends every delete of a transaction with `If-Match: *`, which would lose an update that came between. This
 * puts the real ETags into the batch's text. It refuses to send a batch in which it does not find them all.
 */
function conditionalRemoves(steps: readonly Step[]): PipelinePolicy {
  const etags = steps.flatMap((step) => (step.kind === 'remove' ? [step.row.etag] : []));
  return {
    name: 'conditionalRemoves',
    sendRequest(request, next) {
      if (etags.length === 0) return next(request);
      let index = 0;
      const body = (typeof request.body === 'string' ? request.body : '').replace(
        unconditionalDelete,
        (_, head: string) => `${head}${etags[index++] ?? ''}`,
      );
      if (index !== etags.length) throw new Error('the transaction has deletes without a place for their ETags');
      request.body = body;
      return next(request);
    },
  };
}

/** The head of a DELETE within a batch, up to the ETag: start line, headers, no empty line between. */
const unconditionalDelete = /(\r\nDELETE \S+ HTTP\/1\.1\r\n(?:[^\r\n]+\r\n)*?If-Match: )\*(?=\r\n)/gi;
