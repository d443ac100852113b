import { expect, test } from 'vitest';
import { reconcile } from '../../../shared/work/reconcile.ts';
import { vision } from '../../support/deps.ts';
import { answersFor, failedOver, longRunning } from '../../support/failed-over.ts';
import { useWorld } from '../../support/world.ts';

const world = useWorld();
const strays = async () =>
  (await world.deps.audit.list(vision, 100))
    .filter(({ outcome }) => outcome.code === 'StraySubmission')
    .map(({ what }) => what);

test('a job that somebody submits to the standby is told of once, and one in the active workspace is not', async () => {
  await world.submit('stray_in_standby', longRunning, 'secondary');
  await world.submit('where_it_belongs', longRunning);
  for (let look = 0; look < 2; look += 1) await reconcile(world.deps);
  expect(await strays()).toEqual(['submit secondary:stray_in_standby']);
  expect(world.deps.logged.filter(({ event }) => event === 'job.stray').map(({ fields }) => fields)).toContainEqual({
    pair: 'vision',
    job: 'secondary:stray_in_standby',
  });
});

test('a script that goes on submitting to the old primary when it is back is told of, and our copies are not', async () => {
  await failedOver(world, 'moved_along');
  await answersFor(world, 1);
  await world.submit('did_not_follow', longRunning);
  await reconcile(world.deps);
  expect(await strays()).toContain('submit primary:did_not_follow');
  expect((await strays()).filter((what) => what.includes('moved_along'))).toEqual([]);
});
