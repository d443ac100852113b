import { isJsonObject, objectAt, stringAt, type JsonObject } from '../json.ts';
import type { Role } from './rules.ts';
import { escapeKey } from './walk.ts';

const binding = /^\$\{\{\s*parent\.inputs\.([\w-]+)\s*\}\}$/;

/**
 * A pipeline may take the compute or VM size of its nodes from an input (`computeId: ${{parent.inputs.compute}}`): then
 * the input's value is such a name, and no free text. The paths of these values, with what they are. Only the pipeline's
 * own nodes are looked at, since what a nested component does with an input is not said here.
 */
export function boundInputs(spec: JsonObject): ReadonlyMap<string, Role> {
  const found = new Map<string, Role>();
  const inputs = objectAt(spec, 'inputs');
  const jobs = objectAt(spec, 'jobs');
  if (inputs === undefined || jobs === undefined) return found;
  const bind = (text: string | undefined, role: Role) => {
    const name = text === undefined ? undefined : binding.exec(text)?.[1];
    if (name === undefined || !Object.hasOwn(inputs, name)) return;
    for (const key of ['value', 'default']) found.set(`/inputs/${escapeKey(name)}/${key}`, role);
  };
  bind(stringAt(objectAt(spec, 'settings'), 'default_compute'), 'compute');
  for (const node of Object.values(jobs)) {
    if (!isJsonObject(node)) continue;
    bind(stringAt(node, 'computeId') ?? stringAt(node, 'compute'), 'compute');
    const resources = objectAt(node, 'resources');
    bind(stringAt(resources, 'instance_type') ?? stringAt(resources, 'instanceType'), 'instanceType');
  }
  return found;
}
