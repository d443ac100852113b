import { serviceHealth } from '../acts/alerting.ts';
import { darken, followRun, lighten, regionGoesDark, storyBegins } from '../acts/outage.ts';
import { startByHand } from '../acts/person.ts';
import { comesTo, standsBy } from '../acts/watching.ts';
import type { Failure } from '../result.ts';
import type { Scenario, Stage } from '../story.ts';
import { until } from '../wait.ts';

const overdue = { decision: 'ask', reason: 'DrillOverdue' } as const;
const calm = { decision: 'hold', reason: 'NoEvidence' } as const;
const cap = 2;

type Report = {
  readonly drill: { readonly passed: boolean | null; readonly reasons: readonly { code: string; message: string }[] };
  readonly items: readonly { readonly reasons: readonly { readonly code: string }[] }[];
};

/** By the books: what was submitted into the standby under the mark of a drill, and whether it has ended. */
function canariesIn({ region }: Stage): { readonly created: number; readonly open: number; readonly moved: number } {
  const mine = region.simulator
    .books()
    .flatMap((line) => (line.kind === 'job' && line.root && 'failover.drill' in line.properties ? [line] : []));
  const last = new Map(mine.map((line) => [line.job, line.status]));
  return {
    created: last.size,
    open: [...last.values()].filter((status) => !/^(completed|failed|canceled)$/i.test(status)).length,
    moved: mine.filter(({ properties }) => 'failover.origin' in properties).length,
  };
}

export const drill: Scenario = {
  name: 'drill',
  says: 'automation asks in an outage before it was ever drilled; a person drills it, and in the next outage it acts',
  expects: {
    kind: 'runs',
    runs: [
      { kind: 'drill', starter: 'person', source: 'primary' },
      { kind: 'failover', starter: 'automation', source: 'primary' },
    ],
    accounts: 1,
    activeAfter: 'secondary',
    epoch: 1,
    decided: [overdue, calm, { decision: 'fail-over', reason: 'ProviderAndProbeAgree' }],
  },
  finishedJobs: 0,
  config: { policy: { waive: [] }, drill: { maxCanaries: cap } },
  async play(stage) {
    await storyBegins(stage);
    await darken(stage, 'primary', 'continue');
    await serviceHealth(stage, 'primary', { stage: 'Active' });
    await comesTo(stage, overdue);
    await lighten(stage, 'primary');
    await serviceHealth(stage, 'primary', { stage: 'Resolved' });
    await standsBy(stage, calm);
    await checkOfDrillIs(stage, 'fail');

    const id = await startByHand(stage, { kind: 'drill', reason: 'before we rely on it' });
    await followRun(stage, id);
    const report = await stage.get<Report>(`/runs/${id}/report`);
    const { created, open, moved } = canariesIn(stage);
    const judged = report.items.filter(({ reasons }) => reasons.length > 0).length;
    const passed = report.drill.passed === true;
    stage.telling.step(
      passed
        ? `the drill has passed: ${judged} jobs judged, ${created} canaries ran in the standby and are put away`
        : `the drill has not passed: ${report.drill.reasons.map(({ message }) => message).join('; ')}`,
    );
    await checkOfDrillIs(stage, 'pass');

    await regionGoesDark(stage);
    await serviceHealth(stage, 'primary', { stage: 'Active', trackingId: 'DR1L-EUS' });
    await followFailover(stage);
    const wrong = (is: boolean, code: string, message: string): Failure[] => (is ? [{ code, message }] : []);
    return {
      drill: { passed, judged, canaries: created },
      failures: [
        ...wrong(!passed, 'DrillNotPassed', report.drill.reasons.map(({ code }) => code).join()),
        ...wrong(judged !== stage.jobs.length, 'NotAllJudged', `${judged} of ${stage.jobs.length} jobs were judged`),
        ...wrong(created === 0 || created > cap, 'CanaryCap', `${created} canaries, and at most ${cap} are allowed`),
        ...wrong(open > 0, 'CanaryLeaked', `${open} canaries had not ended when the drill had`),
        ...wrong(moved > 0, 'CanaryTakenForCopy', `${moved} canaries say that they replace a job`),
      ],
    };
  },
};

/** What the pair's readiness says about drills, as soon as somebody has looked again. */
async function checkOfDrillIs(stage: Stage, state: string): Promise<void> {
  await until(`the check Drill to be ${state}`, async () => {
    type Body = { readonly checks: readonly { readonly code: string; readonly state: string }[] };
    const { checks } = await stage.get<Body>('/readiness');
    return checks.some((check) => check.code === 'Drill' && check.state === state) ? true : undefined;
  });
}

/** The drill is the pair's newest run until automation has made up its mind. */
async function followFailover(stage: Stage): Promise<void> {
  const id = await until('automation to start a failover', async () => {
    const { value } = await stage.get<{ value: { run: string; kind: string }[] }>('/runs');
    return value.find(({ kind }) => kind === 'failover')?.run;
  });
  await followRun(stage, id);
}
