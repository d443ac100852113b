import { fateOf } from '../forecast.ts';
import { count, fail, listed, pass, unknown, warn, type Check, type CheckCode, type CheckInput } from './check.ts';
import { standbyOf } from './checks-standby.ts';
import { totalCores } from './demand.ts';

/** Which reasons of blocked jobs a check speaks of. A code that no check lists is told by `OtherBlocks`. */
const codesOf = {
  Definitions: ['SpecNotRecorded'],
  Computes: ['ComputeNotInStandby'],
  Datastores: ['DataNotInStandby', 'OutputPathShared'],
  Assets: ['AssetNotMirrored', 'CodeNotInStandby', 'AssetNotFound', 'AssetConflict', 'DependencyCycle'],
  Identities: ['IdentityNotInStandby', 'IdentityHalfMapped'],
  Registries: ['RegistryNotInRegion'],
  UserIdentity: ['UserIdentityNotResubmittable'],
} as const satisfies Partial<Record<CheckCode, readonly string[]>>;

type JobCheckCode = keyof typeof codesOf;

const texts: Readonly<Record<JobCheckCode, { well: string; ill: string; todo: string }>> = {
  Definitions: {
    well: 'the definition of every job in flight is recorded',
    ill: 'have no definition yet',
    todo: 'It is fetched while the workspace answers, and in an outage nobody can be asked: look for spec-work that is put back again and again.',
  },
  Computes: {
    well: 'every compute that jobs in flight name is in the standby',
    ill: 'name a compute that the standby has not',
    todo: 'Create it there, or name another one in mapping.computes.',
  },
  Datastores: {
    well: 'the data of every job in flight can be read in the standby',
    ill: 'have data that the standby cannot read, or a path that two copies would write to',
    todo: 'Keep it in storage that both reach and list it in mapping.datastores, or let the mirror copy it (mirror.paths, mirror.maxBytesPerInput); for outputs see run.outputs and the tag failover.outputs.',
  },
  Assets: {
    well: 'environments, code, components and models of every job in flight are in the standby',
    ill: 'need an asset that could not be copied',
    todo: 'The reasons of the jobs say which asset and why; the mirror tries again by itself.',
  },
  Identities: {
    well: 'every identity that jobs in flight run as is in the standby',
    ill: 'run as an identity that the standby has not',
    todo: 'Assign it to the workspace or a compute there, or name another one in mapping.identities.',
  },
  Registries: {
    well: 'every registry that jobs in flight name reaches the region of the standby',
    ill: 'use a registry that does not reach the region of the standby',
    todo: 'Add the region to the registry.',
  },
  UserIdentity: {
    well: 'no job in flight runs as its user',
    ill: 'run as their user, and a copy would run as this app',
    todo: 'Let them run as a managed identity that both workspaces have; else their owners submit them again by hand.',
  },
};

/** What of the standby stands in the way of some of the jobs in flight. */
export function jobChecks(input: CheckInput): readonly Check[] {
  const blocked = blockedJobs(input);
  const told = new Set<string>(Object.values(codesOf).flat());
  told.add('QuotaShort');
  const others = blocked.filter(({ codes }) => codes.some((code) => !told.has(code)));
  const [definitions, ...rest] = (Object.keys(codesOf) as JobCheckCode[]).map((code) => aboutJobs(code, blocked));
  return [
    ...(definitions === undefined ? [] : [definitions]),
    ...rest.flatMap((check) => {
      if (check.code === 'Datastores') return [quota(input, blocked), check];
      return check.code === 'Assets' ? [withFailedCopies(check, input)] : [check];
    }),
    others.length === 0
      ? pass('OtherBlocks', 'no job in flight is blocked for another reason')
      : fail(
          'OtherBlocks',
          'some-jobs',
          `${count(others.length, 'job')} in flight would stay behind for other reasons: ${listed([...new Set(others.flatMap(({ codes }) => codes.filter((code) => !told.has(code))))])}`,
          'GET …/jobs shows the reasons of each, and the table of codes what to do.',
          others.map(({ job }) => job),
        ),
  ];
}

type Blocked = { readonly job: string; readonly codes: readonly string[] };

function blockedJobs({ live, active, selection }: CheckInput): readonly Blocked[] {
  return live
    .filter(({ side }) => side === active)
    .flatMap((job) => {
      const fate = fateOf(job, selection);
      return fate?.kind === 'blocked' ? [{ job: job.name, codes: fate.reasons.map(({ code }) => code) }] : [];
    });
}

function aboutJobs(code: JobCheckCode, blocked: readonly Blocked[]): Check {
  const mine: readonly string[] = codesOf[code];
  const concerned = blocked.filter(({ codes }) => codes.some((each) => mine.includes(each))).map(({ job }) => job);
  const { well, ill, todo } = texts[code];
  if (concerned.length === 0) return pass(code, well);
  return fail(
    code,
    'some-jobs',
    `${count(concerned.length, 'job')} in flight ${ill}: ${listed(concerned)}`,
    todo,
    concerned,
  );
}

/** Copies that failed while no live job misses them: the next job that needs them will. */
function withFailedCopies(check: Check, { mirrored }: CheckInput): Check {
  const failed = mirrored.filter(({ state }) => state.kind === 'failed');
  if (check.state === 'fail' || failed.length === 0) return check;
  const why = [...new Set(failed.flatMap(({ state }) => (state.kind === 'failed' ? [state.reason.code] : [])))];
  return warn(
    'Assets',
    `${count(failed.length, 'copy')} could not be made (${listed(why)}), and no job in flight is blocked by that`.replace(
      'copys',
      'copies',
    ),
    'Look at the log event mirror.failed; the mirror tries again by itself.',
  );
}

/** Quota of one machine is what a job is judged by; that of all of them together only says how long they will wait. */
function quota(input: CheckInput, blocked: readonly Blocked[]): Check {
  const { name, region } = standbyOf(input);
  const short = blocked.filter(({ codes }) => codes.includes('QuotaShort')).map(({ job }) => job);
  const ask = `Ask for quota of the family in ${region}, or map the size in mapping.instanceTypes.`;
  if (short.length > 0) {
    const message = `${count(short.length, 'job')} in flight need a machine that the quota of ${region} does not allow: ${listed(short)}`;
    return fail('Quota', 'some-jobs', message, ask, short);
  }
  if (input.demand.every(({ computes }) => computes.length === 0))
    return pass('Quota', 'no job in flight needs a machine');
  if (input.standby.kind === 'unknown') return unknown('Quota', `the quota of ${name}`, input.standby.reason);
  const { quotas } = input.standby.value;
  if (quotas.kind === 'unknown') return unknown('Quota', `the quota of ${region}`, quotas.reason);
  const wanted = totalCores(input.demand);
  if (wanted.size === 0) return pass('Quota', 'no job in flight needs quota that is known');
  const tight = [...wanted].flatMap(([family, cores]) => {
    const found = quotas.value.find((one) => one.family.toLowerCase() === family.toLowerCase());
    if (found === undefined || found.limit < 0 || found.limit - found.used >= cores) return [];
    return [`${family}: ${cores} cores wanted, ${Math.max(0, found.limit - found.used)} of ${found.limit} free`];
  });
  if (tight.length === 0) return pass('Quota', `${region} has room for all jobs in flight at a time`);
  return warn(
    'Quota',
    `not all jobs in flight can run at a time in ${region}: ${listed(tight)}`,
    `They would wait for each other. ${ask}`,
    tight,
  );
}
