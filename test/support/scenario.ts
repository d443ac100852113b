import { scenarios } from '../../local/scenarios/scenarios.ts';
import type { Scenario } from '../../local/scenarios/story.ts';

/** @throws Error for a name that no scenario has. */
export function scenarioNamed(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found === undefined) throw new Error(`there is no scenario ${name}`);
  return found;
}
