import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../shared/core/json.ts';
import { resumed, withResume } from '../../../../shared/core/translate/resume.ts';

const resume = { checkpoint: 'azureml://datastores/d/paths/c', root: '/r', origin: '/o', attempt: 2 };
const variables = {
  FAILOVER_CHECKPOINT_URI: 'azureml://datastores/d/paths/c',
  FAILOVER_ROOT_JOB: '/r',
  FAILOVER_ORIGIN_JOB: '/o',
  FAILOVER_ATTEMPT: '2',
};
const tags = { 'failover.checkpoint': resume.checkpoint };

describe('the variables are added', () => {
  test.each(['Command', 'Spark'])('to a %s job, beside its own', (jobType) => {
    expect(withResume({ jobType, environmentVariables: { A: '1', FAILOVER_ATTEMPT: '1' } }, resume)).toEqual({
      ...{ jobType, tags },
      environmentVariables: { A: '1', ...variables },
    });
  });

  test('to the trials of a sweep', () => {
    expect(withResume({ jobType: 'Sweep', trial: { command: 'x' } }, resume)).toEqual({
      ...{ jobType: 'Sweep', tags },
      trial: { command: 'x', environmentVariables: variables },
    });
  });

  test('to every command of a pipeline, nested ones included, in the spelling that is there', () => {
    const jobs: JsonObject = {
      plain: { type: 'command', environment_variables: { A: '1' } },
      camel: { environmentVariables: { B: '2' } },
      outer: { type: 'pipeline', jobs: { inner: { type: 'command' } } },
      sweep: { type: 'sweep', trial: 'azureml:c:1' },
      choice: { type: 'if_else', condition: '${{parent.jobs.plain.outputs.o}}' },
    };
    expect(withResume({ jobType: 'Pipeline', jobs }, resume)).toEqual({
      ...{ jobType: 'Pipeline', tags },
      jobs: {
        plain: { type: 'command', environment_variables: { A: '1', ...variables } },
        camel: { environmentVariables: { B: '2', ...variables } },
        outer: { type: 'pipeline', jobs: { inner: { type: 'command', environment_variables: variables } } },
        sweep: jobs['sweep'],
        choice: jobs['choice'],
      },
    });
  });
});

test('AutoML, which runs no code of the user, only gets the tag that says where the checkpoints are now', () => {
  expect(withResume({ jobType: 'AutoML', taskDetails: {} }, resume)).toEqual({
    jobType: 'AutoML',
    taskDetails: {},
    tags,
  });
});

test('a job that does not say where its checkpoints are is left as it is', () => {
  const spec = { jobType: 'Command', command: 'x' };
  expect(resumed({ spec }, resume)).toBe(spec);
});
