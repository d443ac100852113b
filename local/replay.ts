import { readFile } from 'node:fs/promises';
import { parse, stringify } from 'yaml';
import { formatProblem, parseConfig } from '../shared/config.ts';
import type { PairConfig } from '../shared/core/config.ts';
import { otherSide, type Side } from '../shared/core/ids.ts';
import { replay, type Replayed } from '../shared/core/replay.ts';
import { readReplayFile } from '../shared/core/replay-file.ts';
import { formatInstant } from '../shared/core/time.ts';
import { printReplay, type ReplayResult } from './output/replay-report.ts';

export type ReplayOptions = {
  readonly config: string;
  readonly pair?: string;
  readonly active: Side;
  readonly tick: number;
  readonly run: number;
  readonly set: Readonly<Record<string, unknown>>;
  readonly json?: true;
};

const unusable = 2;

/** Feeds a recorded incident through the judgement, and prints what it would have done and when. */
export async function runReplay(file: string, options: ReplayOptions): Promise<number> {
  const [content, yamlText] = [await textOf(file), await textOf(options.config)];
  if (content === undefined) return refuse([`${file} cannot be read`]);
  if (yamlText === undefined) return refuse([`${options.config} cannot be read; name another one with --config`]);
  const asSet = Object.keys(options.set).length === 0 ? '' : ' with --set';
  const config = parseConfig(withPolicy(yamlText, options), `${options.config}${asSet}`);
  if (config.kind === 'invalid') return refuse(config.problems.map(formatProblem));
  const pair = config.config.pairs.find(({ name }) => options.pair === undefined || name === options.pair);
  if (pair === undefined) return refuse([`${options.config} has no pair ${options.pair}`]);

  const { health } = config.config;
  const read = readReplayFile(content, pair, health);
  if (read.kind === 'unreadable') return refuse(read.problems.map((problem) => `${file}, ${problem}`));
  const { active, tick, run } = options;
  const replayed = replay(read.events, { pair, policy: pair.policy, health, active, tick, runLength: run });
  const result = resultOf(pair, replayed);
  if (options.json === true) process.stdout.write(`${JSON.stringify(result)}\n`);
  else printReplay(result);
  return 0;
}

/** The file with what `--set` says in the policy of the pair: it is then checked like anything that is written there. */
function withPolicy(yamlText: string, { pair: wanted, set }: ReplayOptions): string {
  if (Object.keys(set).length === 0) return yamlText;
  const root = parse(yamlText) as { pairs?: { name?: string; policy?: object }[] };
  const pairs = root.pairs?.map((pair) =>
    wanted === undefined || pair.name === wanted ? { ...pair, policy: { ...pair.policy, ...set } } : pair,
  );
  return stringify({ ...root, pairs });
}

function resultOf(pair: PairConfig, { decisions, failovers }: Replayed): ReplayResult {
  return {
    pair: pair.name,
    decisions: decisions.map(({ at, side, decision, reason, assessment, proposal, evidence }) => ({
      at: formatInstant(at),
      side,
      decision,
      reason: { code: reason.code, message: reason.message },
      assessment,
      proposal: proposal === undefined ? null : `${proposal.id} ${proposal.state}`,
      evidence,
    })),
    failovers: failovers.map(({ decision: { at, side, reason, evidenceSince } }) => ({
      at: formatInstant(at),
      source: side,
      target: otherSide(side),
      reason: reason.code,
      secondsFromFirstEvidence: evidenceSince === undefined ? null : (at - evidenceSince) / 1_000,
    })),
  };
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
}

function refuse(problems: readonly string[]): number {
  process.stderr.write(problems.map((problem) => `${problem}\n`).join(''));
  return unusable;
}
