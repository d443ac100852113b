import { describe, expect, test } from 'vitest';
import { parseResubmission } from '../../../shared/core/request-message.ts';

const message = {
  schema: 1,
  requestId: 'nightly-2026-03-14',
  pair: 'vision',
  job: 'primary:Train_ResNet-7',
  target: 'secondary',
  reason: 'nightly retraining',
};

function reasons(body: unknown): readonly string[] {
  const parsed = parseResubmission(typeof body === 'string' ? body : JSON.stringify(body));
  return parsed.kind === 'malformed' ? parsed.reasons.map(({ code, message: text }) => `${code}: ${text}`) : [];
}

describe('a message of job-resubmissions', () => {
  test('is read into a request', () => {
    expect(parseResubmission(JSON.stringify(message))).toEqual({
      kind: 'request',
      request: { ...message, job: 'primary:train_resnet-7' },
      bodyHash: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
    });
  });

  test('goes to the active workspace where it names none', () => {
    const { target: _, ...rest } = message;
    expect(parseResubmission(JSON.stringify(rest))).toMatchObject({ request: { target: 'active' } });
  });

  test('has the same hash however its keys are ordered, and another one when anything differs', () => {
    const hash = (body: unknown) => {
      const parsed = parseResubmission(JSON.stringify(body, null, 1));
      return parsed.kind === 'request' ? parsed.bodyHash : undefined;
    };
    const reordered = Object.fromEntries(Object.entries(message).toReversed());
    expect(hash(reordered)).toBe(hash(message));
    expect(hash({ ...message, reason: 'another' })).not.toBe(hash(message));
  });

  test('is refused with every problem at once', () => {
    expect(reasons({ schema: 1, requestId: 'a/b', pair: 'V', job: 'train', target: 'both', reson: 'x' })).toEqual([
      'InvalidMessage: requestId must be 1 to 128 of A-Z a-z 0-9 . _ : @ = + - and begin with a letter or digit',
      'InvalidMessage: pair must be the name of a pair: 2 to 24 lower-case letters and digits, a letter first',
      'InvalidMessage: job must be primary:<job name> or secondary:<job name>',
      'InvalidMessage: target must be one of active, primary, secondary',
      'InvalidMessage: reason must say why, in 1 to 1000 characters',
      'InvalidMessage: reson is unknown; the keys are schema, requestId, pair, job, target, reason',
    ]);
  });

  test.each(['spec', 'specUri', 'overrides'])('that carries %s is refused, for it could run anything', (key) => {
    expect(reasons({ ...message, [key]: {} })).toEqual([expect.stringMatching(`^SpecNotAllowed: ${key} is off`)]);
  });

  test.each([2, '1', undefined])('of the unknown schema %j is refused, not guessed at', (schema) => {
    expect(reasons({ ...message, schema })).toEqual([expect.stringMatching(/^UnknownSchema: schema must be 1/)]);
  });

  test.each(['', 'hello', '[]', 'null', 'eyJzY2hlbWEiOjF9'])('that is no JSON object is refused: %j', (text) => {
    expect(reasons(text)).toEqual([expect.stringMatching(/^NotJson: /)]);
  });

  test('that is refused still says under which id and pair to record that', () => {
    expect(parseResubmission(JSON.stringify({ ...message, job: 7 }))).toMatchObject({
      kind: 'malformed',
      requestId: 'nightly-2026-03-14',
      pair: 'vision',
    });
    expect(parseResubmission(JSON.stringify({ ...message, requestId: '#', pair: 7 }))).not.toHaveProperty('requestId');
  });
});
