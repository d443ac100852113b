import { isJsonObject, stringAt, type Json, type JsonObject } from '../json.ts';
import type { WorkspaceRef } from '../workspace.ts';
import { isAutoMlName } from './automl-run.ts';
import { markerPrefix, peopleTag } from './marker.ts';
import { holdsWorkspace } from './text.ts';

/**
 * What the service adds on GET and refuses, ignores or must not be told on PUT. Sources: recorded answers of the
 * service (2022 to 2025), read-only properties of the ARM schema 2025-12-01, and for the pipelines' run properties the
 * answers quoted in azure.azcollection's azure_rm_ml_job_info (2026).
 */
const serviceFields = new Set([
  'status',
  'parameters',
  'sourceJobId',
  'isArchived',
  'parentJobName',
  'systemData',
  // Of api-versions before 2022.
  'provisioningState',
  'output',
]);

const serviceTagPrefixes = ['_azureml.', '_aml_system_'];

/**
 * Run history writes more properties than any list can know (`azureml.parameters` is the primary's settings as JSON text,
 * ids and all). So besides the list there is a rule: a property under one of the service's own prefixes whose value
 * holds the id of a workspace describes the run that was, and goes. What users and git wrote there (`azureml.git.*`,
 * `mlflow.source.*`) holds no such id and stays.
 */
const runHistoryName = /^(azureml|mlflow)\b/i;
const workspaceId =
  /\/subscriptions\/[^/\s"]+\/resourceGroups\/[^/\s"]+\/|azureml:\/\/(locations|subscriptions|resourceGroups|datastores|jobs)\/|\.api\.azureml\./i;

/**
 * Under any name a job's property goes when its value is an address that only the service writes, or an id of the very
 * workspace that the job leaves: there the origin can be cancelled (`CancelUri` of AutoML), or its data lies. An author's
 * own property that holds such an id cannot be told from it, and would mislead in the other workspace. That ARM shows all
 * of the run history's properties is inferred: the recorded answers show some.
 */
const serviceAddress = /\.api\.azureml\.|azureml:\/\/locations\//i;

const serviceTags = new Set([
  'ProcessInfoFile',
  'ProcessStatusFile',
  'StartTimeUtc',
  'EndTimeUtc',
  'ContentSnapshotId',
  'AzureML.DerivedImageName',
  'azureml.datastoreId',
  'azureml.DatasetAccessMode',
  'azureml.DevPlatv2',
  'azureml.SourceComponentId',
  'azureml.continue_on_failed_optional_input',
  'azureml.continue_on_step_failure',
  'azureml.defaultComputeName',
  'azureml.defaultDataStoreName',
  // Of the batch endpoint that made the pipeline; it does not move.
  'azureml.deploymentname',
  'azureml.endpointname',
  'azureml.enforceRerun',
  'azureml.parameters',
  'azureml.pipelineComponent',
  'azureml.pipelines.stages',
  'azureml.runLineageType',
  'azureml.runsource',
  'azureml.sourcepipelinerunid',
  // MLflow's own links between runs, by ids that only the primary's run history knows.
  'mlflow.parentRunId',
  'mlflow.rootRunId',
  'runSource',
  'runType',
]);

/** Typed objects of which PUT lets every property be absent, so that a null says nothing that absence doesn't. */
const typedObjects = new Set([
  'resources',
  'queueSettings',
  'limits',
  'distribution',
  'identity',
  'notificationSetting',
]);

/**
 * The spec as its author could have sent it: without what the service added. Nulls are dropped where PUT accepts
 * absence. In the untyped `jobs` and `settings` and in maps with the user's own keys they stay, where `null` may be
 * what the author wrote.
 * @param source the workspace that the job is of: its ids in the job's properties were written by the service.
 */
