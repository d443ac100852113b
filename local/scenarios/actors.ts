import { call } from '../http.ts';
import type { Answer } from '../http.ts';
import { certificateOf } from '../region.ts';
import type { Region } from '../region.ts';
import type { GeneratedJob } from '../simulator/jobs-generator.ts';
import { ScenarioFailure } from './wait.ts';

/** Everything that a user, Azure or another service does in a scenario; nobody touches more than they could on Azure. */
export type Actors = {
  api(
    method: 'GET' | 'POST',
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
  control(path: string, body: unknown): Promise<unknown>;
  /** Reads from the control route. */
  look(path: string): Promise<unknown>;
  submit(workspaceId: string, job: Pick<GeneratedJob, 'name' | 'kind' | 'body' | 'needsToken'>): Promise<void>;
  cancel(workspaceId: string, job: string): Promise<void>;
  /** Posts an alert as an action group does; bodies come from `alerts/`. */
  alert(body: object): Promise<Answer>;
};

export function createActors(region: Region): Actors {
  const ca = certificateOf(region);
  const { simulator } = region;

  async function arm(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    return call({
      method,
      url: `${simulator.armUrl}${path}?api-version=2025-12-01`,
      ca,
      headers: { authorization: `Bearer ${simulator.token()}`, ...headers },
      ...(body === undefined ? {} : { body }),
    });
  }

  async function control(path: string, body: unknown): Promise<unknown> {
    const answer = await call({ url: `${simulator.controlUrl}${path}`, body });
    if (answer.status >= 300)
      throw new ScenarioFailure('ControlRefused', `the simulator refused ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  return {
    control,
    look: async (path) => (await call({ url: `${simulator.controlUrl}${path}` })).body,
    api: (method, path, body, headers) =>
      call({
        method,
        url: `${region.api}${path}`,
        ...(body === undefined ? {} : { body }),
        ...(headers === undefined ? {} : { headers }),
      }),

    async submit(workspaceId, job) {
      if (job.kind === 'base') {
        await control('/jobs', { workspace: workspaceId, name: job.name, properties: job.body.properties });
        return;
      }
      const headers: Record<string, string> = job.needsToken
        ? { 'x-azureml-token': simulator.token('https://ml.azure.com') }
        : {};
      const answer = await arm('PUT', `${workspaceId}/jobs/${job.name}`, job.body, headers);
      if (answer.status !== 201)
        throw new ScenarioFailure(
          'JobRefused',
          `${job.name} was refused with ${answer.status}: ${JSON.stringify(answer.body)}`,
        );
    },

    async cancel(workspaceId, job) {
      const answer = await arm('POST', `${workspaceId}/jobs/${job}/cancel`);
      if (answer.status >= 300)
        throw new ScenarioFailure('CancelRefused', `${job}: ${answer.status} ${JSON.stringify(answer.body)}`);
    },

    alert: (body) => call({ url: `${region.api}/alerts`, body }),
  };
}
