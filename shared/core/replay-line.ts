import type { Signal } from './signal.ts';
import { isAlerted } from './signal.ts';
import { formatInstant } from './time.ts';

/** A signal as a line of the file that `replay` reads. Read back, it is the same signal, heard for the first time. */
export function replayLine(signal: Signal): string {
  return JSON.stringify({ at: formatInstant(signal.receivedAt), ...bodyOf(signal) });
}

function bodyOf(signal: Signal): object {
  const { side, state } = signal;
  if (isAlerted(signal)) {
    const { source, subject, title, submittedAt } = signal;
    const weight = signal.counts ? {} : { why: signal.why };
    return { incident: { source, side, subject, state, title, submittedAt: formatInstant(submittedAt), ...weight } };
  }
  const { detail } = signal;
  if (signal.source !== 'probe') return { jobs: { side, source: signal.source, state, detail } };
  const subject = signal.subject === 'storage' ? { subject: signal.subject } : {};
  return { probe: { side, ...subject, state, detail } };
}
