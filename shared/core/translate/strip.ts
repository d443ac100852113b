import { isJsonObject, stringAt, type Json, type JsonObject } from '../json.ts';
import { markerPrefix, peopleTag } from './marker.ts';

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
 * `mlflow.source.*`) holds no such id and stays; so does every property under a name of the user's own.
 */
const runHistoryName = /^(azureml|mlflow)\b/i;
const workspaceId =
  /\/subscriptions\/[^/\s"]+\/resourceGroups\/[^/\s"]+\/|azureml:\/\/(locations|subscriptions|resourceGroups|datastores|jobs)\/|\.api\.azureml\./i;

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
 */
export function stripServiceFields(spec: JsonObject): JsonObject {
  return filterEntries(
    mapEntries(spec, (value, key) => (serviceFields.has(key) ? null : stripField(key, value))),
    (_, value) => value !== null,
  );
}

/** The field as an author would send it; null when nothing of it is left. */
function stripField(key: string, value: Json): Json {
  if (!isJsonObject(value)) return value;
  switch (key) {
    case 'properties':
      return filterEntries(value, (name, text) => !isServiceTag(name, text) && !name.startsWith(markerPrefix));
    case 'tags':
      return filterEntries(value, (name, text) => !isServiceTag(name, text) && name !== peopleTag);
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
