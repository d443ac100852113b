import { formatInstant } from '../time.ts';
import { span } from '../rung.ts';
import { fail, listed, pass, unknown, warn, type Check, type CheckInput } from './check.ts';
import { sourceOf, standbyOf } from './checks-standby.ts';

/** What a failover leaves out, who hears of it, and whether anybody has tried. */
export function aroundChecks(input: CheckInput): readonly Check[] {
  return [notCovered(input), subscribers(input), drill(input)];
}

function notCovered(input: CheckInput): Check {
  const { name } = sourceOf(input);
  if (input.source.kind === 'unknown')
    return unknown('NotCovered', `schedules and endpoints of ${name}`, input.source.reason);
  const { schedules, endpoints } = input.source.value;
  const silent = [schedules, endpoints].find((each) => each.kind === 'unknown');
  const found = [
    ...(schedules.kind === 'known' ? schedules.value.map((each) => `schedule ${each}`) : []),
    ...(endpoints.kind === 'known' ? endpoints.value.map((each) => `endpoint ${each}`) : []),
  ];
  if (found.length > 0) {
    const message = `no failover moves these of ${name}: ${listed(found)}`;
    const todo =
      'Deploy them in both workspaces. Keep the schedules of the standby disabled and enable them when ActiveWorkspaceChanged says so; put a traffic manager before endpoints.';
    return warn('NotCovered', message, todo, found);
  }
  if (silent?.kind === 'unknown') return unknown('NotCovered', `schedules and endpoints of ${name}`, silent.reason);
  return pass('NotCovered', `${name} has neither schedules nor endpoints`);
}

/** A day: long enough to be seen on a Monday morning's look is more than anybody can promise. */
const recent = 86_400_000;

/** How many listen is known to Event Grid alone: asking it takes rights on the topic that the app has no other use for. */
function subscribers({ topic, lastUnannounced, now }: CheckInput): Check {
  if (topic === 'none') {
    return warn(
      'Subscribers',
      'no topic is configured: nobody is told when the active workspace changes',
      'Set FAILOVER_EVENT_TOPIC_ENDPOINT, or let everybody poll config.json.',
    );
  }
  if (lastUnannounced !== undefined && now - lastUnannounced.at < recent) {
    const { reason, at } = lastUnannounced;
    return fail(
      'Subscribers',
      'no-job',
      `an event did not reach the topic at ${formatInstant(at)}: ${reason.code}`,
      'Check the topic, and the role EventGrid Data Sender of the app on it. The check passes a day after the last failure.',
    );
  }
  return warn(
    'Subscribers',
    'events reach the topic; how many listen to it is not known',
    'Look at its subscriptions (az eventgrid event-subscription list), and try them in a drill.',
  );
}

function drill(input: CheckInput): Check {
  const { lastDrill, now } = input;
  const { policy } = input.pair;
  const { name } = standbyOf(input);
  const todo =
    'Start one: POST …/runs {"kind": "drill", "reason": "…"}, or set drill.schedule. Without drill.canary none passes.';
  const refuses = policy.waive.includes('drill') ? '' : ': automation asks a person instead of acting';
  if (lastDrill.state === 'none') return judged(`in ${name} no drill has ever passed${refuses}`);
  const age = now - lastDrill.at;
  if (age <= policy.drillAge)
    return pass('Drill', `the last drill in ${name} passed at ${formatInstant(lastDrill.at)}`);
  return judged(
    `the last drill in ${name} passed ${span(age)} ago, and ${span(policy.drillAge)} are allowed${refuses}`,
  );

  function judged(message: string): Check {
    return refuses === '' ? warn('Drill', message, todo) : fail('Drill', 'no-job', message, todo);
  }
}
