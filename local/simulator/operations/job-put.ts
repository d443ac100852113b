import { created as createdAnswer, ok } from '../answer.ts';
import { machineLearningAudience } from '../tokens.ts';
import {
  amlTokenMissing,
  bodyInvalid,
  jobNameInvalid,
  jobTypeUnsupported,
  propertyMissing,
  readOnlyRefused,
} from '../errors-derived.ts';
import { nameTaken } from '../errors/name-taken.ts';
import { identityMissing } from '../errors/identity-missing.ts';
import { raiseWrite } from '../context.ts';
import { addJob } from '../job-create.ts';
import { isRepeat, updateJob } from '../job-update.ts';
import { jobView } from '../job-view.ts';
import { objectAt, textAt } from '../json.ts';
import { readOnlyIn } from '../read-only.ts';
import { checkReference } from '../reference-check.ts';
import { jobReferencePlaces } from '../reference-places.ts';
import { clientIdOf } from '../user-identity.ts';
import type { Answer } from '../answer.ts';
import type { Call } from '../context.ts';
import type { JsonObject } from '../json.ts';
import type { Workspace } from '../store.ts';

const namePattern = /^[a-zA-Z0-9][a-zA-Z0-9\-_]{0,254}$/;

const requiredByType: Readonly<Record<string, readonly string[]>> = {
  Command: ['command', 'environmentId'],
  Pipeline: [],
  Sweep: ['trial', 'searchSpace', 'samplingAlgorithm', 'objective'],
  AutoML: ['taskDetails'],
  Spark: ['codeId', 'entry'],
};

/** What the recorded refusal names, whatever differs. */
const repeatedSections = ['settings', 'inputs', 'outputs', 'jobs', 'inputBindings', 'outputBindings'];

/** Creates a job, or updates the few things about it that may change. */
export function putJob(call: Call): Answer {
  const { workspace, where } = call;
  const name = call.params['job'] ?? '';
  if (!namePattern.test(name)) return jobNameInvalid(name, where);
  const properties = objectAt(call.body, 'properties');
  if (call.body === undefined || properties === undefined) return bodyInvalid("the member 'properties' is missing");
  const readOnly = readOnlyIn('jobs', call.body);
  if (readOnly.length > 0) return readOnlyRefused(readOnly, where);
  const refusal = checkShape(call, properties) ?? checkToken(call, properties);
  if (refusal !== undefined) return refusal;

  const existing = workspace.jobs.get(name.toLowerCase());
  if (existing !== undefined) {
    const isRefused = call.world.repeatedPut === 'refused' && isRepeat(existing, properties);
    const answer = isRefused ? nameTaken(repeatedSections, where) : updateJob(existing, properties, where);
    if (answer !== undefined) return answer;
    raiseWrite(call, `jobs/${existing.name}`, 'jobs/write', existing.name);
    return ok(jobView(existing));
  }
  const unresolved = checkReferences(call, properties);
  if (unresolved !== undefined) return unresolved;
  const job = addJob(call.world, workspace, { name, properties, by: call.principal });
  raiseWrite(call, `jobs/${name}`, 'jobs/write', name);
  return createdAnswer(jobView(job), call.url.href);
}

function checkShape(call: Call, properties: JsonObject): Answer | undefined {
  const jobType = textAt(properties, 'jobType');
  if (jobType === undefined) return propertyMissing('properties.jobType', call.where);
  const required = requiredByType[jobType];
  if (required === undefined) return jobTypeUnsupported(jobType, call.where);
  const missing = required.find((key) => properties[key] === undefined || properties[key] === null);
  return missing === undefined ? undefined : propertyMissing(`properties.${missing}`, call.where);
}

/** Work that is done in the submitter's name needs the submitter's own token for Azure ML besides ARM's. */
function checkToken(call: Call, properties: JsonObject): Answer | undefined {
  const isUser = textAt(properties['identity'], 'identityType')?.toLowerCase() === 'useridentity';
  if (properties['jobType'] !== 'Pipeline' && !isUser) return undefined;
  const found = call.world.tokens.check(call.headers['x-azureml-token'], [machineLearningAudience]);
  return typeof found === 'string' ? amlTokenMissing(call.where) : undefined;
}

/** Spark runs as an identity of the workspace: any of them, or the one that the job names. */
function hasIdentity({ identities }: Workspace, asked: JsonObject | undefined): boolean {
  if (asked === undefined) return identities.length > 0;
  const [resourceId, clientId] = [textAt(asked, 'resourceId'), textAt(asked, 'clientId')];
  const isNamed = resourceId !== undefined || clientId !== undefined;
  return (
    !isNamed ||
    identities.some(
      (one) =>
        (resourceId === undefined || one.toLowerCase() === resourceId.toLowerCase()) &&
        (clientId === undefined || clientIdOf(one) === clientId.toLowerCase()),
    )
  );
}

function checkReferences(call: Call, properties: JsonObject): Answer | undefined {
  const { world, workspace, where } = call;
  const jobType = textAt(properties, 'jobType') ?? '';
  if (jobType === 'Spark' && !hasIdentity(workspace, objectAt(properties, 'identity'))) {
    return identityMissing(workspace.name, where);
  }
  return jobReferencePlaces(jobType, properties)
    .map((place) => checkReference(world.store, workspace, place, where.now))
    .find((answer) => answer !== undefined);
}
