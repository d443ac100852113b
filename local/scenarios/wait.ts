import { setTimeout as delay } from 'node:timers/promises';

/** An expectation of the scenario that was not met; the code goes into the result. */
export class ScenarioFailure extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'ScenarioFailure';
    this.code = code;
  }
}

/** A look may cost the app dozens of reads, and it has its own work to do meanwhile. */
const pause = 250;

/**
 * Asks until the answer is there. A failed look (the host may just be down) counts as not yet.
 * @throws ScenarioFailure `Timeout` after `seconds`.
 */
export async function until<Found>(what: string, look: () => Promise<Found | undefined>, seconds = 60): Promise<Found> {
  const end = performance.now() + seconds * 1_000;
  let trouble = '';
  while (performance.now() < end) {
    try {
      const found = await look();
      if (found !== undefined) return found;
      trouble = '';
    } catch (error) {
      trouble = `; the last look failed: ${error instanceof Error ? error.message : String(error)}`;
    }
    await delay(pause);
  }
  throw new ScenarioFailure('Timeout', `${what} did not come within ${seconds} s${trouble}`);
}
