import type { Answer } from './answer.ts';
import type { Books } from './books.ts';
import type { World } from './context.ts';
import type { Faults } from './faults.ts';
import type { IdentityMode } from './identity.ts';
import type { JsonObject } from './json.ts';
import type { Throttle } from './throttle.ts';
import type { SimulatorAddresses } from './types.ts';

export type ControlWorld = {
  readonly world: World;
  readonly books: Books;
  readonly faults: Faults;
  readonly throttle: Throttle;
  readonly regions: readonly string[];
  identityMode: IdentityMode;
  addresses(): SimulatorAddresses;
};

export type ControlCall = {
  readonly control: ControlWorld;
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly query: URLSearchParams;
  readonly body: JsonObject;
};

export type ControlOperation = (call: ControlCall) => Answer | Promise<Answer>;
