import { expect, test } from 'vitest';
import { call } from '../../local/http.ts';
import type { ItemBody, RunBody } from '../../local/scenarios/result.ts';
import { tally } from '../../local/scenarios/books-check.ts';
import { until } from '../../local/scenarios/wait.ts';
import { recorded, setting, submitJobs, testRegion } from '../support/region.ts';
import type { TestRegion } from '../support/region.ts';
import { variantBundle } from '../support/variant-bundle.ts';

const slow = { timeout: 120_000 };

/** Ten jobs are in the ledger, the region goes dark, and a person starts the failover. */
async function failOver(here: TestRegion): Promise<void> {
  const { primary } = here.region.pair;
  await submitJobs(here, 10);
  await recorded(here, 10);
  await here.actors.control('/marks', { name: 'fault-begins' });
  await here.actors.control('/dark', { region: primary.region, mode: 'reset' });
  const answer = await here.actors.api('POST', '/pairs/embedded/runs', { kind: 'failover', reason: 'it is dark' });
  expect(answer.status).toBe(202);
}

async function runIn(here: TestRegion, state: string): Promise<RunBody> {
  return until(`the run to be ${state}`, async () => {
    const run = await here.get<RunBody>('/runs/embedded-r1');
    return run.state === state ? run : undefined;
  });
}

/** The run has ended, every job has an outcome, and the books know of exactly one copy of each. */
async function expectAllMoved(here: TestRegion): Promise<void> {
  const run = await runIn(here, 'ended');
  expect(run.counts).toMatchObject({ verified: 9, blocked: 1, failed: 0, planned: 0, submitting: 0, submitted: 0 });
  const { value: items } = await here.get<{ value: ItemBody[] }>('/runs/embedded-r1/items');
  const blocked = items.flatMap(({ job, outcome, reasons }) =>
    outcome === 'blocked' ? [{ job: job.replace('primary:', ''), code: reasons[0]?.code ?? '' }] : [],
  );
  const books = tally(here.region.simulator.books(), here.region.pair.primary.id, blocked);
  expect(books).toMatchObject({ lost: [], duplicated: [] });
  expect(books.inFlight).toHaveLength(10);
}

test('a claim that never got its orchestration is started by supervise', slow, async () => {
  const appDirectory = await variantBundle(
    'shared/adapters/durable-orchestrations.ts',
    // The first start dies on its way, as if the host had died between the claim and the orchestration.
    `import { createDurableOrchestrations as create } from 'original';
     let died = false;
     export function createDurableOrchestrations(client, name) {
       const orchestrations = create(client, name);
       const start = async (...args) => {
         if (died) return orchestrations.start(...args);
         died = true;
         throw new Error('nobody is there');
       };
       return { ...orchestrations, start };
     }`,
  );
  const here = await testRegion({ appDirectory });
  await failOver(here);
  await expectAllMoved(here);
  const told = here.log.flatMap(({ event }) => (event?.startsWith('run.') === true ? [event] : []));
  expect(told.slice(0, 4)).toEqual(['run.claimed', 'run.not-launched', 'run.never-started', 'run.launched']);
});

test(
  'a run whose instance is terminated is marked stalled, and takeover finishes it with every job moved once',
  slow,
  async () => {
    const submitted = Promise.withResolvers<void>();
    const here = await testRegion({
      // One job at a time, so that the end comes in the middle of the fan-out.
      editConfig: (yaml) =>
        [
          ['sliceSize', '1'],
          ['slicesAtOnce', '1'],
          ['writesPerSecond', '5'],
        ].reduce((text, [key = '', value = '']) => setting(text, key, Number(value)), yaml),
      onLog({ event, fields }) {
        if (event === 'item.state' && fields['state'] === 'submitted') submitted.resolve();
      },
    });
    await failOver(here);
    await submitted.promise;
    const { host } = here.region;
    const instance = `${host.url}/runtime/webhooks/durabletask/instances/embedded-r1-1`;
    const terminated = await call({ method: 'POST', url: `${instance}/terminate?reason=an%20operator%20erred` });
    expect(terminated.status).toBe(202);

    const stalled = await runIn(here, 'stalled');
    expect(stalled).toMatchObject({ run: 'embedded-r1', fence: 1, endedAt: null });
    expect(stalled.counts['planned']).toBeGreaterThan(0);
    const again = await here.actors.api('POST', '/pairs/embedded/runs', { kind: 'failover', reason: 'it is dark' });
    expect(again).toMatchObject({ status: 409, body: { code: 'RunInProgress', run: 'embedded-r1' } });

    const taken = await here.actors.api('POST', '/pairs/embedded/runs/embedded-r1/takeover');
    expect(taken).toMatchObject({ status: 202, body: { run: 'embedded-r1', fence: 2 } });
    await expectAllMoved(here);
    expect(await here.get<RunBody>('/runs/embedded-r1')).toMatchObject({ fence: 2, epoch: 1 });
    const twice = await here.actors.api('POST', '/pairs/embedded/runs/embedded-r1/takeover');
    expect(twice).toMatchObject({ status: 409, body: { code: 'RunEnded', run: 'embedded-r1' } });
  },
);
