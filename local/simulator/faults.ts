import type { Books } from './books.ts';
import type { JsonObject } from './json.ts';
import type { Random } from './random.ts';

export const faultKinds = [
  'reset',
  'blackhole',
  '5xx',
  'slow',
  'throttle',
  'lostAnswer',
  'orphan',
  'stuckPreparing',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** What is faulted under this name is what ARM answers for no region: the description of its cloud. */
export const globalRegion = 'global';

export const faultedHosts = ['service', 'storage'] as const;
export type FaultedHosts = (typeof faultedHosts)[number];

export type Fault = {
  readonly kind: FaultKind;
  /** The hosts that it hits: ARM and the data plane, unless it names the storage accounts. Darkness hits both. */
  readonly on?: FaultedHosts;
  readonly operations?: 'read' | 'write' | 'all';
  readonly methods?: readonly string[];
  /** The share of matching requests that are hit, 0 to 1. */
  readonly rate?: number;
  /** Only the first so many matching requests are hit. */
  readonly count?: number;
  /** `slow`: how long the answer takes. */
  readonly ms?: number;
  /** `5xx`: which one; 503 unless told. `orphan`: 504. */
  readonly status?: number;
  /** `throttle`: another bucket than ARM's. */
  readonly bucket?: { readonly size: number; readonly perSecond: number };
};

export type DarkMode = 'reset' | 'blackhole';
export type Darkness = { readonly mode: DarkMode; readonly jobs: 'freeze' | 'continue' };

type Active = { readonly fault: Fault; left: number };

export type Faults = {
  set(region: string, faults: readonly Fault[]): void;
  clear(region: string): void;
  darken(region: string, darkness: Darkness): void;
  lighten(region: string): void;
  darkness(region: string): Darkness | undefined;
  /** The faults that hit this request, used up as they are returned; of those that end it only the first. */
  forRequest(region: string, method: string, on?: FaultedHosts): Fault[];
  /** Whether this job gets stuck while it is prepared. */
  holdsPreparing(region: string): boolean;
  list(): Record<string, { faults: readonly Fault[]; dark: Darkness | null }>;
};

/** What is wrong with which region. Nothing is drawn but from the seed. */
export function createFaults(random: Random, books: Books): Faults {
  const active = new Map<string, Active[]>();
  const dark = new Map<string, Darkness>();
  const note = (region: string, action: string, faults?: readonly Fault[]): void =>
    books.write({ kind: 'fault', region, action, ...(faults === undefined ? {} : { faults: faults.map(asJson) }) });

  const hits = (one: Active): boolean => {
    if (one.left <= 0) return false;
    if (one.fault.rate !== undefined && random() >= one.fault.rate) return false;
    one.left -= 1;
    return true;
  };
  const of = (region: string): Active[] => active.get(region) ?? [];

  return {
    set(region, faults) {
      active.set(
        region,
        faults.map((fault) => ({ fault, left: fault.count ?? Number.POSITIVE_INFINITY })),
      );
      note(region, 'faults', faults);
    },
    clear(region) {
      active.delete(region);
      note(region, 'faults-cleared');
    },
    darken(region, darkness) {
      dark.set(region, darkness);
      note(region, 'dark', [{ kind: darkness.mode }]);
    },
    lighten(region) {
      dark.delete(region);
      note(region, 'light');
    },
    darkness: (region) => dark.get(region),
    forRequest(region, method, on = 'service') {
      const darkness = dark.get(region);
      if (darkness !== undefined) return [{ kind: darkness.mode }];
      const found: Fault[] = [];
      for (const one of of(region)) {
        if (one.fault.kind === 'stuckPreparing' || (one.fault.on ?? 'service') !== on) continue;
        if (!matches(one.fault, method) || !hits(one)) continue;
        found.push(one.fault);
        if (one.fault.kind !== 'slow' && one.fault.kind !== 'throttle') break;
      }
      return found;
    },
    holdsPreparing: (region) => of(region).some((one) => one.fault.kind === 'stuckPreparing' && hits(one)),
    list: () =>
      Object.fromEntries(
        [...new Set([...active.keys(), ...dark.keys()])].map((region) => [
          region,
          { faults: of(region).map((one) => one.fault), dark: dark.get(region) ?? null },
        ]),
      ),
  };
}

export function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

function matches(fault: Fault, method: string): boolean {
  if (fault.methods !== undefined) return fault.methods.some((each) => each.toUpperCase() === method);
  const operations = fault.operations ?? (fault.kind === 'lostAnswer' || fault.kind === 'orphan' ? undefined : 'all');
  // A lost answer matters where something was committed: PUT, unless other methods are named.
  if (operations === undefined) return method === 'PUT';
  return operations === 'all' || (operations === 'read') === isRead(method);
}

function asJson(fault: Fault): JsonObject {
  return JSON.parse(JSON.stringify(fault)) as JsonObject;
}
