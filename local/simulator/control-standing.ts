import { readPermissions, readQuota, readSettings } from './control-input.ts';
import { findWorkspace } from './store.ts';
import type { HTTPMethod } from 'find-my-way';
import type { Answer } from './answer.ts';
import type { ControlCall, ControlOperation } from './control-call.ts';

const done: Answer = { status: 200, body: {} };

function refused(reason: string): Answer {
  return { status: 400, body: { error: reason } };
}

/** What a workspace, its subscription and our rights look like from now on. */
export const standingOperations: readonly [HTTPMethod, string, ControlOperation][] = [
  ['POST', '/workspaces/settings', postSettings],
  ['POST', '/permissions', postPermissions],
  ['POST', '/quota', postQuota],
];

function postSettings({ control, body }: ControlCall): Answer {
  const given = readSettings(body);
  if (typeof given === 'string') return refused(given);
  const workspace = findWorkspace(control.world.store, given.workspace);
  if (workspace === undefined) return refused(`no such workspace: ${given.workspace}`);
  const { workspace: _workspace, managedNetwork, ...others } = given;
  Object.assign(workspace.settings, others);
  if (managedNetwork !== undefined) workspace.settings.managedNetwork = managedNetwork ?? undefined;
  return done;
}

/** Entries of a scope's list; without any, it is as it was from the start. */
function postPermissions({ control, body }: ControlCall): Answer {
  const given = readPermissions(body);
  if (typeof given === 'string') return refused(given);
  const { permissions } = control.world.store.standing;
  if (given.permissions === undefined) permissions.delete(given.scope.toLowerCase());
  else permissions.set(given.scope.toLowerCase(), given.permissions);
  return done;
}

function postQuota({ control, body }: ControlCall): Answer {
  const given = readQuota(body);
  if (typeof given === 'string') return refused(given);
  if (!control.regions.includes(given.region)) return refused(`no such region: ${given.region}`);
  const { region, family, ...told } = given;
  control.world.store.standing.quotas.set(`${region}/${family.toLowerCase()}`, told);
  return done;
}