export function stripServiceFields(spec: JsonObject, source?: WorkspaceRef): JsonObject {
  const isAutoMl = stringAt(spec, 'jobType') === 'AutoML';
  const strip = (key: string, value: Json): Json => {
    if ((key !== 'properties' && key !== 'tags') || !isJsonObject(value)) return stripField(key, value);
    const own = isAutoMl ? filterEntries(value, (name) => !isAutoMlName(name, key)) : value;
    return key === 'properties' ? stripProperties(own, source) : stripTags(own);
  };
  return filterEntries(
    mapEntries(spec, (value, key) => (serviceFields.has(key) ? null : strip(key, value))),
    (_, value) => value !== null,
  );
}

function stripProperties(properties: JsonObject, source: WorkspaceRef | undefined): JsonObject {
  return filterEntries(properties, (name, value) => {
    // They are texts, all of them; null is what AutoML writes where it has nothing to say.
    if (value === null || name.startsWith(markerPrefix) || isServiceTag(name, value)) return false;
    if (typeof value !== 'string') return true;
    return !serviceAddress.test(value) && (source === undefined || !holdsWorkspace(value, source));
  });
}

function stripTags(tags: JsonObject): JsonObject {
  return filterEntries(tags, (name, value) => !isServiceTag(name, value) && name !== peopleTag);
}

/** The field as an author would send it; null when nothing of it is left. */
function stripField(key: string, value: Json): Json {
  if (!isJsonObject(value)) return value;
  switch (key) {
    case 'services':
      return stripServices(value);
    case 'inputs':
      return mapEntries(value, withoutNulls);
    case 'outputs':
      return mapEntries(
        filterEntries(value, (name, output) => !isServiceOutput(name, output)),
        withoutNulls,
      );
    case 'trial':
      return withoutNulls(mapEntries(value, (child, name) => stripField(name, child)));
    case 'taskDetails':
      return withoutNulls(
        mapEntries(value, (child, name) => (name === 'searchSpace' ? child : withoutNullsBelow(child))),
      );
    default:
      return typedObjects.has(key) ? withoutNulls(value) : value;
  }
}

/** Whether the service, and not the author, gave the job this property or tag. */
export function isServiceTag(name: string, value: Json): boolean {
  if (serviceTags.has(name) || serviceTagPrefixes.some((prefix) => name.startsWith(prefix))) return true;
  return typeof value === 'string' && runHistoryName.test(name) && workspaceId.test(value);
}

/** Logs and undeclared outputs of every command job: named after the job and made anew for each. */
function isServiceOutput(name: string, output: Json): boolean {
  const uri = stringAt(output, 'uri') ?? '';
  return (
    name === 'default' && /^azureml:\/\/(.+\/)?datastores\/workspaceartifactstore\/(paths\/)?ExperimentRun\//i.test(uri)
  );
}

/** The author's own services (jupyter, ssh, dashboards), without what the service said about their state. */
function stripServices(services: JsonObject): Json {
  const own = filterEntries(services, (name, service) => {
    const type = stringAt(service, 'jobServiceType') ?? name;
    return !(serviceNames.has(name) && serviceNames.has(type));
  });
  const stripped = mapEntries(own, (service) =>
    isJsonObject(service) ? withoutNulls(filterEntries(service, isOwnServiceField)) : service,
  );
  return Object.keys(stripped).length === 0 ? null : stripped;
}

const serviceNames = new Set(['Tracking', 'Studio']);

function isOwnServiceField(key: string, value: Json): boolean {
  if (key === 'status' || key === 'errorMessage') return false;
  // The address of the node on which the job ran, as in `https://8265-….westus.nodes.azureml.ms`.
  return !(key === 'endpoint' && typeof value === 'string' && /\.azureml\.(ms|net)(?![\w.-])/i.test(value));
}

function withoutNulls(value: Json): Json {
  return isJsonObject(value) ? filterEntries(value, (_, child) => child !== null) : value;
}

function withoutNullsBelow(value: Json): Json {
  return withoutNulls(isJsonObject(value) ? mapEntries(value, withoutNullsBelow) : value);
}

// fromEntries, because assigning to the key `__proto__` would lose it.
function filterEntries(value: JsonObject, keep: (key: string, child: Json) => boolean): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([key, child]) => keep(key, child)));
}

export function mapEntries(value: JsonObject, change: (child: Json, key: string) => Json): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, change(child, key)]));
}
