import { describe, expect, test } from 'vitest';
import { missingActions, missingDataActions, type Permission } from '../../../../shared/core/readiness/permissions.ts';

const role = (changes: Partial<Permission>): Permission => ({
  ...{ actions: [], notActions: [], dataActions: [], notDataActions: [] },
  ...changes,
});
const write = 'Microsoft.MachineLearningServices/workspaces/jobs/write';

describe('an action', () => {
  test.each([
    ['is allowed by its own name', [role({ actions: [write] })], []],
    ['is allowed in any letter case', [role({ actions: [write.toUpperCase()] })], []],
    [
      'is allowed by a pattern over several levels',
      [role({ actions: ['Microsoft.MachineLearningServices/*/write'] })],
      [],
    ],
    ['is not allowed by a pattern for other verbs', [role({ actions: ['*/read'] })], [write]],
    ['is not allowed by a longer name', [role({ actions: [`${write}/more`] })], [write]],
    ['is taken out by the same role', [role({ actions: ['*'], notActions: ['*/jobs/*'] })], [write]],
    [
      'that one role takes out may be given by another',
      [role({ actions: ['*'], notActions: ['*/jobs/*'] }), role({ actions: [write] })],
      [],
    ],
    ['is not allowed by a right to data', [role({ dataActions: ['*'] })], [write]],
    ['is not allowed by nothing', [], [write]],
  ] satisfies [string, Permission[], string[]][])('%s', (_what, permissions, missing) => {
    expect(missingActions(permissions, [write])).toEqual(missing);
  });
});

test('a right to data is not given by an action', () => {
  const read = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read';
  expect(missingDataActions([role({ actions: ['*'] })], [read])).toEqual([read]);
  expect(missingDataActions([role({ dataActions: ['*/blobs/read'] })], [read])).toEqual([]);
});
