import { baseRun, sweepJob, userIdentityJob, workspaceStoreJob } from './generated-blocked.ts';
import { commandJob } from './generated-command.ts';
import { pipelineJob } from './generated-pipeline.ts';
import { createRandom } from './random.ts';
import type { GeneratedJob, Maker } from './generated-job.ts';
import type { Random } from './random.ts';
import type { WorkspaceSeed } from './types.ts';

export type { Expected, GeneratedJob } from './generated-job.ts';

const block = 40;
const rareMakers: readonly Maker[] = [workspaceStoreJob, userIdentityJob, sweepJob, baseRun];

/**
 * Jobs as people submit them to the primary workspace, equal for equal seeds. The first is a command; of every 40, one is
 * a sweep, and three cannot be resubmitted correctly, each for another reason.
 */
export function generateJobs(seed: number, count: number, primary: WorkspaceSeed): GeneratedJob[] {
  const jobs: GeneratedJob[] = [];
  for (let index = 0; index < count; index += 1) {
    const random = createRandom(seed * 1_000_003 + index * 7919);
    const rare = rarePlaces(seed, Math.floor(index / block)).get(index % block);
    const maker = rare ?? (index === 0 || random() < 0.66 ? commandJob : pipelineJob);
    jobs.push(maker(random, jobName(random, index), primary));
  }
  return jobs;
}

/** Which places of a block of 40 hold which of the rare jobs; never the first. */
function rarePlaces(seed: number, blockNumber: number): Map<number, Maker> {
  const random = createRandom(seed * 31 + blockNumber + 17);
  const places = new Map<number, Maker>();
  for (const maker of rareMakers) {
    let place = 0;
    while (place === 0 || places.has(place)) place = Math.floor(random() * block);
    places.set(place, maker);
  }
  return places;
}

const adjectives = [
  'calm',
  'brave',
  'olive',
  'sleepy',
  'plucky',
  'witty',
  'salmon',
  'gifted',
  'ashy',
  'jolly',
] as const;
const nouns = ['rice', 'parang', 'kettle', 'garden', 'boot', 'lemon', 'queen', 'drum', 'plane', 'net'] as const;
const letters = 'bcdfghjklmnpqrstvwxyz0123456789';
const longTail = '-hyperparameter-study-of-the-second-quarter-with-the-extended-feature-set-and-the-corrected-labels';

/** A name as the SDK draws it, or as a person writes it; some of them long, some in mixed case. */
function jobName(random: Random, index: number): string {
  const word = (words: readonly string[]): string => words[Math.floor(random() * words.length)] ?? 'job';
  const suffix = Array.from({ length: 10 }, () => letters[Math.floor(random() * letters.length)]).join('');
  if (index % block === 7) return `Train_${word(nouns)}_${index}${longTail}${longTail}_${suffix}`;
  if (random() < 0.2) return `Nightly-${word(adjectives)}-${String(index).padStart(4, '0')}-${suffix.slice(0, 4)}`;
  return `${word(adjectives)}_${word(nouns)}_${suffix}`;
}
