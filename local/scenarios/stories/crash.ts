import type { HostLog } from '../../host-process.ts';
import type { BookLine } from '../../simulator/books.ts';
import { serviceHealth } from '../acts/alerting.ts';
import { followRun, regionGoesDark } from '../acts/outage.ts';
import type { Scenario } from '../story.ts';
import { until } from '../wait.ts';

/** The moments at which the host is killed: the first line of the app's log that tells of them. */
const moments: readonly { readonly name: string; readonly seen: (line: HostLog) => boolean }[] = [
  { name: 'claim', seen: ({ event }) => event === 'run.claimed' },
  { name: 'switch', seen: ({ event }) => event === 'pointer.switched' },
  { name: 'fan-out', seen: ({ event, fields }) => event === 'item.state' && fields['state'] === 'submitted' },
  { name: 'verify', seen: ({ event, fields }) => event === 'item.state' && fields['state'] === 'verified' },
];

export const crash: Scenario = {
  name: 'crash',
  says: 'as region-down, and the functions host is killed during claim, switch, fan-out and verify',
  expects: {
    kind: 'failover',
    starter: 'automation',
    decided: [{ decision: 'fail-over', reason: 'ProviderAndProbeAgree' }],
  },
  finishedJobs: 2,
  async play(stage) {
    const { region, telling } = stage;
    let kills = 0;
    let submittedAtKill = 0;
    let down = false;
    stage.onLog((line) => {
      const moment = moments[kills];
      // What the killed host had printed before its end is still in the pipe, and is no moment of the next one.
      if (down || moment === undefined || !moment.seen(line)) return;
      kills += 1;
      down = true;
      // SIGKILL goes out before this function returns: what the host does after its line is as little as can be.
      const restarted = region.crashHost();
      if (moment.name === 'fan-out') submittedAtKill = countMarked(region.simulator.books());
      telling.step(`kill -9 of the host during ${moment.name} (${kills} of ${moments.length})`);
      void restarted.then(() => {
        down = false;
      });
    });
    await regionGoesDark(stage);
    await serviceHealth(stage, 'primary', { stage: 'Active' });
    await followRun(stage);
    await until(
      'the host to be back',
      async () => (await stage.actors.api('GET', '/pairs')).status === 200 || undefined,
    );
    const submittable = stage.jobs.filter(({ expected }) => expected === 'verified').length;
    const failures = [];
    if (kills < moments.length)
      failures.push({ code: 'NotKilled', message: `only ${kills} of ${moments.length} moments came` });
    // With one job to submit there is nothing between none and all.
    if (submittable > 1 && (submittedAtKill === 0 || submittedAtKill >= submittable)) {
      failures.push({
        code: 'KilledOutsideFanOut',
        message: `${submittedAtKill} of ${submittable} jobs were submitted when the host was killed`,
      });
    }
    return { crash: { kills, submittedAtKill }, failures };
  },
};

function countMarked(lines: readonly BookLine[]): number {
  return lines.filter((line) => line.kind === 'job' && line.previous === null && 'failover.origin' in line.properties)
    .length;
}
