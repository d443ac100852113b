import type { BlockedJob } from './books-check.ts';
import type { Decided, Terms } from './expectation.ts';
import type { Facts } from './outcome.ts';
import type { Failure, ItemBody, ScenarioResult } from './result.ts';
import { starterOf } from './runs-check.ts';

/** What is not as the story expects it. */
export function judge(
  result: ScenarioResult,
  facts: Facts,
  terms: Terms,
  blocked: readonly BlockedJob[],
): readonly Failure[] {
  return [
    ...jobFailures(result, facts, terms, blocked),
    ...runFailures(facts, terms),
    ...decisionFailures(facts, terms),
    ...pointerFailures(result, terms),
  ];
}

function jobFailures(
  result: ScenarioResult,
  { items }: Facts,
  { accounts }: Terms,
  blocked: readonly BlockedJob[],
): Failure[] {
  const { inFlight, lost, duplicated } = result;
  const failures: Failure[] = [];
  const fail = (code: string, message: string): number => failures.push({ code, message });
  if (accounts === undefined) {
    if (inFlight !== result.jobs) fail('JobsNotInFlight', `${inFlight} of ${result.jobs} jobs were in flight`);
  } else {
    const total = Object.values(result.items).reduce((sum, count) => sum + count, 0);
    if (total !== inFlight || items.length !== inFlight)
      fail('ItemsDoNotAddUp', `${inFlight} jobs were in flight, and ${total} of ${items.length} items have an outcome`);
  }
  if (lost > 0) fail('JobsLost', `${lost} jobs have neither a copy nor an expected outcome`);
  if (duplicated > 0) fail('JobsDuplicated', `${duplicated} jobs were submitted more than once`);
  for (const item of items.filter(({ outcome }) => outcome === 'failed'))
    fail('ItemFailed', `${item.job}: ${item.reasons.map(({ code, message }) => `${code}: ${message}`).join('; ')}`);
  return accounts === undefined ? failures : [...failures, ...blockedFailures(items, blocked)];
}

function blockedFailures(items: readonly ItemBody[], expected: readonly BlockedJob[]): Failure[] {
  const nameOf = (job: string): string => job.slice(job.indexOf(':') + 1).toLowerCase();
  const told = items
    .filter(({ outcome }) => outcome === 'blocked')
    .map((item) => `${nameOf(item.job)} ${item.reasons.map(({ code }) => code).join(',')}`);
  const wanted = expected.map(({ job, code }) => `${job.toLowerCase()} ${code}`);
  return [
    ...told.filter((each) => !wanted.includes(each)).map((message) => ({ code: 'UnexpectedlyBlocked', message })),
    ...wanted.filter((each) => !told.includes(each)).map((message) => ({ code: 'NotBlocked', message })),
  ];
}

function runFailures({ runs }: Facts, terms: Terms): Failure[] {
  const { expected, unexpected, falseFailovers } = runs;
  const missing = terms.runs.filter((_run, index) => expected[index] === undefined);
  return [
    ...falseFailovers.map((run) => ({
      code: 'FalseFailover',
      message: `automation started ${run}, and nothing in this story is a reason to`,
    })),
    ...unexpected
      .filter(({ run }) => !falseFailovers.includes(run))
      .map((run) => ({ code: 'UnexpectedRun', message: `${run.run}: ${run.kind} from ${run.source}, by ${run.by}` })),
    ...missing.map(({ kind, starter, source }) => ({
      code: 'RunMissing',
      message: `no ${kind} from ${source} was started by ${starter}`,
    })),
  ];
}

/** The expected decisions came, in their order; and whatever made automation act is one of them. */
function decisionFailures({ found, runs }: Facts, { decided }: Terms): Failure[] {
  const told = found.decisions.map(({ decision, reason }) => textOf({ decision, reason: reason.code }));
  let place = -1;
  const missing = decided.filter((each) => {
    const next = told.indexOf(textOf(each), place + 1);
    if (next >= 0) place = next;
    return next < 0;
  });
  const wanted = decided.map(textOf);
  const reckless = told.filter((each) => each.startsWith('fail-over') && !wanted.includes(each));
  const started = runs.expected.flatMap((run) => (run === undefined || starterOf(run) === 'person' ? [] : [run]));
  return [
    ...missing.map((each) => ({ code: 'NotDecided', message: `${textOf(each)} is missing in: ${told.join(' → ')}` })),
    ...reckless.map((each) => ({ code: 'WronglyDecided', message: `nobody expects ${each}` })),
    ...started
      .filter(({ reason }) => !wanted.includes(`fail-over (${reason.code})`))
      .map(({ run, reason }) => ({ code: 'WrongReason', message: `${run} was started because of ${reason.code}` })),
  ];
}

function textOf({ decision, reason }: { readonly decision: string; readonly reason: Decided['reason'] }): string {
  return `${decision} (${reason})`;
}

function pointerFailures({ activeAfter, epoch }: ScenarioResult, terms: Terms): Failure[] {
  const failures: Failure[] = [];
  if (activeAfter !== terms.activeAfter) {
    const code = terms.activeAfter === 'secondary' ? 'NotSwitched' : 'WronglyActive';
    failures.push({ code, message: `the active workspace is ${activeAfter}, and must be ${terms.activeAfter}` });
  }
  if (epoch !== terms.epoch)
    failures.push({ code: 'WrongEpoch', message: `the epoch is ${epoch}, and must be ${terms.epoch}` });
  return failures;
}
