import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { alertSignals } from '../../shared/core/alert-signals.ts';
import { parseAlert } from '../../shared/core/alert.ts';
import { invalid, unavailable } from '../../shared/core/problem.ts';
import type { Deps } from '../../shared/work/deps.ts';
import { json, problem, readJson } from './answer.ts';

/**
 * Takes an alert in the common alert schema. It is stored before it is answered, since an action group repeats only
 * what was not taken; the weighing is the watch's business, seconds later.
 */
export async function onAlert(deps: Deps, request: HttpRequest): Promise<HttpResponseInit> {
  const read = await readJson(request);
  if (!read.ok) {
    deps.log.error('alert.malformed', { problems: ['the body is not JSON'] });
    return read.answer;
  }
  const parsed = parseAlert(read.body);
  if (parsed.kind === 'malformed') {
    deps.log.error('alert.malformed', {
      problems: parsed.problems.map(({ pointer, detail }) => `${pointer}: ${detail}`),
    });
    return problem(invalid('InvalidBody', parsed.problems));
  }
  if (parsed.kind === 'ignored') {
    deps.log.info('alert.ignored', { why: parsed.why });
    return json(202, { signals: 0, ignored: parsed.why });
  }
  const found = alertSignals(parsed.facts, deps.config.pairs, deps.config.health, deps.clock.now());
  if (found.length === 0) deps.log.warn('alert.of-no-pair', { source: parsed.facts.source });
  try {
    for (const { pair, signal } of found) await deps.signals.put(pair, signal);
  } catch (error) {
    // 503 is one of the few answers after which an action group tries again.
    deps.log.error('alert.not-stored', { message: error instanceof Error ? error.message : String(error) });
    return problem(unavailable('The alert could not be stored; send it again.'));
  }
  for (const { pair, signal } of found) {
    deps.log.info('signal', {
      pair,
      side: signal.side,
      source: signal.source,
      subject: signal.subject,
      state: signal.state,
    });
  }
  return json(202, { signals: found.length });
}
