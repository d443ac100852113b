import Table from 'cli-table3';
import { styleText } from 'node:util';

/** What is printed with `--json`. */
export type ReplayResult = {
  readonly pair: string;
  readonly decisions: readonly {
    readonly at: string;
    readonly side: string;
    readonly decision: string;
    readonly reason: { readonly code: string; readonly message: string };
    readonly assessment: string;
    readonly proposal: string | null;
    readonly evidence: readonly string[];
  }[];
  readonly failovers: readonly {
    readonly at: string;
    readonly source: string;
    readonly target: string;
    readonly reason: string;
    readonly secondsFromFirstEvidence: number | null;
  }[];
};

const chars = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };

/** One row per change of mind, and below it what would have been done. */
export function printReplay({ pair, decisions, failovers }: ReplayResult): void {
  const write = (text = ''): boolean => process.stdout.write(`${text}\n`);
  const table = new Table({
    head: ['when (UTC)', 'active', 'decision', 'code', 'because'],
    style: { head: [], border: [] },
    chars,
    colWidths: [21, 11, 11, 23, 58],
    wordWrap: true,
  });
  for (const { at, side, decision, reason } of decisions) {
    table.push([at.slice(0, 19).replace('T', ' '), side, decision, reason.code, reason.message]);
  }
  write(table.toString());
  write();
  const asked = decisions.filter(({ decision }) => decision === 'ask').length;
  if (failovers.length === 0) {
    write(styleText('green', `${pair}: no failover; a person would have been asked ${times(asked)}.`));
    return;
  }
  for (const { at, source, target, reason, secondsFromFirstEvidence: seconds } of failovers) {
    const after = seconds === null ? '' : `, ${seconds} s after the first evidence`;
    write(styleText('yellow', `${pair}: failover from ${source} to ${target} at ${at} (${reason})${after}.`));
  }
  write(`A person would have been asked ${times(asked)}.`);
}

function times(count: number): string {
  return count === 0 ? 'never' : count === 1 ? 'once' : `${count} times`;
}
