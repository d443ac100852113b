import { z } from 'zod';
import { parseJobKey, parsePairName, specHash, type PairName, type SpecHash } from './ids.ts';
import { canonicalJson, isJsonObject, type JsonObject } from './json.ts';
import { fieldProblems } from './problem.ts';
import type { Reason } from './reason.ts';
import type { ResubmissionRequest } from './request.ts';

export type ParsedResubmission =
  | {
      readonly kind: 'request';
      readonly request: ResubmissionRequest;
      /** Of the content, whatever the order of its keys: the same request again has the same. */
      readonly bodyHash: SpecHash;
    }
  /** It can never be handled as it is. What of it could be read says where to record that. */
  | {
      readonly kind: 'malformed';
      readonly reasons: readonly [Reason, ...Reason[]];
      readonly requestId?: string;
      readonly pair?: PairName;
    };

/** Text that `parse` understands. */
function read<Value>(parse: (text: string) => Value | undefined, allowed: string) {
  return z.string({ error: allowed }).transform((text, context): Value => {
    const value = parse(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: allowed });
    return z.NEVER;
  });
}

const schemaOne = 'must be 1: another version may mean anything by the same keys';
const requestId = 'must be 1 to 128 of A-Z a-z 0-9 . _ : @ = + - and begin with a letter or digit';
const target = 'must be one of active, primary, secondary';
const why = 'must say why, in 1 to 1000 characters';

const shape = {
  schema: z.literal(1, { error: schemaOne }),
  // It becomes a key of a table, which must not hold / \ # ? or control characters.
  requestId: z.string({ error: requestId }).regex(/^[A-Za-z0-9][A-Za-z0-9._:@=+-]{0,127}$/, { error: requestId }),
  pair: read(parsePairName, 'must be the name of a pair: 2 to 24 lower-case letters and digits, a letter first'),
  job: read((text) => parseJobKey(text)?.key, 'must be primary:<job name> or secondary:<job name>'),
  target: z.enum(['active', 'primary', 'secondary'], { error: target }).default('active'),
  reason: z.string({ error: why }).trim().min(1, { error: why }).max(1000, { error: why }),
};
const messageSchema = z.strictObject(shape, {
  error: `is unknown; the keys are ${Object.keys(shape).join(', ')}`,
});

/** What would let the sender run code of its own. */
const carriers = ['spec', 'specUri', 'overrides'] as const;

/** Reads the text of a message of the queue `job-resubmissions`, or tells everything that is wrong with it. */
export function parseResubmission(text: string): ParsedResubmission {
  const body = parseJson(text);
  if (!isJsonObject(body)) {
    const message = 'the message must be a JSON object as plain UTF-8 text, not encoded as base64';
    return { kind: 'malformed', reasons: [{ code: 'NotJson', message }] };
  }
  const carried = carriers.filter((key) => Object.hasOwn(body, key));
  if (carried.length > 0) return malformed(body, carried.map(specNotAllowed));
  const parsed = messageSchema.safeParse(body);
  if (parsed.success) return { kind: 'request', request: parsed.data, bodyHash: specHash(canonicalJson(body)) };
  return malformed(
    body,
    fieldProblems(parsed.error).map(({ pointer, detail }) => ({
      code: pointer === '/schema' ? 'UnknownSchema' : 'InvalidMessage',
      message: `${pointer.slice(1)} ${detail}`,
    })),
  );
}

function specNotAllowed(key: string): Reason {
  const message = `${key} is off: whoever may write to the queue could run anything in both workspaces; name a job of the ledger`;
  return { code: 'SpecNotAllowed', message };
}

function malformed(body: JsonObject, [first, ...rest]: readonly Reason[]): ParsedResubmission {
  const [id, pair] = [shape.requestId.safeParse(body['requestId']), shape.pair.safeParse(body['pair'])];
  return {
    kind: 'malformed',
    reasons: [first ?? { code: 'InvalidMessage', message: 'the message cannot be handled' }, ...rest],
    ...(id.success ? { requestId: id.data } : {}),
    ...(pair.success ? { pair: pair.data } : {}),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
