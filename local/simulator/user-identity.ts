import { guidFrom } from './random.ts';

/** The client id of a user-assigned identity, as a GET of its workspace tells it. */
export function clientIdOf(identity: string): string {
  return guidFrom(`${identity}/client`);
}

export function principalIdOf(identity: string): string {
  return guidFrom(`${identity}/principal`);
}
