import type { LogLevel } from './core-types.ts';

/** One log line, of a function (`user`) or of the host and the libraries (`system`). */
export interface LogLine {
  /** ISO time in UTC. */
  readonly at: string;
  readonly level: LogLevel;
  readonly category: 'user' | 'system';
  readonly function?: string;
  readonly invocationId?: string;
  readonly message: string;
}

export interface Logger {
  write(line: Omit<LogLine, 'at'>): void;
  system(level: LogLevel, message: string, functionName?: string): void;
  /** Records a fault of the app or of the host that no caller would see otherwise. */
  fault(message: string, functionName?: string): void;
  readonly faults: string[];
}

/** A logger that stamps lines with the time of day (never with virtual time) and remembers faults. */
export function createLogger(sink: (line: LogLine) => void): Logger {
  const faults: string[] = [];
  const write: Logger['write'] = (line) => sink({ at: new Date().toISOString(), ...line });
  const system: Logger['system'] = (level, message, functionName) =>
    write({ level, category: 'system', message, ...(functionName === undefined ? {} : { function: functionName }) });
  return {
    write,
    system,
    faults,
    fault(message, functionName) {
      faults.push(message);
      system('error', message, functionName);
    },
  };
}

/** The text of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
