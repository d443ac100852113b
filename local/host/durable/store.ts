import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { HistoryEvent } from './history.ts';
import { SCHEMA } from './schema.ts';

export type RuntimeStatus =
  | 'Pending'
  | 'Running'
  | 'Suspended'
  | 'Completed'
  | 'ContinuedAsNew'
  | 'Failed'
  | 'Terminated'
  | 'Canceled';

/** Whether nothing more will happen in an instance of this status. */
export function isEnded(status: string): boolean {
  return status === 'Completed' || status === 'Failed' || status === 'Terminated' || status === 'Canceled';
}

/** One orchestration instance. `input`, `output` and `custom` are JSON text; times are milliseconds since 1970. */
export interface Instance {
  readonly id: string;
  readonly name: string;
  readonly exec: string;
  readonly status: RuntimeStatus;
  readonly version: string;
  readonly input: string | null;
  readonly output: string | null;
  readonly custom: string | null;
  readonly created: number;
  readonly updated: number;
  readonly parent: string | null;
  readonly parentExec: string | null;
  readonly parentTask: number | null;
}

/** An activity that has to run. `input` is the text that the activity gets, or null for none. */
export interface Work {
  readonly w: number;
  readonly id: string;
  readonly exec: string;
  readonly task: number;
  readonly name: string;
  readonly input: string | null;
}
export interface Message {
  readonly m: number;
  readonly at: number;
  readonly event: HistoryEvent;
}
export interface InstanceFilter {
  readonly statuses?: readonly string[];
  readonly createdFrom?: number;
  readonly createdTo?: number;
  readonly idPrefix?: string;
  readonly offset?: number;
  readonly limit?: number;
}

/**
 * All durable state in one SQLite file, so that one commit covers history, timers and queues alike. The write-ahead
 * log survives a killed process; only a power cut may lose the last commits, never their order.
 */
export class Store {
  readonly #db: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  /** @param file a path, or `:memory:`. */
  constructor(file: string) {
    this.#db = new DatabaseSync(file);
    this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;');
    this.#db.exec(SCHEMA);
  }

  /** Runs `body` as one transaction: all of it is stored, or none. */
  transaction<T>(body: () => T): T {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const result = body();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    this.#prepared.clear();
    this.#db.close();
  }

  instance(id: string): Instance | undefined {
    return this.#rows<Instance>('SELECT * FROM instances WHERE id = ?', id)[0];
  }

