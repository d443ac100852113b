import { createLogUpdate } from 'log-update';
import { styleText } from 'node:util';
import type { RunBody } from '../scenarios/result.ts';
import type { Telling } from '../scenarios/story.ts';

export const silent: Telling = { step() {}, progress() {} };

/** For pipes and log files: one line a step, and one whenever the run enters another state. */
export function createPlainTelling(): Telling {
  const since = performance.now();
  let state = '';
  return {
    step: (text) => process.stdout.write(`${clock(since)}  ${text}\n`),
    progress(run) {
      if (run.state === state) return;
      state = run.state;
      process.stdout.write(`${`${clock(since)}  ${run.run}: ${state}  ${countsText(run)}`.trimEnd()}\n`);
    },
  };
}

/** For terminals: the steps stay, and the last line moves with the run. */
export function createLiveTelling(): Telling {
  const since = performance.now();
  const live = createLogUpdate(process.stdout);
  return {
    step: (text) => live.persist(`${styleText('dim', clock(since))}  ${text}`),
    progress(run) {
      const line = `${styleText('dim', clock(since))}  ${styleText('bold', run.run)} ${run.state.padEnd(12)} ${bar(run)} ${countsText(run)}`;
      if (run.state !== 'ended') return live(line);
      live.persist(line);
    },
  };
}

const width = 30;

function bar(run: RunBody): string {
  const { counts } = run;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (total === 0) return '·'.repeat(width);
  const part = (count = 0): number => Math.round((count / total) * width);
  const done = part((counts['verified'] ?? 0) + (counts['skipped'] ?? 0) + (counts['superseded'] ?? 0));
  const sent = part(counts['submitted']);
  const bad = part((counts['blocked'] ?? 0) + (counts['failed'] ?? 0));
  const rest = Math.max(0, width - done - sent - bad);
  return (
    styleText('green', '█'.repeat(done)) +
    styleText('cyan', '▓'.repeat(sent)) +
    styleText('yellow', '█'.repeat(bad)) +
    '·'.repeat(rest)
  );
}

function countsText(run: RunBody): string {
  return Object.entries(run.counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}

function clock(since: number): string {
  return `${((performance.now() - since) / 1_000).toFixed(1).padStart(5)} s`;
}
