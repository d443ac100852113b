import Table from 'cli-table3';
import { styleText } from 'node:util';
import type { ItemBody } from '../scenarios/result.ts';
import type { Ending } from '../scenarios/story.ts';

const style = { head: [], border: [] };
/** A line under every row would double the height of the table. */
const noRules = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };
const shown = 12;

/** The table of the jobs, the figures, and one line that a person can trust. */
export function printReport({ result, items, run }: Ending): void {
  const write = (text = ''): boolean => process.stdout.write(`${text}\n`);
  write();
  if (run !== undefined) {
    const ordered = items.toSorted((a, b) => order(a) - order(b));
    const table = new Table({
      head: ['job', 'kind', 'outcome', 'runs as, or why not'],
      style,
      chars: noRules,
      // Names are there to be copied, so a long one is wrapped and never cut.
      colWidths: [36, 10, 12, 46],
      wordWrap: true,
      wrapOnWordBoundary: false,
    });
    for (const item of ordered.slice(0, shown)) {
      table.push([item.job, item.jobType ?? '?', item.outcome ?? item.state, becameOf(item)]);
    }
    write(table.toString());
    const rest = ordered.slice(shown);
    if (rest.length > 0) write(`… and ${rest.length} more: ${countsOf(rest)}`);
    write();
    for (const [code, message] of reasonsOf(items)) write(`${code}: ${message}`);
    if (reasonsOf(items).size > 0) write();
  }
  const { seconds } = result;
  const figure = (value: number | null): string => (value === null ? '-' : `${value.toFixed(1)} s`);
  write(
    `evidence to decision ${figure(seconds.evidenceToDecision)} · decision to switch ${figure(seconds.decisionToSwitch)} · switch to last job ${figure(seconds.switchToLastJob)} · everything ${figure(seconds.total)}`,
  );
  write(
    `decisions: ${result.decisions.map(({ decision, reason }) => `${decision} (${reason})`).join(' → ') || 'none'}`,
  );
  if (result.requests !== undefined)
    write(
      `requests: ${result.requests.asked} asked, ${result.requests.created} created, ${result.requests.poisoned} poisoned`,
    );
  if (result.crash !== undefined)
    write(
      `crashes: ${result.crash.kills}, with ${result.crash.submittedAtKill} jobs submitted at the one in the fan-out`,
    );
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

function becameOf({ targetName, reasons }: ItemBody): string {
  const codes = reasons.map(({ code }) => code).join(', ');
  if (targetName === null) return codes;
  return codes === '' ? targetName : `${codes} (${targetName})`;
}

function countsOf(items: readonly ItemBody[]): string {
  const counts = new Map<string, number>();
  for (const { outcome, state } of items) counts.set(outcome ?? state, (counts.get(outcome ?? state) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${count} ${name}`).join(', ');
}

/** Each code once, with the first message that came with it: what to do about it. */
function reasonsOf(items: readonly ItemBody[]): ReadonlyMap<string, string> {
  const messages = new Map<string, string>();
  for (const { code, message } of items.flatMap(({ reasons }) => reasons))
    if (!messages.has(code)) messages.set(code, message);
  return messages;
}
