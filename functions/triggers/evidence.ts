import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { invalid } from '../../shared/core/problem.ts';
import type { FieldProblem } from '../../shared/core/problem.ts';
import { replayLine } from '../../shared/core/replay-line.ts';
import { formatInstant, instant, parseInstant, plus } from '../../shared/core/time.ts';
import type { Instant } from '../../shared/core/time.ts';
import type { AuditEntry } from '../../shared/ports.ts';
import type { Deps } from '../../shared/work/deps.ts';
import { json, page, problem, withPair } from './answer.ts';

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

const day = 24 * 60 * 60_000;
const mostHeard = 10_000;

/**
 * What was heard from `from` to `to`, the last day unless told otherwise, as the file that `replay` reads. Where there is
 * more than one answer holds, `x-next-from` says where the next one begins.
 */
export function signalHistory(deps: Deps, request: HttpRequest): Promise<HttpResponseInit> {
  return withPair(deps, request, async (pair) => {
    const now = deps.clock.now();
    const problems: FieldProblem[] = [];
    const read = (name: string, standard: Instant): Instant => {
      const given = request.query.get(name);
      if (given === null) return standard;
      const at = parseInstant(given);
      if (at !== undefined) return at;
      problems.push({ pointer: `/${name}`, detail: `Must be an ISO 8601 timestamp, and is ${JSON.stringify(given)}.` });
      return standard;
    };
    const to = read('to', now);
    const from = read('from', plus(to, -day));
    if (problems.length > 0) return problem(invalid('InvalidQuery', problems));
    const heard = await deps.signals.history(pair.name, from, to, mostHeard);
    const last = heard.at(-1);
    // The last instant may have more than fits: it is told again, which changes nothing when it is replayed.
    const more =
      heard.length === mostHeard && last !== undefined ? { 'x-next-from': formatInstant(last.receivedAt) } : {};
    return {
      status: 200,
      body: heard.map((signal) => `${replayLine(signal)}\n`).join(''),
      headers: { 'content-type': 'application/x-ndjson; charset=utf-8', 'cache-control': 'no-store', ...more },
    };
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
