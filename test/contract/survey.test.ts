import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createArmSurveys } from '../../shared/adapters/arm-survey.ts';
import type { ArmClient } from '../../shared/adapters/arm-client.ts';
import { actionsToMirror, actionsToSubmit, missingActions } from '../../shared/core/readiness/permissions.ts';
import type { WorkspaceSurvey } from '../../shared/core/readiness/survey.ts';
import { instant } from '../../shared/core/time.ts';
import type { Surveys } from '../../shared/ports.ts';
import { useRegion } from '../local/simulator/support/region.ts';
import { simulatedArm, workspaceConfig } from '../support/deps.ts';

const region = useRegion();
const clock = { now: () => instant(Date.parse('2026-03-14T09:00:00Z')) };
const secondary = workspaceConfig(region.pair.secondary, 'West US 2');
let client: ArmClient;
let surveys: Surveys;

beforeAll(() => {
  client = simulatedArm(region.simulator, clock);
  surveys = createArmSurveys({ client, clock });
});
afterEach(() => region.control('POST', '/light', { region: 'westus2' }));

async function survey(from = surveys): Promise<WorkspaceSurvey> {
  const answer = await from.survey(secondary);
  if (answer.kind !== 'found') throw new Error(JSON.stringify(answer));
  return answer.survey;
}

function value<Value>(found: { kind: 'known'; value: Value } | { kind: 'unknown' }): Value {
  if (found.kind !== 'known') throw new Error(JSON.stringify(found));
  return found.value;
}

describe('a survey of a workspace', () => {
  test('that is as it was deployed finds all rights, no schedules, no endpoints and free quota', async () => {
    const found = await survey();
    expect(found).toMatchObject({ at: clock.now(), legacyMode: false, network: { kind: 'none' } });
    expect(missingActions(value(found.permissions), [...actionsToSubmit, ...actionsToMirror])).toEqual([]);
    expect(value(found.storagePermissions)[0]?.dataActions).toContain(
      'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write',
    );
    expect([value(found.schedules), value(found.endpoints)]).toEqual([[], []]);
    expect(value(found.quotas)).toContainEqual({ family: 'standardDSv2Family', used: 0, limit: 300 });
  });

  test('finds what was changed about it since', async () => {
    const workspace = region.secondary;
    const changes = {
      v1LegacyMode: true,
      managedNetwork: { isolationMode: 'AllowInternetOutbound', status: 'Inactive' },
    };
    const around = { schedules: ['nightly'], onlineEndpoints: ['scoring'], batchEndpoints: ['bulk'] };
    await region.control('POST', '/workspaces/settings', { workspace, ...changes, ...around });
    await region.control('POST', '/quota', { region: 'westus2', family: 'standardDSv2Family', limit: 8, used: 6 });
    await region.control('POST', '/permissions', { scope: workspace, permissions: [{ actions: ['*/read'] }] });
    const found = await survey();
    expect(found).toMatchObject({
      legacyMode: true,
      network: { kind: 'managed', isolation: 'AllowInternetOutbound', active: false },
      schedules: { value: ['nightly'] },
      endpoints: { value: ['scoring', 'bulk'] },
    });
    expect(value(found.permissions)).toEqual([
      { actions: ['*/read'], notActions: [], dataActions: [], notDataActions: [] },
    ]);
    expect(value(found.quotas)).toContainEqual({ family: 'standardDSv2Family', used: 6, limit: 8 });
    const active = { isolationMode: 'AllowInternetOutbound', status: 'Active' };
    await region.control('POST', '/workspaces/settings', { workspace, managedNetwork: active });
    expect((await survey()).network).toMatchObject({ active: true });
    await region.control('POST', '/workspaces/settings', { workspace, managedNetwork: null, v1LegacyMode: false });
    await region.control('POST', '/permissions', { scope: workspace });
  });

  test('counts no schedule that is switched off', async () => {
    const disabled = { name: 'off', properties: { isEnabled: false } };
    const listing: ArmClient = {
      ...client,
      send: (request) =>
        request.address.endsWith('/schedules')
          ? Promise.resolve({ kind: 'answer', status: 200, body: { value: [disabled] } })
          : client.send(request),
    };
    expect(value((await survey(createArmSurveys({ client: listing, clock }))).schedules)).toEqual([]);
  });

  test.each([
    ['refused', { kind: 'refused', status: 403, reason: { code: 'AuthorizationFailed', message: '' } }, 'NotVisible'],
    ['throttled', { kind: 'throttled', until: clock.now() }, 'Throttled'],
    ['not answered', { kind: 'unreachable', reason: { code: 'Http503', message: '' } }, 'Http503'],
  ] as const)(
    'whose questions beside the first are %s still says what the workspace is',
    async (_how, answer, code) => {
      const narrow: ArmClient = {
        ...client,
        send: (request) => (request.address === secondary.id ? client.send(request) : Promise.resolve(answer)),
      };
      const unknown = { kind: 'unknown', reason: { code } };
      expect(await survey(createArmSurveys({ client: narrow, clock }))).toMatchObject({
        legacyMode: false,
        ...{
          permissions: unknown,
          storagePermissions: unknown,
          schedules: unknown,
          endpoints: unknown,
          quotas: unknown,
        },
      });
    },
  );

  test('that does not answer is no survey', async () => {
    await region.control('POST', '/dark', { region: 'westus2', mode: 'reset' });
    expect(await surveys.survey(secondary)).toMatchObject({ kind: 'unreachable' });
  });
});
