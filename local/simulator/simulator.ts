import { createArm } from './arm.ts';
import { openBooks } from './books.ts';
import { makeCertificate } from './certificate.ts';
import { systemClock } from './clock.ts';
import { createControl } from './control.ts';
import { createEventDelivery } from './event-delivery.ts';
import { createEventSource } from './event-grid.ts';
import { createFaults } from './faults.ts';
import { createLifecycle } from './lifecycle.ts';
import { jobEntry } from './job-entry.ts';
import { createRandom, guidFrom } from './random.ts';
import { createRegionHost } from './region-host.ts';
import { createHandler } from './server.ts';
import { listen } from './listener.ts';
import { addWorkspace } from './seeding.ts';
import { createStanding } from './standing.ts';
import { workOf } from './run-work.ts';
import { createStorageFront } from './storage-front.ts';
import { regionOfAccount } from './store.ts';
import { createThrottle } from './throttle.ts';
import { createTokens } from './tokens.ts';
import type { Books } from './books.ts';
import type { Clock } from './clock.ts';
import type { World } from './context.ts';
import type { DataStorage } from './data-storage.ts';
import type { ControlWorld } from './control-call.ts';
import type { Faults } from './faults.ts';
import type { Listener } from './listener.ts';
import type { Store } from './store.ts';
import type { JobTimes, Simulator, SimulatorAddresses, SimulatorOptions } from './types.ts';

export type { BookLine } from './books.ts';
export type { Simulator, SimulatorOptions, WorkspaceSeed } from './types.ts';

const defaultTimes: JobTimes = {
  startingMs: 200,
  queuedMs: 200,
  preparingMs: 300,
  runningMs: 600_000,
  finalizingMs: 200,
};
const defaultTenant = '7d0f1c52-6c0b-4a8e-8a3e-2f8a3d1b9c10';

/**
 * Starts two (or any number of) Azure ML regions behind ARM's HTTP interface. `internals` lets tests turn the clock by
 * hand.
 */
export async function startSimulator(options: SimulatorOptions, internals: { clock?: Clock } = {}): Promise<Simulator> {
  const clock = internals.clock ?? systemClock();
  const seed = options.seed ?? 1;
  const books = openBooks(clock, options.booksFile);
  const faults = createFaults(createRandom(seed), books);
  const world = createWorld(options, seed, clock, books, faults);
  const throttle = createThrottle(() => clock.now());
  const certificate = options.certificate ?? (await makeCertificate(options.folder));
  const identityHeader = guidFrom(`${seed}/identity-header`);

  const listeners: Listener[] = [];
  const open = async (handler: Parameters<typeof listen>[0], isSecure: boolean): Promise<string> => {
    const listener = await listen(handler, isSecure ? certificate : undefined);
    listeners.push(listener);
    return listener.url;
  };
  const front = { clock, books, faults, throttle };
  const storageFront = (storage: DataStorage): ReturnType<typeof createStorageFront> =>
    createStorageFront({
      storage,
      certificate: certificate.cert,
      ...{ clock, books, faults },
      tokens: world.tokens,
      firewalled: world.firewalled,
      regionOf: (account) => regionOfAccount(world.store, account),
    });
  world.armUrl = await open(createHandler({ ...front, url: () => world.armUrl, arrive: createArm(world) }), true);
  for (const { name } of options.regions) {
    const host = { ...front, url: () => world.regionUrls[name] ?? '', arrive: createRegionHost(world, name) };
    world.regionUrls[name] = await open(createHandler(host), true);
  }

  const storageUrl =
    options.dataStorage === undefined ? undefined : await open(storageFront(options.dataStorage), true);
  let controlUrl = '';
  const addresses = (): SimulatorAddresses => ({
    armUrl: world.armUrl,
    controlUrl,
    caFile: certificate.caFile,
    identity: { endpoint: `${controlUrl}/msi/token`, header: identityHeader },
    regionUrls: world.regionUrls,
    ...(storageUrl === undefined ? {} : { blobEndpoint: `${storageUrl}/{account}` }),
  });
  const regions = options.regions.map((region) => region.name);
  const control: ControlWorld = { world, books, faults, throttle, regions, identityMode: 'ok', addresses };
  controlUrl = await open(createControl(control), false);

  return {
    ...addresses(),
    books: () => books.lines(),
    token: (audience = 'https://management.azure.com') => world.tokens.issue(world.tokens.driver, audience).token,
    async stop() {
      clock.stop();
      world.delivery.stop();
      await Promise.all(listeners.map((listener) => listener.close()));
      books.close();
      if (options.certificate === undefined) certificate.remove();
    },
  };
}

function createWorld(options: SimulatorOptions, seed: number, clock: Clock, books: Books, faults: Faults): World {
  const tenantId = options.tenantId ?? defaultTenant;
  const tokens = createTokens(() => clock.now(), tenantId, seed);
  const store: Store = {
    workspaces: new Map(),
    registries: options.registries ?? [],
    standing: createStanding(),
    orders: 0,
  };
  for (const workspace of options.workspaces) {
    const added = addWorkspace(store, workspace, { at: clock.now(), by: tokens.driver });
    if (typeof added === 'string') throw new Error(added);
  }
  const regionTimes = new Map<string, Partial<JobTimes>>();
  const isDark = (region: string): boolean => faults.darkness(region) !== undefined;
  const delivery = createEventDelivery(clock, createRandom(seed + 1), books, isDark);
  const events = createEventSource(seed, tenantId);
  const lifecycle = createLifecycle(
    clock,
    { ...defaultTimes, ...options.times },
    {
      onStatus(job, change) {
        books.write(jobEntry(job, change));
        delivery.publish(events.runStatusChanged(job, change.at));
        if (job.status === 'Completed') delivery.publish(events.runCompleted(job, change.at));
      },
      isFrozen: (job) => faults.darkness(job.workspace.region)?.jobs === 'freeze',
      workOf: (job) =>
        options.dataStorage === undefined ? undefined : workOf(options.dataStorage, store, isDark, job),
      timesIn: (region) => regionTimes.get(region),
      holdsPreparing: (job) => faults.holdsPreparing(job.workspace.region),
    },
  );
  return {
    store,
    clock,
    tokens,
    lifecycle,
    events,
    delivery,
    pageSize: options.pageSize ?? 30,
    repeatedPut: 'accepted',
    storage: options.dataStorage,
    firewalled: new Set(),
    regionTimes,
    armUrl: '',
    regionUrls: {},
  };
}
