import { z } from 'zod';
import { duration, list, name, section, text, whole } from './schema-parts.ts';

/*
 * The section `policy` of `failover.yaml`: for all pairs, and, where a pair has one of its own, in place of it key by
 * key. The defaults are those of core/policy.ts, and a test holds the two together.
 */

const modes = 'automatic, approval or manual';
const mode = z.enum(['automatic', 'approval', 'manual'], { error: modes });

const value = z.string({ error: 'a text, in quotes if it is a number' });
const jobClass = section({
  name,
  mode,
  experiments: list(name, 'names of experiments, with * for any text').default([]),
  tags: z.record(z.string(), value, { error: 'tag: value' }).default({}),
}).refine(({ experiments, tags }) => experiments.length > 0 || Object.keys(tags).length > 0, {
  error: 'a class that names experiments or tags: one that names neither holds no job',
});

const share = 'a share from 0.01 to 1';
const part = z.number({ error: share }).min(0.01, { error: share }).max(1, { error: share });
const amount = 'an amount above 0, in whatever currency the estimates are';

const price = 'family or default: what a core costs an hour, such as {default: 0.1, standardNCADSA100v4Family: 0.16}';
const hours = 'hours, above 0, that a job is taken to run';

const caps = section({
  jobs: whole(1, 1_000_000).exactOptional(),
  cost: z.number({ error: amount }).positive({ error: amount }).exactOptional(),
  coreHour: z
    .record(z.string(), z.number({ error: price }).nonnegative({ error: price }), { error: price })
    .exactOptional()
    .meta({ description: 'What a core costs an hour, by family of machines; `default` for all others.' }),
  hoursPerJob: z.number({ error: hours }).positive({ error: hours }).exactOptional(),
}).refine(({ cost, coreHour }) => cost === undefined || coreHour !== undefined, {
  error: 'coreHour beside cost, such as {default: 0.1}: what it is estimated by',
});

const region = text("Azure's name of a region in lower case, such as eastus", /^[a-z][a-z0-9]+$/);
const rules = z.enum(['drill', 'readiness'], { error: 'drill or readiness' });

const keys = {
  mode,
  classes: list(jobClass, 'classes of jobs'),
  confirmFor: duration('0s', '1d'),
  failedProbes: whole(1, 10),
  goodProbes: whole(1, 10),
  coolDown: duration('0s', '7d'),
  minimumDelay: duration('0s', '7d'),
  settleAfter: duration('0s', '7d'),
  failback: z.enum(['manual', 'automatic'], { error: 'manual or automatic' }),
  rejectedFor: duration('0s', '7d'),
  whileItAnswers: z.enum(['ask', 'fail-over'], { error: 'ask or fail-over' }),
  allowedRegions: list(region, "Azure's names of regions"),
  caps,
  drillAge: duration('1h', '400d'),
  readinessAge: duration('1s', '30d'),
  waive: list(rules, 'rules: drill, readiness'),
};

/** Of one pair: only what differs. */
export const pairPolicySection = section({
  mode: keys.mode.exactOptional(),
  classes: keys.classes.exactOptional(),
  confirmFor: keys.confirmFor.exactOptional(),
  failedProbes: keys.failedProbes.exactOptional(),
  goodProbes: keys.goodProbes.exactOptional(),
  coolDown: keys.coolDown.exactOptional(),
  minimumDelay: keys.minimumDelay.exactOptional(),
  settleAfter: keys.settleAfter.exactOptional(),
  failback: keys.failback.exactOptional(),
  rejectedFor: keys.rejectedFor.exactOptional(),
  whileItAnswers: keys.whileItAnswers.exactOptional(),
  allowedRegions: keys.allowedRegions.exactOptional(),
  caps: keys.caps.exactOptional(),
  drillAge: keys.drillAge.exactOptional(),
  readinessAge: keys.readinessAge.exactOptional(),
  waive: keys.waive.exactOptional(),
});

export const policySection = section({
  mode: keys.mode.default('automatic'),
  classes: keys.classes.default([]),
  confirmFor: keys.confirmFor.prefault('2m'),
  failedProbes: keys.failedProbes.default(3),
  goodProbes: keys.goodProbes.default(3),
  coolDown: keys.coolDown.prefault('1h'),
  minimumDelay: keys.minimumDelay.prefault('30m'),
  settleAfter: keys.settleAfter.prefault('10m'),
  failback: keys.failback.default('manual'),
  rejectedFor: keys.rejectedFor.prefault('1h'),
  whileItAnswers: keys.whileItAnswers.default('ask'),
  allowedRegions: keys.allowedRegions.default([]),
  caps: keys.caps.prefault({}),
  drillAge: keys.drillAge.prefault('90d'),
  readinessAge: keys.readinessAge.prefault('1h'),
  waive: keys.waive.default([]),
  ages: section({
    probe: duration('1s', '1h').prefault('5m'),
    jobs: duration('1s', '1d').prefault('10m'),
    secondView: duration('1s', '1d').prefault('30m'),
    operator: duration('1s', '1d').prefault('1h'),
  }).prefault({}),
  grey: section({
    burstWindow: duration('1s', '1d').prefault('10m'),
    burstJobs: whole(1, 10_000).default(5),
    burstShare: part.default(0.8),
    experiments: whole(1, 100).default(2),
    silentFor: duration('1s', '1d').prefault('20m'),
    silentJobs: whole(1, 10_000).default(3),
    stuckFor: duration('1s', '7d').prefault('30m'),
    stuckJobs: whole(1, 10_000).default(3),
    stuckShare: part.default(0.5),
    callWindow: duration('1s', '1d').prefault('5m'),
    failedCalls: whole(1, 10_000).default(5),
    failedShare: part.default(0.8),
  }).prefault({}),
});
