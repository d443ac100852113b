import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files of which each takes a minute or several, and that wait more than they work: the others fill their gaps. */
const slow = ['scenarios/demo.test', 'scenarios/demo-judgement', 'crash/crash-points', 'scenarios/', 'rules/rules'];

/** What takes longest begins first; at the end there are only short files left, and no worker is without one. */
export class SlowFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = slow.findIndex((part) => moduleId.includes(`/test/${part}`));
      return place < 0 ? slow.length : place;
    };
    return Promise.resolve(files.toSorted((a, b) => rank(a) - rank(b)));
  }
}