  instances(filter: InstanceFilter): Instance[] {
    const { where, values } = conditions(filter);
    const page = [filter.limit ?? -1, filter.offset ?? 0];
    return this.#rows<Instance>(
      `SELECT * FROM instances ${where} ORDER BY created, id LIMIT ? OFFSET ?`,
      ...values,
      ...page,
    );
  }

  /** Inserts an instance, or replaces it with everything that belonged to its former executions. */
  putInstance(row: Instance): void {
    this.purge(row.id);
    const columns =
      'id, name, exec, status, version, input, output, custom, created, updated, parent, parentExec, parentTask';
    this.#run(
      `INSERT INTO instances (${columns}) VALUES (${columns.replaceAll(/\w+/g, '?')})`,
      ...[row.id, row.name, row.exec, row.status, row.version, row.input, row.output, row.custom],
      ...[row.created, row.updated, row.parent, row.parentExec, row.parentTask],
    );
  }

  updateInstance(id: string, fields: Partial<Omit<Instance, 'id'>>): void {
    const names = Object.keys(fields);
    const values = Object.values(fields);
    this.#run(`UPDATE instances SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE id = ?`, ...values, id);
  }

  /** Removes an instance with all that belongs to it. Activities under way are left to end by themselves. */
  purge(id: string): void {
    for (const table of ['history', 'inbox', 'instances']) this.#run(`DELETE FROM ${table} WHERE id = ?`, id);
  }

  history(id: string): HistoryEvent[] {
    return this.#rows<{ event: string }>('SELECT event FROM history WHERE id = ? ORDER BY n', id).map(parseEvent);
  }

  /** @param from how many events the history already has. */
  appendHistory(id: string, from: number, events: readonly HistoryEvent[]): void {
    events.forEach((each, i) =>
      this.#run('INSERT INTO history (id, n, event) VALUES (?, ?, ?)', id, from + i, JSON.stringify(each)),
    );
  }

  clearHistory(id: string): void {
    this.#run('DELETE FROM history WHERE id = ?', id);
  }

  /** @param exec the execution it is meant for, or null for whichever is current when it is delivered. */
  post(id: string, exec: string | null, at: number, event: HistoryEvent): void {
    this.#run('INSERT INTO inbox (id, exec, at, event) VALUES (?, ?, ?, ?)', id, exec, at, JSON.stringify(event));
  }

  due(id: string, exec: string, now: number): Message[] {
    const sql = 'SELECT m, at, event FROM inbox WHERE id = ? AND (exec IS NULL OR exec = ?) AND at <= ? ORDER BY at, m';
    const rows = this.#rows<{ m: number; at: number; event: string }>(sql, id, exec, now);
    return rows.map((row) => ({ m: row.m, at: row.at, event: parseEvent(row) }));
  }

  removeMessages(messages: readonly Message[]): void {
    for (const { m } of messages) this.#run('DELETE FROM inbox WHERE m = ?', m);
  }

  /** Drops what was meant for one execution, or for the instance as a whole when `exec` is undefined. */
  dropMessages(id: string, exec?: string): void {
    if (exec === undefined) this.#run('DELETE FROM inbox WHERE id = ?', id);
    else this.#run('DELETE FROM inbox WHERE id = ? AND exec = ?', id, exec);
  }

  /** Instances that something is due for. */
  idsDue(now: number): string[] {
    return this.#rows<{ id: string }>('SELECT DISTINCT id FROM inbox WHERE at <= ?', now).map(({ id }) => id);
  }

  /** When the next message becomes due after `now`. */
  nextDue(now: number): number | undefined {
    const sql = `SELECT min(at) AS at FROM inbox JOIN instances USING (id) WHERE at > ? AND status <> 'Suspended'`;
    return this.#rows<{ at: number | null }>(sql, now)[0]?.at ?? undefined;
  }

  addWork(work: Omit<Work, 'w'>): Work {
    const { lastInsertRowid } = this.#run(
      'INSERT INTO work (id, exec, task, name, input) VALUES (?, ?, ?, ?, ?)',
      ...[work.id, work.exec, work.task, work.name, work.input],
    );
    return { ...work, w: Number(lastInsertRowid) };
  }

  /** @returns whether it was still there: only then does its result count. */
  removeWork(w: number): boolean {
    return Number(this.#run('DELETE FROM work WHERE w = ?', w).changes) > 0;
  }

  allWork(): Work[] {
    return this.#rows<Work>('SELECT * FROM work ORDER BY w');
  }

  timer(name: string): { last: number; next: number; updated: number } | undefined {
    return this.#rows<{ last: number; next: number; updated: number }>('SELECT * FROM timers WHERE name = ?', name)[0];
  }

  putTimer(name: string, last: number, next: number, updated: number): void {
    this.#run(
      'INSERT OR REPLACE INTO timers (name, last, next, updated) VALUES (?, ?, ?, ?)',
      name,
      last,
      next,
      updated,
    );
  }

  #statement(sql: string): StatementSync {
    let statement = this.#prepared.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      this.#prepared.set(sql, statement);
    }
    return statement;
  }

  #run(sql: string, ...values: SQLInputValue[]): { changes: number | bigint; lastInsertRowid: number | bigint } {
    return this.#statement(sql).run(...values);
  }

  // SQLite checks the column types (STRICT tables), and only this class names the columns.
  #rows<T>(sql: string, ...values: SQLInputValue[]): T[] {
    return this.#statement(sql).all(...values) as T[];
  }
}

function parseEvent(row: { readonly event: string }): HistoryEvent {
  return JSON.parse(row.event) as HistoryEvent;
}

function conditions(filter: InstanceFilter): { where: string; values: SQLInputValue[] } {
  const parts: string[] = [];
  const values: SQLInputValue[] = [];
  const add = (sql: string, ...more: SQLInputValue[]): void => {
    parts.push(sql);
    values.push(...more);
  };
  const { statuses, createdFrom, createdTo, idPrefix } = filter;
  if (statuses !== undefined && statuses.length > 0) {
    add(`lower(status) IN (${statuses.map(() => '?').join(', ')})`, ...statuses.map((each) => each.toLowerCase()));
  }
  if (createdFrom !== undefined) add('created >= ?', createdFrom);
  if (createdTo !== undefined) add('created <= ?', createdTo);
  if (idPrefix !== undefined) add('substr(id, 1, length(?)) = ?', idPrefix, idPrefix);
  return { where: parts.length > 0 ? `WHERE ${parts.join(' AND ')}` : '', values };
}
