import { routeNotFound } from './errors-derived.ts';
import { ok } from './answer.ts';
import { managementAudience, machineLearningAudience } from './tokens.ts';
import type { Arrival, ArmRequest } from './arm.ts';
import type { World } from './context.ts';

/**
 * The data plane host of a region, as far as a probe needs it: its discovery document, without a token, as Azure's.
 */
export function createRegionHost(world: World, region: string): (request: ArmRequest) => Arrival {
  return (request) => {
    const path = request.url.pathname.toLowerCase();
    const isDiscovery = path === '/discovery' || path.startsWith('/discovery/');
    return {
      workspace: undefined,
      region,
      operation: isDiscovery ? 'host/discovery' : 'host/unknown',
      subscriptionId: '',
      principal: world.tokens.check(request.headers['authorization'], [managementAudience, machineLearningAudience]),
      run: () => (isDiscovery ? ok(discovery(world.regionUrls[region] ?? '')) : routeNotFound(request.url.pathname)),
      strand() {},
    };
  };
}

function discovery(url: string): Record<string, string> {
  const services = [
    'api',
    'catalog',
    'experimentation',
    'gallery',
    'history',
    'hyperdrive',
    'labeling',
    'modelmanagement',
    'notebooks',
  ];
  return Object.fromEntries(services.map((service) => [service, url]));
}
