import { styleText } from 'node:util';
import type { Proofs, RunBody, ScenarioResult } from '../scenarios/result.ts';
import type { Ending } from '../scenarios/story.ts';
import { decisionLines } from './decisions-table.ts';
import { jobsTable } from './jobs-table.ts';

/** What became of the jobs, what was decided and why, the figures, and one line that a person can trust. */
export function printReport(ending: Ending): void {
  const { result, run, items, runs, decisions } = ending;
  const wrong = result.failures.map(({ code, message }) => styleText('red', `NOT AS EXPECTED  ${code}: ${message}`));
  const verdict = wordOf(ending);
  const after = [
    [...runs.map(runLine), ...(runs.length > 0 ? [figuresLine(result)] : []), ...proofLines(result)],
    wrong,
  ];
  const lines = [
    '',
    ...(run === undefined ? [] : jobsTable(items)),
    ...decisionLines(decisions),
    '',
    ...after.flatMap((block) => (block.length > 0 ? [...block, ''] : [])),
    wrong.length === 0 ? styleText('green', `OK  ${verdict}`) : styleText('red', `FAILED  ${verdict}`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** The line that a person can trust: jobs and copies are counted in the simulator's books, not by the app. */
function wordOf({ result, run, runs }: Ending): string {
  const { inFlight, items, lost, duplicated, falseFailovers } = result;
  const jobs = inFlight === 1 ? '1 job' : `${inFlight} jobs`;
  const losses = `${lost} lost, ${duplicated} submitted twice, ${falseFailovers} false failovers`;
  if (run === undefined) {
    const last = result.decisions.at(-1);
    const word = last === undefined ? 'nothing was decided' : `the last word is ${last.decision} (${last.reason})`;
    return `${jobs} in flight, none was moved, the ${result.activeAfter} is active, ${word}; ${losses}.`;
  }
  // After a second run they may be elsewhere again.
  const place = runs.length > 1 ? `moved by ${run.run}` : 'running in the other workspace';
  return `${jobs} in flight: ${items.verified} ${place}, ${items.blocked} blocked with a reason, ${items.skipped} skipped, ${items.superseded} superseded, ${items.failed} failed; ${losses}.`;
}

function runLine({ run, kind, by, reason, source, target, state }: RunBody): string {
  return `${run}: ${kind} from ${source} to ${target}, ${state}; started by ${by} (${reason.code})`;
}

function figuresLine({ seconds }: ScenarioResult): string {
  const figure = (value: number | null): string => (value === null ? '-' : `${value.toFixed(1)} s`);
  return `evidence to decision ${figure(seconds.evidenceToDecision)} · decision to switch ${figure(seconds.decisionToSwitch)} · switch to last job ${figure(seconds.switchToLastJob)} · everything ${figure(seconds.total)}`;
}

function proofLines({ requests, crash, drill, proposal }: Proofs): readonly string[] {
  return [
    ...(requests === undefined
      ? []
      : [`requests: ${requests.asked} asked, ${requests.created} created, ${requests.poisoned} poisoned`]),
    ...(crash === undefined
      ? []
      : [`crashes: ${crash.kills}, with ${crash.submittedAtKill} jobs submitted at the one in the fan-out`]),
    ...(drill === undefined
      ? []
      : [
          `drill: ${drill.passed ? 'passed' : 'not passed'}, ${drill.judged} jobs judged, ${drill.canaries} canaries run`,
        ]),
    ...(proposal === undefined
      ? []
      : [`proposal (${proposal.reason}): ${proposal.state}${proposal.by === null ? '' : ` by ${proposal.by}`}`]),
  ];
}
