import type { HttpMethod, HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import { app } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import * as df from 'durable-functions';
import type { Orchestrations } from '../shared/ports.ts';
import type { Deps } from '../shared/work/deps.ts';
import { sweepMirror } from '../shared/work/mirror-sweep.ts';
import { cleanUpDrills } from '../shared/work/drill/abandon.ts';
import { scheduledDrills } from '../shared/work/drill/schedule.ts';
import { lookAtReadiness } from '../shared/work/readiness.ts';
import { reconcile } from '../shared/work/reconcile.ts';
import { comeHome } from '../shared/work/come-home.ts';
import { supervise } from '../shared/work/supervise.ts';
import { watch } from '../shared/work/watch.ts';
import type { ActivityHandlers } from './activities/index.ts';
import { ACTIVITIES, FUNCTIONS, ORCHESTRATORS, QUEUES } from './names.ts';
import type { ActivityName } from './names.ts';
import { failoverRun } from './orchestrations/failover-run.ts';
import { wave } from './orchestrations/wave.ts';
import { onAlert } from './triggers/alerts.ts';
import { answering } from './triggers/answer.ts';
import { listAudit, listAuditOfNoPair, listDecisions, listSignals, signalHistory } from './triggers/evidence.ts';
import { exportAssets, exportJob, type ExportPorts } from './triggers/export.ts';
import { counted } from './triggers/counted.ts';
import { getJob, listJobs } from './triggers/ledger.ts';
import { acknowledgePair, pausePair, resumePair, saySignal } from './triggers/operator.ts';
import { getConfigJson, getPair, listPairs } from './triggers/pairs.ts';
import { getReadiness } from './triggers/readiness.ts';
import { approveProposal, listProposals, rejectProposal } from './triggers/proposals.ts';
import { cancelRun, getReport, getRun, listItems, listRuns, retryRun, startRun, takeOverRun } from './triggers/runs.ts';
import { jobResubmissions, mirrorWork, onJobEvent, specWork } from './triggers/work.ts';

type HttpHandler = (
  deps: Deps & ExportPorts,
  request: HttpRequest,
  orchestrations: Orchestrations,
) => Promise<HttpResponseInit>;

/**
 * Every route, its method, who may call it and what answers. `function`: the caller needs a function key, or the
 * platform's authentication in front. Nothing is open to the world.
 */
const routes: readonly {
  readonly name: string;
  readonly method: HttpMethod;
  readonly route: string;
  readonly auth: 'function';
  readonly handler: HttpHandler;
}[] = [
  { name: FUNCTIONS.listPairs, method: 'GET', route: 'pairs', auth: 'function', handler: listPairs },
  { name: FUNCTIONS.getPair, method: 'GET', route: 'pairs/{pair}', auth: 'function', handler: getPair },
  {
    name: FUNCTIONS.getConfigJson,
    method: 'GET',
    route: 'pairs/{pair}/config.json',
    auth: 'function',
    handler: getConfigJson,
  },
  { name: FUNCTIONS.listJobs, method: 'GET', route: 'pairs/{pair}/jobs', auth: 'function', handler: listJobs },
  { name: FUNCTIONS.getJob, method: 'GET', route: 'pairs/{pair}/jobs/{job}', auth: 'function', handler: getJob },
  {
    name: FUNCTIONS.exportJob,
    method: 'GET',
    route: 'pairs/{pair}/jobs/{job}/export',
    auth: 'function',
    handler: exportJob,
  },
  {
    name: FUNCTIONS.exportAssets,
    method: 'GET',
    route: 'pairs/{pair}/assets/export',
    auth: 'function',
    handler: exportAssets,
  },
  { name: FUNCTIONS.listSignals, method: 'GET', route: 'pairs/{pair}/signals', auth: 'function', handler: listSignals },
  {
    name: FUNCTIONS.signalHistory,
    method: 'GET',
    route: 'pairs/{pair}/signals/history',
    auth: 'function',
    handler: signalHistory,
  },
  {
    name: FUNCTIONS.listDecisions,
    method: 'GET',
    route: 'pairs/{pair}/decisions',
    auth: 'function',
    handler: listDecisions,
  },
  {
    name: FUNCTIONS.getReadiness,
    method: 'GET',
    route: 'pairs/{pair}/readiness',
    auth: 'function',
    handler: getReadiness,
  },
  { name: FUNCTIONS.saySignal, method: 'POST', route: 'pairs/{pair}/signals', auth: 'function', handler: saySignal },
  {
    name: FUNCTIONS.listProposals,
    method: 'GET',
    route: 'pairs/{pair}/proposals',
    auth: 'function',
    handler: listProposals,
  },
  {
    name: FUNCTIONS.approveProposal,
    method: 'POST',
    route: 'pairs/{pair}/proposals/{proposal}/approve',
    auth: 'function',
    handler: approveProposal,
  },
  {
    name: FUNCTIONS.rejectProposal,
    method: 'POST',
    route: 'pairs/{pair}/proposals/{proposal}/reject',
    auth: 'function',
    handler: rejectProposal,
  },
  { name: FUNCTIONS.pausePair, method: 'POST', route: 'pairs/{pair}/pause', auth: 'function', handler: pausePair },
  { name: FUNCTIONS.resumePair, method: 'POST', route: 'pairs/{pair}/resume', auth: 'function', handler: resumePair },
  {
    name: FUNCTIONS.acknowledgePair,
    method: 'POST',
    route: 'pairs/{pair}/acknowledge',
    auth: 'function',
    handler: acknowledgePair,
  },
  { name: FUNCTIONS.listAudit, method: 'GET', route: 'pairs/{pair}/audit', auth: 'function', handler: listAudit },
  { name: FUNCTIONS.listAuditOfNoPair, method: 'GET', route: 'audit', auth: 'function', handler: listAuditOfNoPair },
  { name: FUNCTIONS.startRun, method: 'POST', route: 'pairs/{pair}/runs', auth: 'function', handler: startRun },
  { name: FUNCTIONS.listRuns, method: 'GET', route: 'pairs/{pair}/runs', auth: 'function', handler: listRuns },
  { name: FUNCTIONS.getRun, method: 'GET', route: 'pairs/{pair}/runs/{run}', auth: 'function', handler: getRun },
  {
    name: FUNCTIONS.listItems,
    method: 'GET',
    route: 'pairs/{pair}/runs/{run}/items',
    auth: 'function',
    handler: listItems,
  },
  {
    name: FUNCTIONS.getReport,
    method: 'GET',
    route: 'pairs/{pair}/runs/{run}/report',
    auth: 'function',
    handler: getReport,
  },
  {
    name: FUNCTIONS.cancelRun,
    method: 'POST',
    route: 'pairs/{pair}/runs/{run}/cancel',
    auth: 'function',
    handler: cancelRun,
  },
  {
    name: FUNCTIONS.retryRun,
    method: 'POST',
    route: 'pairs/{pair}/runs/{run}/retry',
    auth: 'function',
    handler: retryRun,
  },
  {
    name: FUNCTIONS.takeOverRun,
    method: 'POST',
    route: 'pairs/{pair}/runs/{run}/takeover',
    auth: 'function',
    handler: takeOverRun,
  },
  { name: FUNCTIONS.onAlert, method: 'POST', route: 'alerts', auth: 'function', handler: onAlert },
];

/** What exists only within an invocation: its durable client, and the log that belongs to it. */
export type Edge = {
  readonly orchestrations: (client: DurableClient) => Orchestrations;
  readonly logged: <Result>(context: InvocationContext, work: () => Result) => Result;
};

/** Tells the host everything this app answers to. Nothing is registered by an import. */
export function register(deps: Deps & ExportPorts, activities: ActivityHandlers, edge: Edge): void {
  const durable = df.input.durableClient();
  const { logged } = edge;
  const orchestrationsOf = (context: InvocationContext): Orchestrations => edge.orchestrations(df.getClient(context));

  for (const { name, method, route, auth, handler } of routes) {
    app.http(name, {
      methods: [method],
      route,
      authLevel: auth,
      extraInputs: [durable],
      handler: (request, context) =>
        logged(context, () => answering(deps, name, () => handler(deps, request, orchestrationsOf(context)))),
    });
  }

  const { schedules } = deps.config;
  timer(FUNCTIONS.watch, schedules.watch, (context) => watch(deps, orchestrationsOf(context)));
  timer(FUNCTIONS.supervise, schedules.supervise, (context) => supervise(deps, orchestrationsOf(context)));
  timer(FUNCTIONS.reconcile, schedules.reconcile, () => reconcile(deps));
  timer(FUNCTIONS.mirror, schedules.mirror, () => sweepMirror(deps));
  timer(FUNCTIONS.readiness, schedules.readiness, () => lookAtReadiness(deps));
  timer(FUNCTIONS.drillCleanup, schedules.drillCleanup, () => cleanUpDrills(deps));
  // Without a schedule only people start drills.
  const drills = deps.config.drill.schedule;
  if (drills !== undefined)
    timer(FUNCTIONS.drill, drills, (context) => scheduledDrills(deps, orchestrationsOf(context)));
  timer(FUNCTIONS.settle, schedules.settle, (context) => comeHome(deps, orchestrationsOf(context)));

  function timer(name: string, schedule: string, work: (context: InvocationContext) => Promise<void>): void {
    app.timer(name, {
      schedule,
      extraInputs: [durable],
      handler: (_timer, context) => logged(context, () => counted(deps, () => work(context))),
    });
  }

  for (const name of [FUNCTIONS.onJobEvent, FUNCTIONS.onResourceEvent]) {
    app.eventGrid(name, { handler: (event, context) => logged(context, () => onJobEvent(deps, event)) });
  }

  app.storageQueue(FUNCTIONS.specWork, {
    queueName: QUEUES.specWork,
    connection: 'AzureWebJobsStorage',
    handler: (message, context) => logged(context, () => counted(deps, () => specWork(deps, message))),
  });
  app.storageQueue(FUNCTIONS.mirrorWork, {
    queueName: QUEUES.mirrorWork,
    connection: 'AzureWebJobsStorage',
    handler: (message, context) => logged(context, () => counted(deps, () => mirrorWork(deps, message))),
  });
  app.storageQueue(FUNCTIONS.jobResubmissions, {
    queueName: QUEUES.jobResubmissions,
    connection: 'AzureWebJobsStorage',
    handler: (message, context) => logged(context, () => counted(deps, () => jobResubmissions(deps, message, 'queue'))),
  });

  df.app.orchestration(ORCHESTRATORS.failoverRun, failoverRun);
  df.app.orchestration(ORCHESTRATORS.wave, wave);
  for (const name of Object.values(ACTIVITIES)) registerActivity(deps, name, activities[name], edge);
}

function registerActivity<Name extends ActivityName>(
  deps: Deps,
  name: Name,
  handler: ActivityHandlers[Name],
  edge: Edge,
): void {
  df.app.activity(name, {
    handler: (input: Parameters<typeof handler>[0], context: InvocationContext) =>
      edge.logged(context, () => counted(deps, async () => handler(input as never))),
  });
}
