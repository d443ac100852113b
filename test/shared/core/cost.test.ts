import { expect, test } from 'vitest';
import { estimateCost } from '../../../shared/core/cost.ts';
import type { Demand } from '../../../shared/core/readiness/demand.ts';

const on = (job: string, cores: Readonly<Record<string, number>>, computes = ['gpu']): Demand => ({
  ...{ job, computes },
  cores: new Map(Object.entries(cores)),
});

test('cores, times the price of their family, times hours', () => {
  const jobs = [on('a', { standardNCFamily: 6 }), on('b', { standardDSv2Family: 4 })];
  expect(estimateCost(jobs, { standardNCFamily: 1.5, default: 0.1 }, 8)).toEqual({ cost: 75.2, unpriced: 0 });
});

test('the steps of one job are added, family by family', () => {
  expect(estimateCost([on('a', { one: 2, other: 4 })], { one: 1, other: 2 }, 1)).toEqual({ cost: 10, unpriced: 0 });
});

test('families are spelled in any case of letters', () => {
  expect(estimateCost([on('a', { StandardNCFamily: 1 })], { standardncfamily: 2 }, 1).cost).toBe(2);
});

test('jobs whose machines or prices nobody knows are counted, and are not in the cost', () => {
  const jobs = [on('known', { one: 1 }), on('no price', { other: 1 }), on('attached', {}, ['aks']), on('none', {}, [])];
  expect(estimateCost(jobs, { one: 3 }, 1)).toEqual({ cost: 3, unpriced: 2 });
});

test('nothing costs nothing', () => {
  expect(estimateCost([], { default: 1 }, 8)).toEqual({ cost: 0, unpriced: 0 });
});
