import { QueueClient } from '@azure/storage-queue';
import { tally } from '../books-check.ts';
import { serviceHealth } from '../acts/alerting.ts';
import { followRun, regionGoesDark } from '../acts/outage.ts';
import type { Scenario, Stage } from '../story.ts';
import { until } from '../wait.ts';

const queueName = 'job-resubmissions';
const wanted = 10;

/** Messages that can never be handled: each is in the poison queue in the end. */
function hopeless(pair: string): readonly string[] {
  return [
    'this is no JSON',
    JSON.stringify({
      schema: 1,
      requestId: 'no-such-job',
      pair,
      job: 'primary:never-heard-of',
      target: 'active',
      reason: 'nightly retraining',
    }),
    // The same id as the first good request, and another body.
    JSON.stringify({
      schema: 1,
      requestId: 'retrain-1',
      pair,
      job: 'primary:another',
      target: 'active',
      reason: 'nightly retraining',
    }),
  ];
}

export const queue: Scenario = {
  name: 'queue',
  says: 'as region-down, and a service asks over the queue for jobs that had completed before, some requests doubled or malformed',
  expects: {
    kind: 'failover',
    starter: 'automation',
    decided: [{ decision: 'fail-over', reason: 'ProviderAndProbeAgree' }],
  },
  finishedJobs: wanted,
  async play(stage) {
    const { region, telling } = stage;
    await regionGoesDark(stage);
    await serviceHealth(stage, 'primary', { stage: 'Active' });
    await followPointer(stage);
    const requests = stage.finished.map(({ name }, index) =>
      JSON.stringify({
        schema: 1,
        requestId: `retrain-${index + 1}`,
        pair: region.pairName,
        job: `primary:${name}`,
        target: 'active',
        reason: 'nightly retraining',
      }),
    );
    const bad = hopeless(region.pairName);
    const client = new QueueClient(region.azurite.connectionString, queueName);
    await client.createIfNotExists();
    for (const text of requests) await client.sendMessage(text);
    // Delivered twice, as a queue may: the second must lead to the same job.
    for (const text of requests.slice(0, 3)) await client.sendMessage(text);
    await until('the first request to be pinned', async () => (created(stage) > 0 ? true : undefined));
    for (const text of bad) await client.sendMessage(text);
    telling.step(
      `a service asks for ${requests.length} completed jobs, 3 of them twice, with ${bad.length} hopeless messages between`,
    );
    await followRun(stage);
    const poison = new QueueClient(region.azurite.connectionString, `${queueName}-poison`);
    const count = async (of: QueueClient): Promise<number> =>
      (await of.exists()) ? ((await of.getProperties()).approximateMessagesCount ?? 0) : 0;
    const poisoned = await until('all requests to be answered', async () => {
      const [left, dead] = [await count(client), await count(poison)];
      return left === 0 && created(stage) >= requests.length && dead >= bad.length ? dead : undefined;
    });
    const answered = { asked: requests.length + bad.length, created: created(stage), poisoned };
    const right = answered.created === requests.length && answered.poisoned === bad.length;
    const failures = right ? [] : [{ code: 'RequestsUnaccounted', message: JSON.stringify(answered) }];
    return { requests: answered, failures };
  },
};

function created(stage: Stage): number {
  return tally(stage.region.simulator.books(), stage.region.pair.primary.id, []).createdByRequest;
}

/** A service follows the pointer as any client does: by the config.json of the active workspace. */
async function followPointer(stage: Stage): Promise<void> {
  const name = stage.region.pair.secondary.id.split('/').at(-1);
  await until('the pointer to move', async () => {
    const { body } = await stage.actors.api('GET', `/pairs/${stage.region.pairName}/config.json`);
    return (body as { workspace_name?: string }).workspace_name === name ? true : undefined;
  });
}
