import { closeSync, openSync, writeSync } from 'node:fs';
import type { Clock } from './clock.ts';
import type { JsonObject } from './json.ts';

export type RequestEntry = {
  kind: 'request';
  /** oid of the token's principal, or null without a usable token. */
  principal: string | null;
  method: string;
  path: string;
  region: string | null;
  /** ARM id of the workspace, in its own spelling. */
  workspace: string | null;
  operation: string;
  /** null when no answer was given. */
  status: number | null;
  fault?: string;
  /** True when the request took effect although nobody was told. */
  committed?: boolean;
  /** Names only: values may be secret. */
  headers: string[];
};

export type JobEntry = {
  kind: 'job';
  workspace: string;
  region: string;
  job: string;
  jobType: string;
  status: string;
  /** null at creation. */
  previous: string | null;
  root: boolean;
  parent?: string;
  cause?: string;
  /** Why a job that was accepted failed when it was to run. */
  flaw?: string;
  cancelRequested: boolean;
  /** As the submitter gave them, without what the service adds. */
  properties: JsonObject;
  tags: JsonObject;
};

export type EventOutcome = 'delivered' | 'duplicated' | 'dropped' | 'suppressed' | 'late' | 'failed';

export type EventEntry = {
  kind: 'event';
  id: string;
  type: string;
  job: string | null;
  workspace: string;
  outcome: EventOutcome;
  subscription?: string;
  attempt?: number;
};

export type FaultEntry = { kind: 'fault'; region: string; action: string; faults?: JsonObject[] };
export type MarkEntry = { kind: 'mark'; name: string; [key: string]: unknown };
export type BookEntry = RequestEntry | JobEntry | EventEntry | FaultEntry | MarkEntry;
export type BookLine = { seq: number; at: string } & BookEntry;

export type Books = {
  write(entry: BookEntry): void;
  lines(after?: number): BookLine[];
  close(): void;
};

/** The truth that every check is held against: appended before the effect can be seen from outside. */
export function openBooks(clock: Clock, file: string | undefined): Books {
  const lines: BookLine[] = [];
  let descriptor = file === undefined ? undefined : openSync(file, 'a');
  return {
    write(entry) {
      const line: BookLine = { seq: lines.length + 1, at: new Date(clock.now()).toISOString(), ...entry };
      lines.push(line);
      if (descriptor !== undefined) writeSync(descriptor, `${JSON.stringify(line)}\n`);
    },
    lines: (after = 0) => lines.slice(after),
    close() {
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = undefined;
    },
  };
}
