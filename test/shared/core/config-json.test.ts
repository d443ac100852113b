import { expect, test } from 'vitest';
import { configJson } from '../../../shared/core/config-json.ts';
import { vision } from './pair-fixtures.ts';

const { primary, secondary } = vision.workspaces;

test('holds exactly the three keys that MLClient.from_config reads', () => {
  expect(JSON.parse(configJson(primary).body)).toEqual({
    subscription_id: '11111111-2222-4333-8444-555555555555',
    resource_group: 'rg-vision-east',
    workspace_name: 'vision-east',
  });
});

test('its ETag is a quoted text that is the same for the same workspace only', () => {
  expect(configJson(primary).etag).toMatch(/^"[a-z2-7]{26}"$/);
  expect(configJson({ ...primary }).etag).toBe(configJson(primary).etag);
  expect(configJson(secondary).etag).not.toBe(configJson(primary).etag);
});
