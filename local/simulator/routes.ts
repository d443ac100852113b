import findMyWay from 'find-my-way';
import { deleteJob } from './operations/job-delete.ts';
import { cancelJob } from './operations/job-cancel.ts';
import { getJob } from './operations/job-get.ts';
import { listJobs } from './operations/job-list.ts';
import { putJob } from './operations/job-put.ts';
import { getWorkspace } from './operations/workspace-get.ts';
import { getAsset, getContainer, getLabelled, listContainers, listVersions } from './operations/asset-read.ts';
import { putAsset, putContainer } from './operations/asset-put.ts';
import { startPendingUpload } from './operations/pending-upload.ts';
import { getPlain, listPlain, listSecrets, putPlain } from './operations/plain.ts';
import { listStanding } from './operations/standing.ts';
import { assetTypes } from './store.ts';
import type { HTTPMethod } from 'find-my-way';
import type { Answer } from './answer.ts';
import type { Call } from './context.ts';

export type Operation = { readonly name: string; readonly run: (call: Call) => Answer | Promise<Answer> };
export type Matched = { readonly operation: Operation; readonly params: Readonly<Record<string, string | undefined>> };

type Row = readonly [HTTPMethod, string, string, (call: Call) => Answer | Promise<Answer>];

/** The kinds of assets that have files of their own. */
const uploadedTypes = ['codes', 'data', 'environments', 'models'] as const;

const workspacePath =
  '/subscriptions/:subscription/resourceGroups/:group/providers/Microsoft.MachineLearningServices/workspaces/:workspace';

const table: readonly Row[] = [
  ['GET', '', 'workspaces/read', getWorkspace],
  ['GET', '/jobs', 'jobs/list', listJobs],
  ['GET', '/jobs/:job', 'jobs/read', getJob],
  ['PUT', '/jobs/:job', 'jobs/write', putJob],
  ['DELETE', '/jobs/:job', 'jobs/delete', deleteJob],
  ['POST', '/jobs/:job/cancel', 'jobs/cancel', cancelJob],
  ...assetTypes.flatMap((type): Row[] => [
    ['GET', `/${type}`, `${type}/list`, (call) => listContainers(call, type)],
    ['GET', `/${type}/:name`, `${type}/read`, (call) => getContainer(call, type)],
    ['PUT', `/${type}/:name`, `${type}/write`, (call) => putContainer(call, type)],
    ['GET', `/${type}/:name/versions`, `${type}/versions/list`, (call) => listVersions(call, type)],
    ['GET', `/${type}/:name/versions/:version`, `${type}/versions/read`, (call) => getAsset(call, type)],
    ['PUT', `/${type}/:name/versions/:version`, `${type}/versions/write`, (call) => putAsset(call, type)],
    ['GET', `/${type}/:name/labels/:label`, `${type}/labels/read`, (call) => getLabelled(call, type)],
  ]),
  ...uploadedTypes.map((type): Row => {
    const path = `/${type}/:name/versions/:version/startPendingUpload`;
    return ['POST', path, `${type}/versions/startPendingUpload`, async (call) => await startPendingUpload(call, type)];
  }),
  ...(['schedules', 'onlineEndpoints', 'batchEndpoints'] as const).map((type): Row => [
    'GET',
    `/${type}`,
    `${type}/list`,
    (call) => listStanding(call, type),
  ]),
  ['POST', '/datastores/:name/listSecrets', 'datastores/listSecrets', listSecrets],
  ...(['computes', 'datastores'] as const).flatMap((type): Row[] => [
    ['GET', `/${type}`, `${type}/list`, (call) => listPlain(call, type)],
    ['GET', `/${type}/:name`, `${type}/read`, (call) => getPlain(call, type)],
    ['PUT', `/${type}/:name`, `${type}/write`, (call) => putPlain(call, type)],
  ]),
];

/** Finds the operation of a workspace that a request names; static parts of a path match in any letter case. */
export function createRoutes(): { find(method: string, path: string): Matched | 'no-method' | undefined } {
  const router = findMyWay({ caseSensitive: false, maxParamLength: 1000, ignoreTrailingSlash: true });
  for (const [method, path, name, run] of table) {
    router.on(method, workspacePath + path, () => undefined, { name, run } satisfies Operation);
  }
  const at = (method: string, path: string): Matched | undefined => {
    const found = router.find(method as HTTPMethod, path);
    return found === null ? undefined : { operation: found.store as Operation, params: found.params };
  };
  return {
    find: (method, path) =>
      at(method, path) ?? (['GET', 'PUT', 'POST', 'DELETE'].some((other) => at(other, path)) ? 'no-method' : undefined),
  };
}
