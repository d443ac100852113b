import { styleText } from 'node:util';
import type { DecisionBody } from '../scenarios/result.ts';

const colours = { hold: 'dim', ask: 'yellow', 'fail-over': 'cyan' } as const;

/** What the watch decided, when, and why; seconds since its first decision. */
export function decisionLines(decisions: readonly DecisionBody[]): readonly string[] {
  const first = decisions[0];
  if (first === undefined) return ['decided: nothing'];
  const wide = Math.max(...decisions.map(({ reason }) => reason.code.length));
  const rows = decisions.map(({ decision, reason, at }) => {
    const seconds = ((Date.parse(at) - Date.parse(first.at)) / 1_000).toFixed(1).padStart(6);
    const word = decision.padEnd(9);
    const shade = colours[decision as keyof typeof colours] ?? 'reset';
    return `${seconds} s  ${styleText(shade, word)}  ${reason.code.padEnd(wide)}  ${reason.message}`;
  });
  return ['decided:', ...rows];
}
