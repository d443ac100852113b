import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { formatInstant, instant } from '../../shared/core/time.ts';
import type { AuditEntry } from '../../shared/ports.ts';
import type { Deps } from '../../shared/work/deps.ts';
import { json, page, withPair } from './answer.ts';

const mostEntries = 1_000;

export function listSignals(deps: Deps, request: HttpRequest): Promise<HttpResponseInit> {
  return withPair(deps, request, async (pair) => {
    const signals = await deps.signals.list(pair.name, instant(0));
    const rows = signals.map((signal) => ({
      ...signal,
      since: formatInstant(signal.since),
      receivedAt: formatInstant(signal.receivedAt),
    }));
    return page(
      request,
      rows.toSorted((a, b) => (a.receivedAt < b.receivedAt ? 1 : -1)),
      ({ side, source, subject }) => `${side} ${source} ${subject}`,
      (row) => row,
    );
  });
}

export function listDecisions(deps: Deps, request: HttpRequest): Promise<HttpResponseInit> {
  return withPair(deps, request, async (pair) => {
    const decisions = await deps.signals.decisions(pair.name, mostEntries);
    const rows = decisions.map((decision) => ({
      ...decision,
      at: formatInstant(decision.at),
      evidenceSince: decision.evidenceSince === undefined ? null : formatInstant(decision.evidenceSince),
      proposal: decision.proposal?.id ?? null,
    }));
    return page(
      request,
      rows,
      ({ at, reason }) => `${at} ${reason.code}`,
      (row) => row,
    );
  });
}

/** Who did what about the pair, newest first; what could not be handled is here, with the reason. */
export function listAudit(deps: Deps, request: HttpRequest): Promise<HttpResponseInit> {
  return withPair(deps, request, async (pair) =>
    json(200, { value: (await deps.audit.list(pair.name, mostEntries)).map(auditView) }),
  );
}

/** The entries that belong to no pair: messages that named none, or none that is configured. */
export async function listAuditOfNoPair(deps: Deps): Promise<HttpResponseInit> {
  return json(200, { value: (await deps.audit.list(undefined, mostEntries)).map(auditView) });
}

function auditView(entry: AuditEntry): unknown {
  return { ...entry, at: formatInstant(entry.at) };
}
