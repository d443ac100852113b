import type { Deps } from '../../shared/work/deps.ts';

export type DeathPoint = { readonly write: number; readonly when: 'before' | 'after' };
export type Mortal = { readonly deps: Deps; readonly writes: readonly string[]; readonly died: Promise<void> };

/** Every method that writes a row or submits a job, in the ports that a run uses. */
const writing = {
  pointers: ['claim', 'switchActive', 'cancel', 'takeOver', 'setClaimState'],
  runs: ['insertRun', 'updateRun', 'insertItem', 'updateItem'],
  workspaces: ['putJob', 'cancelJob'],
} as const;

/**
 * The ports of a process that dies at its n-th write, before or after it took effect: from there on none of its calls
 * does anything or comes back, as after SIGKILL.
 */
export function makeMortal(deps: Deps, death: DeathPoint | undefined): Mortal {
  const writes: string[] = [];
  let dead = false;
  let die = (): void => {};
  const died = new Promise<void>((resolve) => {
    die = () => {
      dead = true;
      resolve();
    };
  });
  const never = new Promise<never>(() => {});

  function wrap<Port extends object>(port: Port, names: readonly string[]): Port {
    return new Proxy(port, {
      get(target, key, receiver) {
        const method: unknown = Reflect.get(target, key, receiver);
        if (typeof method !== 'function' || typeof key !== 'string') return method;
        return async (...args: unknown[]) => {
          if (dead) return never;
          if (!names.includes(key)) return (await Reflect.apply(method, target, args)) as unknown;
          writes.push(key);
          const last = death !== undefined && writes.length === death.write;
          if (last && death.when === 'before') {
            die();
            return never;
          }
          const result: unknown = await Reflect.apply(method, target, args);
          if (last) {
            die();
            return never;
          }
          return result;
        };
      },
    });
  }

  return {
    deps: {
      ...deps,
      pointers: wrap(deps.pointers, writing.pointers),
      runs: wrap(deps.runs, writing.runs),
      workspaces: wrap(deps.workspaces, writing.workspaces),
    },
    writes,
    died,
  };
}
