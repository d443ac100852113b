/**
 * Every name that something outside the code addresses: Azure, other services, stored histories. Renaming one is a
 * breaking change. `infra/names.json` is generated from this file (`scripts/infra-names.ts`); nothing else repeats them.
 */

/** Event Grid subscriptions and action groups point at these three. */
export const EVENT_FUNCTIONS = {
  onJobEvent: 'onJobEvent',
  onResourceEvent: 'onResourceEvent',
  onAlert: 'onAlert',
} as const;

export const QUEUE_FUNCTIONS = {
  specWork: 'specWork',
  mirrorWork: 'mirrorWork',
  jobResubmissions: 'jobResubmissions',
} as const;

export const TIMER_FUNCTIONS = {
  watch: 'watch',
  supervise: 'supervise',
  reconcile: 'reconcile',
  mirror: 'mirror',
  readiness: 'readiness',
  drill: 'drill',
  drillCleanup: 'drillCleanup',
  settle: 'settle',
} as const;

export const HTTP_FUNCTIONS = {
  listPairs: 'listPairs',
  getPair: 'getPair',
  getConfigJson: 'getConfigJson',
  listJobs: 'listJobs',
  getJob: 'getJob',
  exportJob: 'exportJob',
  exportAssets: 'exportAssets',
  listSignals: 'listSignals',
  saySignal: 'saySignal',
  signalHistory: 'signalHistory',
  listDecisions: 'listDecisions',
  getReadiness: 'getReadiness',
  listProposals: 'listProposals',
  approveProposal: 'approveProposal',
  rejectProposal: 'rejectProposal',
  pausePair: 'pausePair',
  resumePair: 'resumePair',
  acknowledgePair: 'acknowledgePair',
  listAudit: 'listAudit',
  listAuditOfNoPair: 'listAuditOfNoPair',
  startRun: 'startRun',
  listRuns: 'listRuns',
  getRun: 'getRun',
  listItems: 'listItems',
  getReport: 'getReport',
  cancelRun: 'cancelRun',
  retryRun: 'retryRun',
  takeOverRun: 'takeOverRun',
} as const;

export const FUNCTIONS = { ...EVENT_FUNCTIONS, ...QUEUE_FUNCTIONS, ...TIMER_FUNCTIONS, ...HTTP_FUNCTIONS } as const;
export type FunctionName = (typeof FUNCTIONS)[keyof typeof FUNCTIONS];

/** The host moves a message that failed too often to `<queue>-poison`; that suffix is the platform's, not ours. */
export const QUEUES = {
  jobResubmissions: 'job-resubmissions',
  jobResubmissionsPoison: 'job-resubmissions-poison',
  specWork: 'spec-work',
  specWorkPoison: 'spec-work-poison',
  mirrorWork: 'mirror-work',
  mirrorWorkPoison: 'mirror-work-poison',
} as const;
export type QueueName = (typeof QUEUES)[keyof typeof QUEUES];

/** Open instances replay by these names, so a change of their behaviour gets a new version beside the old one. */
export const ORCHESTRATORS = {
  failoverRun: 'failoverRun-v1',
  wave: 'wave-v1',
} as const;
export type OrchestratorName = (typeof ORCHESTRATORS)[keyof typeof ORCHESTRATORS];

export const ACTIVITIES = {
  nextStep: 'nextStep-v1',
  switchActive: 'switchActive-v1',
  joinEpoch: 'joinEpoch-v1',
  announceSwitch: 'announceSwitch-v1',
  planRun: 'planRun-v1',
  releaseSlice: 'releaseSlice-v1',
  resubmitSlice: 'resubmitSlice-v1',
  dropRest: 'dropRest-v1',
  judgeSlice: 'judgeSlice-v1',
  tendCanaries: 'tendCanaries-v1',
  sweepLate: 'sweepLate-v1',
  verifySlice: 'verifySlice-v1',
  finishRun: 'finishRun-v1',
} as const;
export type ActivityName = (typeof ACTIVITIES)[keyof typeof ACTIVITIES];

export const TABLES = {
  pointer: 'Pointer',
  proposals: 'Proposals',
  jobs: 'Jobs',
  assets: 'Assets',
  readiness: 'Readiness',
  signals: 'Signals',
  decisions: 'Decisions',
  runs: 'Runs',
  items: 'Items',
  requests: 'Requests',
  audit: 'Audit',
} as const;
export type TableName = (typeof TABLES)[keyof typeof TABLES];

export const CONTAINERS = { specs: 'specs' } as const;
export type ContainerName = (typeof CONTAINERS)[keyof typeof CONTAINERS];
