import Table from 'cli-table3';
import { styleText } from 'node:util';
import type { ItemBody } from '../scenarios/result.ts';
import type { Ending } from '../scenarios/story.ts';

const plain = { head: [], border: [] };
const shown = 12;

/** The table of the jobs, the figures, and one line that a person can trust. */
export function printReport({ result, items, run }: Ending): void {
  const write = (text = ''): boolean => process.stdout.write(`${text}\n`);
  write();
  if (run !== undefined) {
    const table = new Table({ head: ['job', 'kind', 'outcome', 'in the other workspace', 'why'], style: plain, colWidths: [34, 10, 10, 44, 40], wordWrap: true });
    const ordered = items.toSorted((a, b) => order(a) - order(b));
    for (const item of ordered.slice(0, shown)) {
      table.push([item.job, item.jobType ?? '?', item.outcome ?? item.state, item.targetName ?? '-', item.reasons.map(({ code }) => code).join(', ')]);
    }
    write(table.toString());
    if (items.length > shown) write(`… and ${items.length - shown} more ${ordered[shown]?.outcome ?? ''} (GET /api/pairs/{pair}/runs/${run.run}/items)`);
    write();
  }
  const { seconds } = result;
  const figure = (value: number | null): string => (value === null ? '-' : `${value.toFixed(1)} s`);
  write(`evidence to decision ${figure(seconds.evidenceToDecision)} · decision to switch ${figure(seconds.decisionToSwitch)} · switch to last job ${figure(seconds.switchToLastJob)} · everything ${figure(seconds.total)}`);
  write(`decisions: ${result.decisions.map(({ decision, reason }) => `${decision} (${reason})`).join(' → ') || 'none'}`);
  if (result.requests !== undefined) write(`requests: ${result.requests.asked} asked, ${result.requests.created} created, ${result.requests.poisoned} poisoned`);
  if (result.crash !== undefined) write(`crashes: ${result.crash.kills}, with ${result.crash.submittedAtKill} jobs submitted at the one in the fan-out`);
  for (const { code, message } of result.failures) write(styleText('red', `NOT AS EXPECTED  ${code}: ${message}`));
  write();
  const { items: counts } = result;
  const sum = `${result.inFlight} jobs in flight: ${counts.verified} running in the other workspace, ${counts.blocked} blocked with a reason, ${counts.skipped} skipped, ${counts.failed} failed; ${result.lost} lost, ${result.duplicated} submitted twice.`;
  write(result.failures.length === 0 ? styleText('green', `OK  ${sum}`) : styleText('red', `FAILED  ${sum}`));
}

/** What needs a person's eye comes first. */
function order(item: ItemBody): number {
  return ['failed', 'blocked', 'superseded', 'skipped', 'verified'].indexOf(item.outcome ?? '');
}
