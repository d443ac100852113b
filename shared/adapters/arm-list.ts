import { isJsonObject, stringAt, type Json } from '../core/json.ts';
import type { ArmTrouble } from '../ports.ts';
import { strange } from './arm-answer.ts';
import type { ArmClient } from './arm-client.ts';

export type ArmList =
  | { readonly kind: 'list'; readonly value: readonly Json[] }
  /** There is no such list here, or we may not see it. */
  | { readonly kind: 'absent' }
  | ArmTrouble;

/** All pages of a list of ARM's. */
export async function readList(client: ArmClient, path: string): Promise<ArmList> {
  const all: Json[] = [];
  let address: string | undefined = path;
  while (address !== undefined) {
    const answer = await client.send({ method: 'GET', address });
    if (answer.kind === 'refused') return { kind: 'absent' };
    if (answer.kind !== 'answer') return answer;
    if (answer.status === 404) return { kind: 'absent' };
    const value = isJsonObject(answer.body) ? answer.body['value'] : undefined;
    if (!Array.isArray(value)) return strange(`an answer ${answer.status} without a list`);
    all.push(...value);
    const next = stringAt(answer.body, 'nextLink');
    address = next === '' ? undefined : next;
  }
  return { kind: 'list', value: all };
}
