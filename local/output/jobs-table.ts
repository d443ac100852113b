import Table from 'cli-table3';
import type { ItemBody } from '../scenarios/result.ts';

const style = { head: [], border: [] };
/** A line under every row would double the height of the table. */
const noRules = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };
const shown = 12;

/** What became of the jobs, the ones that need a person's eye first, and what each reason means. */
export function jobsTable(items: readonly ItemBody[]): readonly string[] {
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
  const rest = ordered.slice(shown);
  const reasons = [...reasonsOf(items)].map(([code, message]) => `${code}: ${message}`);
  return [
    table.toString(),
    ...(rest.length > 0 ? [`… and ${rest.length} more: ${countsOf(rest)}`] : []),
    '',
    ...reasons,
    ...(reasons.length > 0 ? [''] : []),
  ];
}

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
