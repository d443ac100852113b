import { isAlerted, type Signal } from './signal.ts';
import { formatInstant } from './time.ts';

/** One line per signal, for people. */
export function describe(signal: Signal): string {
  if (isAlerted(signal)) {
    const weight = signal.counts ? '' : `; not counted: ${signal.why}`;
    return `${signal.source} ${signal.subject}: ${signal.state} for ${signal.side} since ${formatInstant(signal.submittedAt)} (${signal.title})${weight}`;
  }
  const at = formatInstant(signal.receivedAt);
  if (signal.source !== 'probe')
    return `${signal.source} in ${signal.side}: ${signal.state} (${signal.detail}) at ${at}`;
  const of = signal.subject === 'storage' ? `the storage of ${signal.side}` : signal.side;
  return `probe of ${of}: ${signal.state} (${signal.detail}) at ${at}`;
}
