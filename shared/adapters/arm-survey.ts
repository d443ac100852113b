import { isJsonObject, objectAt, stringAt, type Json, type JsonObject } from '../core/json.ts';
import type { Permission } from '../core/readiness/permissions.ts';
import type { Known, ManagedNetwork, QuotaUse, WorkspaceSurvey } from '../core/readiness/survey.ts';
import type { Clock, Surveys } from '../ports.ts';
import { strange } from './arm-answer.ts';
import type { ArmClient } from './arm-client.ts';
import { readList, type ArmList } from './arm-list.ts';

/** In which the permissions of a caller are listed (Permissions - List For Resource). */
const authorizationVersion = '2022-04-01';

/** Questions over the one ARM client. Only the workspace itself must answer; any other answer may be missing. */
export function createArmSurveys({ client, clock }: { readonly client: ArmClient; readonly clock: Clock }): Surveys {
  const permissionsAt = (id: string) =>
    readList(client, `${id}/providers/Microsoft.Authorization/permissions?api-version=${authorizationVersion}`);

  return {
    async survey(workspace) {
      const at = clock.now();
      const itself = await client.send({ method: 'GET', address: workspace.id });
      if (itself.kind !== 'answer') return itself;
      const properties = objectAt(itself.body, 'properties');
      if (properties === undefined) return strange(`an answer ${itself.status} without a workspace`);
      const account = stringAt(properties, 'storageAccount');
      const provider = `/subscriptions/${workspace.subscriptionId}/providers/Microsoft.MachineLearningServices`;
      const [own, ofStorage, schedules, online, batch, usages] = await Promise.all([
        permissionsAt(workspace.id),
        account === undefined ? ({ kind: 'absent' } as const) : permissionsAt(account),
        readList(client, `${workspace.id}/schedules`),
        readList(client, `${workspace.id}/onlineEndpoints`),
        readList(client, `${workspace.id}/batchEndpoints`),
        readList(client, `${provider}/locations/${workspace.region}/usages`),
      ]);
      const [onlineNames, batchNames] = [known(online, nameIn), known(batch, nameIn)];
      const survey: WorkspaceSurvey = {
        at,
        legacyMode: properties['v1LegacyMode'] === true,
        network: networkIn(properties),
        permissions: known(own, permissionIn),
        storagePermissions: known(ofStorage, permissionIn),
        schedules: known(schedules, enabledName),
        endpoints: bothOf(onlineNames, batchNames),
        quotas: known(usages, quotaIn),
      };
      return { kind: 'found', survey };
    },
  };
}

function known<Value>(list: ArmList, read: (one: Json) => Value | undefined): Known<readonly Value[]> {
  if (list.kind === 'list') return { kind: 'known', value: list.value.flatMap((one) => read(one) ?? []) };
  if (list.kind === 'throttled') return unknown('Throttled', 'ARM throttles us');
  if (list.kind === 'absent') return unknown('NotVisible', 'it may not be read, or is not there');
  return { kind: 'unknown', reason: list.reason };
}

function unknown(code: string, message: string): Known<never> {
  return { kind: 'unknown', reason: { code, message } };
}

function bothOf<Value>(one: Known<readonly Value[]>, other: Known<readonly Value[]>): Known<readonly Value[]> {
  if (one.kind === 'unknown') return one;
  return other.kind === 'unknown' ? other : { kind: 'known', value: [...one.value, ...other.value] };
}

/** Without a network of its own a workspace says `Disabled`, or nothing at all. */
function networkIn(properties: JsonObject): ManagedNetwork {
  const network = objectAt(properties, 'managedNetwork');
  const isolation = stringAt(network, 'isolationMode') ?? 'Disabled';
  if (isolation.toLowerCase() === 'disabled') return { kind: 'none' };
  const status = stringAt(objectAt(network, 'status'), 'status') ?? 'Inactive';
  return { kind: 'managed', isolation, active: status.toLowerCase() === 'active' };
}

function permissionIn(one: Json): Permission | undefined {
  if (!isJsonObject(one)) return undefined;
  const texts = (key: string): readonly string[] => {
    const found = one[key];
    return Array.isArray(found) ? found.filter((each) => typeof each === 'string') : [];
  };
  return {
    actions: texts('actions'),
    notActions: texts('notActions'),
    dataActions: texts('dataActions'),
    notDataActions: texts('notDataActions'),
  };
}

function nameIn(one: Json): string | undefined {
  return stringAt(one, 'name');
}

/** A disabled schedule starts nothing that could be missed. */
function enabledName(one: Json): string | undefined {
  return objectAt(one, 'properties')?.['isEnabled'] === false ? undefined : nameIn(one);
}

function quotaIn(one: Json): QuotaUse | undefined {
  const family = stringAt(objectAt(one, 'name'), 'value');
  const [used, limit] = isJsonObject(one) ? [one['currentValue'], one['limit']] : [];
  if (family === undefined || typeof limit !== 'number') return undefined;
  return { family, limit, used: typeof used === 'number' ? used : 0 };
}
