/** The tables of the durable store. Times are milliseconds since 1970; `exec` names one execution of an instance. */
export const SCHEMA = `
CREATE TABLE IF NOT EXISTS instances (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, exec TEXT NOT NULL, status TEXT NOT NULL, version TEXT NOT NULL,
  input TEXT, output TEXT, custom TEXT, created INTEGER NOT NULL, updated INTEGER NOT NULL,
  parent TEXT, parentExec TEXT, parentTask INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS instances_by_time ON instances (created, id);
CREATE TABLE IF NOT EXISTS history (
  id TEXT NOT NULL, n INTEGER NOT NULL, event TEXT NOT NULL, PRIMARY KEY (id, n)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS work (
  w INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, exec TEXT NOT NULL, task INTEGER NOT NULL,
  name TEXT NOT NULL, input TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS inbox (
  m INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, exec TEXT, at INTEGER NOT NULL, event TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS inbox_by_time ON inbox (at, m);
CREATE INDEX IF NOT EXISTS inbox_by_instance ON inbox (id, at, m);
CREATE TABLE IF NOT EXISTS timers (
  name TEXT PRIMARY KEY, last INTEGER NOT NULL, next INTEGER NOT NULL, updated INTEGER NOT NULL
) STRICT;
`;
