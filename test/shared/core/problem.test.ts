import { expect, test } from 'vitest';
import type { RunId } from '../../../shared/core/ids.ts';
import { conflict, invalid, notFound, unavailable } from '../../../shared/core/problem.ts';

test('what is not found is told by a code, a fixed title and what was looked for', () => {
  expect(notFound('PairNotFound', 'There is no pair "visoin".')).toEqual({
    type: 'urn:azureml-failover:problem:PairNotFound',
    title: 'There is no such pair.',
    status: 404,
    detail: 'There is no pair "visoin".',
    code: 'PairNotFound',
  });
});

test('an invalid body lists its mistakes one by one, and as one sentence', () => {
  const errors = [
    { pointer: '', detail: 'Must be JSON.' },
    { pointer: '/kind', detail: 'Must be failover.' },
  ];
  expect(invalid('InvalidBody', errors)).toMatchObject({
    status: 400,
    errors,
    detail: 'Must be JSON. /kind: Must be failover.',
  });
});

test('a conflict names the run that stands in the way', () => {
  expect(conflict('RunInProgress', 'vision-r3 is open.', 'vision-r3' as RunId)).toMatchObject({
    status: 409,
    run: 'vision-r3',
  });
});

test('what cannot be stored now may be sent again', () => {
  expect(unavailable('The alert could not be stored.')).toMatchObject({ status: 503, code: 'Unavailable' });
});
