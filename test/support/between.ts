import type { Deps } from '../../shared/work/deps.ts';
import type { Workspaces } from '../../shared/ports.ts';

type Asked = ReturnType<Workspaces['getJob']>;

/** The same deps, with somebody between the app and what a workspace says of a job. */
export function asking(deps: Deps, answer: (ask: () => Asked, job: string) => Asked): Deps {
  const { workspaces } = deps;
  const getJob: Workspaces['getJob'] = (workspace, job) => answer(() => workspaces.getJob(workspace, job), job);
  return { ...deps, workspaces: { ...workspaces, getJob } };
}

type Page = Extract<Awaited<ReturnType<Workspaces['listJobs']>>, { kind: 'page' }>;

/** The same deps, with somebody between the app and the pages of the jobs list. */
export function listing(deps: Deps, change: (page: Page) => Page): Deps {
  const { workspaces } = deps;
  const listJobs: Workspaces['listJobs'] = async (workspace, link) => {
    const page = await workspaces.listJobs(workspace, link);
    return page.kind === 'page' ? change(page) : page;
  };
  return { ...deps, workspaces: { ...workspaces, listJobs } };
}
