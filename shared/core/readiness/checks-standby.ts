import type { WorkspaceConfig } from '../config.ts';
import { otherSide } from '../ids.ts';
import type { Reason } from '../reason.ts';
import { fail, listed, pass, unknown, warn, type Check, type CheckCode, type CheckInput, type Stops } from './check.ts';
import {
  actionsToFollow,
  actionsToMirror,
  actionsToSubmit,
  blobReads,
  blobWrites,
  missingActions,
  missingDataActions,
} from './permissions.ts';
import type { Known, WorkspaceSurvey } from './survey.ts';

/** What is true of the standby whatever jobs there are. What fails here stops all of them, or nearly. */
export function standbyChecks(input: CheckInput): readonly Check[] {
  return [
    answers(input),
    permissions(input),
    legacyMode(input),
    network(input),
    sourcePermissions(input),
    storage(input),
  ];
}

function answers(input: CheckInput): Check {
  const { name } = standbyOf(input);
  const { standbyView: view, standby } = input;
  const todo = 'Look at the workspace in the portal, and whether the app may and can reach it.';
  if (view.kind === 'fails')
    return fail('StandbyAnswers', 'everything', `${name} has not answered ${view.inARow} probes in a row`, todo);
  if (standby.kind === 'unknown')
    return warn(
      'StandbyAnswers',
      `${name} did not answer when it was asked for its state: ${standby.reason.code}`,
      todo,
    );
  if (view.kind === 'answers') return pass('StandbyAnswers', `${name} answers`);
  return warn('StandbyAnswers', `${name}: ${view.why}`, 'Wait for the next probes.');
}

function permissions(input: CheckInput): Check {
  const { name } = standbyOf(input);
  const found = partOf(input.standby, ({ permissions: granted }) => granted);
  if (found.kind === 'unknown') return unknown('Permissions', `what the app may do in ${name}`, found.reason);
  const todo = role(name);
  const vital = missingActions(found.value, actionsToSubmit);
  if (vital.length > 0)
    return fail('Permissions', 'everything', `the app may not ${listed(vital)} in ${name}`, todo, vital);
  const useful = missingActions(found.value, actionsToMirror);
  if (useful.length > 0)
    return fail('Permissions', 'some-jobs', `the app may not ${listed(useful)} in ${name}`, todo, useful);
  return pass('Permissions', `the app may submit jobs and copy assets in ${name}`);
}

function sourcePermissions(input: CheckInput): Check {
  const { name } = sourceOf(input);
  const found = partOf(input.source, ({ permissions: granted }) => granted);
  if (found.kind === 'unknown') return unknown('SourcePermissions', `what the app may do in ${name}`, found.reason);
  const missing = missingActions(found.value, actionsToFollow);
  if (missing.length === 0) return pass('SourcePermissions', `the app may read and cancel the jobs of ${name}`);
  const message = `the app may not ${listed(missing)} in ${name}: what it cannot read is not mirrored`;
  return fail('SourcePermissions', 'some-jobs', message, role(name), missing);
}

/** Reading at the source, writing at the standby: the mirror copies data in that direction. */
function storage(input: CheckInput): Check {
  const asked = [
    { workspace: sourceOf(input), survey: input.source, needed: blobReads },
    { workspace: standbyOf(input), survey: input.standby, needed: blobWrites },
  ];
  const missing: string[] = [];
  let silent: { name: string; reason: Reason } | undefined;
  for (const { workspace, survey, needed } of asked) {
    const found = partOf(survey, ({ storagePermissions }) => storagePermissions);
    if (found.kind === 'unknown') silent ??= { name: workspace.name, reason: found.reason };
    else
      missing.push(...missingDataActions(found.value, needed).map((action) => `${verb(action)} of ${workspace.name}`));
  }
  if (missing.length > 0) {
    const message = `the app has no right to ${listed(missing)}: data and code are not copied`;
    const todo = 'Give its identity Storage Blob Data Contributor on the storage account of both workspaces.';
    return fail('StoragePermissions', 'some-jobs', message, todo, missing);
  }
  if (silent !== undefined)
    return unknown('StoragePermissions', `what the app may do in the storage of ${silent.name}`, silent.reason);
  return pass('StoragePermissions', 'the app may copy blobs from one workspace to the other');
}

function legacyMode(input: CheckInput): Check {
  return ofStandby(input, 'V1LegacyMode', 'the mode of its interface', ({ legacyMode: on }, name) =>
    on
      ? {
          stops: 'everything',
          message: `${name} has v1LegacyMode on: the interface that jobs are submitted by is off`,
          todo: `az ml workspace update -n ${name} --v1-legacy-mode false`,
        }
      : `${name} is not in v1LegacyMode`,
  );
}

function network(input: CheckInput): Check {
  return ofStandby(input, 'ManagedNetwork', 'its managed network', ({ network: found }, name) => {
    if (found.kind === 'none') return `${name} has no managed network of its own`;
    if (found.active) return `the managed network of ${name} (${found.isolation}) is provisioned`;
    return {
      stops: 'everything',
      message: `the managed network of ${name} (${found.isolation}) is not provisioned: no machine of it starts`,
      todo: `az ml workspace provision-network -n ${name}: it takes up to half an hour, which an outage does not give you.`,
    };
  });
}

type Wrong = { readonly stops: Stops; readonly message: string; readonly todo: string };

function ofStandby(
  input: CheckInput,
  code: CheckCode,
  what: string,
  judge: (survey: WorkspaceSurvey, name: string) => Wrong | string,
): Check {
  const { name } = standbyOf(input);
  if (input.standby.kind === 'unknown') return unknown(code, `${what} (${name})`, input.standby.reason);
  const said = judge(input.standby.value, name);
  return typeof said === 'string' ? pass(code, said) : fail(code, said.stops, said.message, said.todo);
}

function partOf<Part>(survey: Known<WorkspaceSurvey>, part: (survey: WorkspaceSurvey) => Known<Part>): Known<Part> {
  return survey.kind === 'known' ? part(survey.value) : survey;
}

export function standbyOf({ pair, active }: CheckInput): WorkspaceConfig {
  return pair.workspaces[otherSide(active)];
}

export function sourceOf({ pair, active }: CheckInput): WorkspaceConfig {
  return pair.workspaces[active];
}

function role(workspace: string): string {
  return `Give the identity of the app the role AzureML Data Scientist on ${workspace}; a new role takes some minutes.`;
}

function verb(action: string): string {
  return `${action.slice(action.lastIndexOf('/') + 1)} the blobs`;
}
