import { expect, test } from 'vitest';
import { at, listAt } from './support/client.ts';
import { useRegion } from './support/region.ts';

const region = useRegion({ registries: [{ name: 'contoso-ml', regions: ['eastus', 'northeurope'] }] });
const provider = '/providers/Microsoft.MachineLearningServices/registries';

test('A registry tells the regions that it reaches, by its id and among those of its subscription', async () => {
  const subscription = `/subscriptions/${region.primary.split('/')[2]}`;
  const list = listAt((await region.client.get(`${subscription}${provider}`)).body, 'value');
  expect(list.map((one) => at(one, 'name'))).toEqual(['contoso-ml']);
  const one = await region.client.get(`${subscription}/resourceGroups/rg-ml${provider}/contoso-ml`);
  const locations = listAt(one.body, 'properties.regionDetails').map((each) => at(each, 'location'));
  expect(locations).toEqual(['eastus', 'northeurope']);
  expect((await region.client.get(`${subscription}/resourceGroups/rg-ml${provider}/none`)).status).toBe(404);
  expect((await region.client.put(`${subscription}/resourceGroups/rg-ml${provider}/new`, {})).status).toBe(405);
});
