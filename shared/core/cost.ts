import type { Demand } from './readiness/demand.ts';

/** What a core costs an hour, by family of machines; `default` is for all that are not named. */
export type CoreHour = Readonly<Record<string, number>>;

export type Estimate = {
  readonly cost: number;
  /** Jobs of which something is not known: their machines, or the price of these. It is not in the cost. */
  readonly unpriced: number;
};

/**
 * What jobs would cost in the other workspace: cores, times price, times the hours that each is taken to run. Nobody knows
 * how long a job runs, nor what is reserved or spot: it is a measure to hold against a cap, and no bill.
 * @param hoursPerJob hours that a job is taken to run.
 */
export function estimateCost(demand: readonly Demand[], coreHour: CoreHour, hoursPerJob: number): Estimate {
  const prices = new Map(Object.entries(coreHour).map(([family, price]) => [family.toLowerCase(), price]));
  const priceOf = (family: string): number | undefined => prices.get(family.toLowerCase()) ?? prices.get('default');
  let [cost, unpriced] = [0, 0];
  for (const { computes, cores } of demand) {
    const known = [...cores].map(([family, count]) => ({ count, price: priceOf(family) }));
    for (const { count, price = 0 } of known) cost += count * price * hoursPerJob;
    const hidden = computes.length > 0 && cores.size === 0;
    if (hidden || known.some(({ price }) => price === undefined)) unpriced += 1;
  }
  return { cost: Math.round(cost * 100) / 100, unpriced };
}
