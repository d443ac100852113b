import { odata } from '@azure/data-tables';
import type { Decision } from '../core/decide.ts';
import { shortHash, type PairName } from '../core/ids.ts';
import { listen, type Listening } from '../core/listening.ts';
import { latestOf, subjectOf, type Signal } from '../core/signal.ts';
import type { Millis } from '../core/time.ts';
import type { Audit, AuditEntry, Signals } from '../ports.ts';
import type { StorageOptions, Table } from './table-client.ts';
import { openTable } from './table-client.ts';
import { jsonColumns, readJson } from './table-row.ts';
import type { Row } from './table-row.ts';

/**
 * Signals (one row per subject), decisions and the audit trail (one row per entry, newest first).
 * @param ageOf how long a signal of a pair counts.
 */
export function createTableEvidence(
  options: StorageOptions,
  ageOf: (pair: PairName, signal: Signal) => Millis,
): { signals: Signals; audit: Audit } {
  const signals = openTable('Signals', options);
  const decisions = openTable('Decisions', options);
  const audit = openTable('Audit', options);

  async function putSignal(pair: PairName, signal: Signal): Promise<void> {
    const rowKey = signalKey(signal);
    const rowOf = (kept: Signal): Row => ({
      partitionKey: pair,
      rowKey,
      columns: { at: String(kept.receivedAt), ...jsonColumns('json', kept) },
    });
    for (;;) {
      const found = await signals.get(pair, rowKey);
      if (found === undefined) {
        if ((await signals.insert(rowOf(signal))) === 'inserted') return remember(pair, signal);
        continue;
      }
      const kept = readJson<Signal>(found, 'json');
      const next = kept === undefined ? signal : latestOf(kept, signal, ageOf(pair, signal));
      if (next === kept) return;
      if ((await signals.replace(rowOf(next), found.etag)).kind === 'written') return remember(pair, signal);
    }
  }

  /** What was heard, one row each, so that a policy can be tried on it later. Heard again under the same key: once. */
  async function remember(pair: string, signal: Signal): Promise<void> {
    const rowKey = `${stamp(signal.receivedAt)}-${shortHash(subjectOf(signal), 16)}`;
    await signals.insert({ partitionKey: historyOf(pair), rowKey, columns: jsonColumns('json', signal) });
  }

  return {
    signals: {
      put: putSignal,
      async list(pair, since) {
        const rows = await signals.query(odata`PartitionKey eq ${pair}`);
        return rows
          .flatMap((row) => readJson<Signal>(row, 'json') ?? [])
          .filter((signal) => signal.receivedAt >= since);
      },
      async history(pair, from, to, top) {
        const filter = odata`PartitionKey eq ${historyOf(pair)} and RowKey ge ${stamp(from)} and RowKey lt ${stamp(to + 1)}`;
        return (await signals.query(filter, top)).flatMap((row) => readJson<Signal>(row, 'json') ?? []);
      },
      async forget(pair, before) {
        const old = odata`PartitionKey eq ${historyOf(pair)} and RowKey lt ${stamp(before)}`;
        const rows = await signals.query(old, mostForgotten);
        const removed = await Promise.all(rows.map((row) => signals.remove(row)));
        return removed.filter((each) => each === 'removed').length;
      },
      async listen(pair, look) {
        // In a partition of its own: no signal, and never listed with them.
        const at = { partitionKey: `${pair}|watch`, rowKey: 'listening' };
        for (;;) {
          const found = await signals.get(at.partitionKey, at.rowKey);
          const heard = listen(found === undefined ? undefined : readJson<Listening>(found, 'json'), look);
          const row = { ...at, columns: jsonColumns('json', heard.listening) };
          const done =
            found === undefined
              ? (await signals.insert(row)) === 'inserted'
              : (await signals.replace(row, found.etag)).kind === 'written';
          if (done) return heard;
        }
      },
      async putDecision(pair, decision) {
        await append(decisions, pair, decision.at, `${decision.decision}-${decision.reason.code}`, decision);
      },
      async decisions(pair, top) {
        return newest<Decision>(decisions, pair, top);
      },
    },
    audit: {
      async add(entry) {
        await append(audit, entry.pair ?? 'none', entry.at, `${entry.who} ${entry.what} ${entry.outcome.code}`, entry);
      },
      list: (pair, top) => newest<AuditEntry>(audit, pair ?? 'none', top),
    },
  };
}

/** A partition of its own, read by time alone: what counts now is found without it. */
function historyOf(pair: string): string {
  return `${pair}|history`;
}

/** A pass removes so many rows at the most: the next one goes on. */
const mostForgotten = 200;

function stamp(at: number): string {
  return String(at).padStart(13, '0');
}

/** Keys that sort the newest first: the distance from a far day. */
const farFuture = 9_999_999_999_999;

async function append(table: Table, pair: string, at: number, what: string, value: unknown): Promise<void> {
  const rowKey = `${String(farFuture - at).padStart(13, '0')}-${shortHash(what, 8)}`;
  await table.insert({ partitionKey: pair, rowKey, columns: jsonColumns('json', value) });
}

async function newest<Content>(table: Table, pair: string, top: number): Promise<Content[]> {
  const rows = await table.query(odata`PartitionKey eq ${pair}`, top);
  return rows.flatMap((row) => readJson<Content>(row, 'json') ?? []);
}

/** Subjects hold characters that a key may not: the key holds their hash. */
function signalKey(signal: Signal): string {
  return `${signal.side}-${signal.source}-${shortHash(signal.subject.toLowerCase(), 16)}`;
}
