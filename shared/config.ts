import type { Config, PairConfig, WorkspaceConfig } from './core/config.ts';
import type { PairName } from './core/ids.ts';
import type { Mapping } from './core/translate/mapping.ts';
import { parseWorkspaceId } from './core/workspace.ts';
import { configSchema, type ConfigFile, type PairInFile } from './config/config-schema.ts';
import { crossFindings } from './config/cross-checks.ts';
import { readDocument } from './config/document.ts';
import { findingsOf, formatPath, showValue, valueAt, type ConfigProblem } from './config/problems.ts';
import { loadSettings, type Env, type Settings } from './config/settings.ts';

export { formatProblem, type ConfigProblem } from './config/problems.ts';
export {
  configPath,
  loadSettings,
  type Env,
  type Settings,
  type SettingsResult,
  type StorageSettings,
} from './config/settings.ts';

export type ConfigResult =
  | { readonly kind: 'valid'; readonly config: Config }
  | { readonly kind: 'invalid'; readonly problems: readonly ConfigProblem[] };

export type LoadResult =
  | { readonly kind: 'valid'; readonly config: Config; readonly settings: Settings }
  | { readonly kind: 'invalid'; readonly problems: readonly ConfigProblem[] };

/**
 * The whole configuration, from the text of `failover.yaml` and the environment; or every problem of both, so that a
 * start fails once and not once per mistake.
 */
export function loadConfig(source: {
  readonly yamlText: string;
  readonly fileName: string;
  readonly env: Env;
}): LoadResult {
  const file = parseConfig(source.yamlText, source.fileName);
  const environment = loadSettings(source.env);
  if (file.kind === 'valid' && environment.kind === 'valid') {
    return { kind: 'valid', config: file.config, settings: environment.settings };
  }
  const problems = [file, environment].flatMap((result) => (result.kind === 'invalid' ? result.problems : []));
  return { kind: 'invalid', problems };
}

/** The text of `failover.yaml` as a `Config`, or everything that is wrong with it, in the order of its lines. */
export function parseConfig(yamlText: string, fileName: string): ConfigResult {
  const read = readDocument(yamlText);
  if (read.kind === 'unreadable') {
    return {
      kind: 'invalid',
      problems: read.problems.map(({ message, ...place }) => ({
        source: fileName,
        ...place,
        path: '',
        wrong: `is not readable: ${message}`,
        allowed: 'one YAML document',
      })),
    };
  }
  const { value, lineOf } = read.document;
  const parsed = configSchema.safeParse(value);
  const findings = [...(parsed.success ? [] : findingsOf(parsed.error.issues, value)), ...crossFindings(value)];
  if (parsed.success && findings.length === 0) return { kind: 'valid', config: toConfig(parsed.data) };

  // A value that breaks several rules at once is told once: mending it mends them all, or shows the next.
  const byPath = new Map<string, ConfigProblem>();
  for (const { at, wrong, allowed } of findings) {
    const path = formatPath(at);
    const [line, shown] = [lineOf(at), showValue(at, valueAt(value, at))];
    const problem = {
      source: fileName,
      path,
      wrong,
      allowed,
      ...(line === undefined ? {} : { line }),
      ...(shown === undefined ? {} : { value: shown }),
    };
    if (!byPath.has(path)) byPath.set(path, problem);
  }
  return { kind: 'invalid', problems: [...byPath.values()].toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)) };
}

function toConfig({ policy, ...file }: ConfigFile): Config {
  return {
    ...file,
    pairs: file.pairs.map((pair) => toPair(pair, policy)),
    health: { ...file.health, serviceNames: file.health.serviceNames.map((part) => part.toLowerCase()) },
  };
}

function toPair(pair: PairInFile, policy: ConfigFile['policy']): PairConfig {
  return {
    name: pair.name as PairName,
    workspaces: { primary: toWorkspace(pair.primary), secondary: toWorkspace(pair.secondary) },
    mapping: { toSecondary: toMapping(pair.mapping, 'secondary'), toPrimary: toMapping(pair.mapping, 'primary') },
    policy: { ...policy, ...pair.policy },
  };
}

function toWorkspace(workspace: PairInFile['primary']): WorkspaceConfig {
  const ref = parseWorkspaceId(workspace.workspaceId);
  if (ref === undefined)
    throw new Error(`The schema let a workspace id through that is none: ${workspace.workspaceId}`);
  const { region, regionDisplayName, associatedResources, availabilityTests, guid } = workspace;
  const known = { region, regionDisplayName, associatedResources, availabilityTests };
  return { ...ref, ...known, ...(guid === undefined ? {} : { guid }) };
}

function toMapping(mapping: PairInFile['mapping'], target: 'primary' | 'secondary'): Mapping {
  const way = (names: Readonly<Record<string, string>>) =>
    target === 'secondary' ? names : Object.fromEntries(Object.entries(names).map(([ours, theirs]) => [theirs, ours]));
  return {
    computes: way(mapping.computes),
    instanceTypes: way(mapping.instanceTypes),
    datastores: way(mapping.datastores),
    storageAccounts: way(mapping.storageAccounts),
    identities: way(mapping.identities),
    environmentVariables: Object.fromEntries(
      Object.entries(mapping.environmentVariables).map(([name, values]) => [name, values[target]]),
    ),
  };
}
