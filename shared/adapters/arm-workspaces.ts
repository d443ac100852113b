import type { TokenCredential } from '@azure/identity';
import type { ArmJob, ArmTrouble, Workspaces } from '../ports.ts';
import type { Json, JsonObject } from '../core/json.ts';
import { isJsonObject, objectAt, stringAt } from '../core/json.ts';
import { parseInstant } from '../core/time.ts';
import type { Millis } from '../core/time.ts';
import { jobId } from '../core/workspace.ts';
import { strange } from './arm-answer.ts';
import { tokenFor } from './arm-client.ts';
import type { ArmClient } from './arm-client.ts';

export type ArmWorkspacesOptions = {
  readonly client: ArmClient;
  readonly credential: TokenCredential;
  /** Audience of the second token that pipelines and jobs under the user's identity carry. */
  readonly amlAudience: string;
  readonly probeTimeout: Millis;
};

/** The code of ARM's refusal to change an existing job: a job of that name is there already. */
const nameTaken = 'JobPropertyImmutable';
/** The code with which it refuses to cancel a pipeline that has ended, as recorded. */
const pipelineEnded = 'CancelPipelineRunInTerminalStatus';

export function createArmWorkspaces(options: ArmWorkspacesOptions): Workspaces {
  const { client } = options;

  async function extraHeaders(properties: JsonObject): Promise<Record<string, string> | ArmTrouble> {
    const needsToken =
      stringAt(properties, 'jobType') === 'Pipeline' ||
      stringAt(objectAt(properties, 'identity'), 'identityType') === 'UserIdentity';
    if (!needsToken) return {};
    const token = await tokenFor(options.credential, options.amlAudience, client.timeout);
    return typeof token === 'string' ? { 'x-azureml-token': token } : token;
  }

  return {
    async getJob(workspace, name) {
      const answer = await client.send({ method: 'GET', address: jobId(workspace, name) });
      if (answer.kind !== 'answer') return answer;
      if (answer.status === 404) return { kind: 'absent' };
      const job = toJob(answer.body);
      return job === undefined ? strange(`an answer ${answer.status} without a job`) : { kind: 'found', job };
    },

    async putJob(workspace, name, properties) {
      const headers = await extraHeaders(properties);
      if (isTrouble(headers)) return headers;
      const answer = await client.send({
        method: 'PUT',
        address: jobId(workspace, name),
        body: { properties },
        headers,
      });
      if (answer.kind === 'refused' && answer.reason.code === nameTaken) return { kind: 'exists' };
      if (answer.kind !== 'answer') return answer;
      // 404 on a PUT names a dependency that the workspace lacks: a refusal, not an absent job.
      if (answer.status === 404) return { kind: 'refused', status: 404, reason: notFoundReason(answer.body) };
      if (answer.status === 200) return { kind: 'exists' };
      const job = toJob(answer.body);
      return job === undefined ? strange(`an answer ${answer.status} without a job`) : { kind: 'created', job };
    },

    async cancelJob(workspace, name) {
      const answer = await client.send({ method: 'POST', address: `${jobId(workspace, name)}/cancel` });
      // A pipeline that has ended refuses; its innermost code says why.
      if (answer.kind === 'refused' && answer.reason.code === pipelineEnded) return { kind: 'ended' };
      if (answer.kind !== 'answer') return answer;
      if (answer.status === 404) return { kind: 'absent' };
      // A command that has ended answers 200, without a word of what was done.
      return { kind: answer.status === 202 ? 'accepted' : 'ended' };
    },

    async listJobs(workspace, nextLink) {
      const answer = await client.send({ method: 'GET', address: nextLink ?? `${workspace.id}/jobs?listViewType=All` });
      if (answer.kind !== 'answer') return answer;
      const value = isJsonObject(answer.body) ? answer.body['value'] : undefined;
      if (!Array.isArray(value)) return strange(`an answer ${answer.status} without a list of jobs`);
      const next = stringAt(answer.body, 'nextLink');
      const jobs = value.flatMap((entry) => toJob(entry) ?? []);
      return { kind: 'page', jobs, ...(next === undefined || next === '' ? {} : { nextLink: next }) };
    },

    async probe(workspace) {
      const answer = await client.send({ method: 'GET', address: workspace.id, timeout: options.probeTimeout });
      if (answer.kind !== 'answer') return answer;
      return stringAt(answer.body, 'id') !== undefined
        ? { kind: 'alive' }
        : strange(`an answer ${answer.status} without the workspace`);
    },
  };
}

function isTrouble(value: Record<string, string> | ArmTrouble): value is ArmTrouble {
  return typeof value['kind'] === 'string';
}

function toJob(body: Json): ArmJob | undefined {
  const id = stringAt(body, 'id');
  const name = stringAt(body, 'name');
  if (!isJsonObject(body) || id === undefined || name === undefined) return undefined;
  const properties = body['properties'];
  const systemData = objectAt(body, 'systemData');
  const createdAt = parseInstant(stringAt(systemData, 'createdAt'));
  const createdBy = stringAt(systemData, 'createdBy');
  return {
    id,
    name,
    properties: isJsonObject(properties) ? properties : null,
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(createdBy === undefined ? {} : { createdBy }),
  };
}

function notFoundReason(body: Json): { code: string; message: string } {
  const error = objectAt(body, 'error');
  return {
    code: 'DependencyNotFound',
    message: stringAt(error, 'message')?.slice(0, 1_000) ?? 'the workspace lacks something that the job names',
  };
}
