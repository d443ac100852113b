import {
  apiVersionMissing,
  authenticationFailed,
  bodyInvalid,
  methodNotAllowed,
  routeNotFound,
  workspaceNotFound,
} from './errors-derived.ts';
import { ok } from './answer.ts';
import { globalRegion } from './faults.ts';
import { isObject } from './json.ts';
import { managementAudience } from './tokens.ts';
import { answerLocation, readLocation } from './operations/location.ts';
import { answerPermissions, readPermissionsPath } from './operations/permissions.ts';
import { answerRegistry, readRegistryPath } from './operations/registry.ts';
import { findWorkspace, workspaceParts } from './store.ts';
import { createRoutes } from './routes.ts';
import type { Answer } from './answer.ts';
import type { World } from './context.ts';
import type { Json, JsonObject } from './json.ts';
import type { Workspace } from './store.ts';
import type { Principal } from './tokens.ts';

export type ArmRequest = {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
};

/** What ARM knows of a request before it acts on it. */
export type Arrival = {
  readonly workspace: Workspace | undefined;
  readonly region: string | undefined;
  readonly operation: string;
  readonly subscriptionId: string;
  readonly principal: Principal | 'missing' | 'invalid' | 'expired';
  run(): Answer | Promise<Answer>;
  /** Lets the pipeline that was just made never begin: what a gateway leaves behind that gives up on a PUT half-way. */
  strand(): void;
};

/** ARM's front: who asks for what of which workspace. Nothing happens before `run`. */
export function createArm(world: World): (request: ArmRequest) => Arrival {
  const routes = createRoutes();
  return (request) => {
    const path = request.url.pathname;
    const workspace = findWorkspace(world.store, path);
    const matched = routes.find(request.method, path);
    const location = readLocation(path);
    const registry = readRegistryPath(path);
    const scope = readPermissionsPath(path);
    // The audience of a cloud is the address of its ARM; on this machine that is our own.
    const audiences = [managementAudience, 'https://management.core.windows.net', world.armUrl];
    const principal = world.tokens.check(request.headers['authorization'], audiences);
    const operation =
      location?.operation ??
      registry?.operation ??
      (scope === undefined ? undefined : 'permissions/list') ??
      (typeof matched === 'object' ? matched.operation.name : 'unknown');

    if (path === '/metadata/endpoints') return describeCloud(world, request, principal);

    const run = (): Answer | Promise<Answer> => {
      if (typeof principal === 'string') return authenticationFailed(principal, world.tokens.tenantId);
      if (!request.url.searchParams.get('api-version')) return apiVersionMissing();
      if (location !== undefined) return answerLocation(world, location, request.method, request.url);
      if (registry !== undefined) return answerRegistry(world, registry, request.method);
      if (scope !== undefined) return answerPermissions(world, scope, request.method);
      if (matched === undefined) return routeNotFound(path);
      if (workspace === undefined) {
        const parts = workspaceParts(path);
        return workspaceNotFound(parts?.name ?? '', parts?.resourceGroup ?? '');
      }
      if (matched === 'no-method') return methodNotAllowed(request.method);
      const body = parseBody(request.body);
      if (body === 'invalid') return bodyInvalid('it is no JSON object');
      const where = { region: workspace.region, now: world.clock.now() };
      const { method, url, headers } = request;
      return matched.operation.run({
        world,
        workspace,
        principal,
        method,
        url,
        params: matched.params,
        headers,
        body,
        where,
      });
    };
    return {
      workspace,
      // Who may do what is told by ARM itself, wherever the resource is.
      region: scope === undefined ? (workspace?.region ?? location?.region) : undefined,
      operation,
      subscriptionId: /^\/subscriptions\/([^/]+)/i.exec(path)?.[1] ?? '',
      principal,
      run,
      strand() {
        const name = typeof matched === 'object' ? matched.params['job'] : undefined;
        const job = name === undefined ? undefined : workspace?.jobs.get(name.toLowerCase());
        if (job?.jobType === 'Pipeline' && job.status === 'NotStarted') world.lifecycle.drop(job);
      },
    };
  };
}

/** What ARM says of its own cloud: no token is asked for, no workspace, and no region that could be lost. */
function describeCloud(
  world: World,
  { method }: ArmRequest,
  principal: Principal | 'missing' | 'invalid' | 'expired',
): Arrival {
  const cloud = { name: 'AzureCloud', resourceManager: world.armUrl, authentication: { tenant: 'common' } };
  return {
    workspace: undefined,
    region: globalRegion,
    operation: 'metadata/endpoints',
    subscriptionId: '',
    principal,
    run: () => (method === 'GET' ? ok(cloud) : methodNotAllowed(method)),
    strand() {},
  };
}

function parseBody(text: string): JsonObject | undefined | 'invalid' {
  if (text === '') return undefined;
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) ? value : 'invalid';
  } catch {
    return 'invalid';
  }
}
