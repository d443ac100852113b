import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJobEvent } from '../../../shared/core/job-event.ts';

const workspaceId =
  '/subscriptions/5f08d643/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/vision-east';
const at = Date.parse('2026-03-01T12:00:00.1234567Z');

/** As a user recorded it from a pipeline (azure-docs pull request 59351), with names shortened. */
const pipelineRun = {
  runStatus: 'NotStarted',
  experimentId: 'acbe2f7e-8a06-4b52-a1e0-1e5f5d5c8f6a',
  experimentName: 'ml-pipeline-x-dev',
  runId: 'adf1c5ac-8a5e-4a4e-9d3c-2f6f9c0b8c11',
  runType: 'azureml.PipelineRun',
  runTags: { 'azureml.pipelineid': '3a1c', 'azureml.pipelineComponent': 'pipelinerun' },
  runProperties: {
    'azureml.runsource': 'azureml.PipelineRun',
    runSource: 'SDK',
    'azureml.parameters': '{}',
    'azureml.pipelineid': '3a1c',
  },
};
const gridEvent = (
  data: object,
  eventType = 'Microsoft.MachineLearningServices.RunStatusChanged',
  envelope: object = {},
) => ({
  topic: workspaceId,
  eventType,
  subject: 'experiments/acbe2f7e-8a06-4b52-a1e0-1e5f5d5c8f6a/runs/adf1c5ac-8a5e-4a4e-9d3c-2f6f9c0b8c11',
  eventTime: '2026-03-01T12:00:00.1234567Z',
  id: '2ee0e2bd-0c6c-4b3c-9f0e-5b3a1ad5a7c6',
  data,
  dataVersion: '',
  metadataVersion: '1',
  ...envelope,
});

describe('a change of status', () => {
  test('is read from the schema of Event Grid', () => {
    expect(parseJobEvent(gridEvent(pipelineRun))).toEqual({
      kind: 'job',
      workspaceId,
      name: pipelineRun.runId,
      at,
      status: 'NotStarted',
      experiment: 'ml-pipeline-x-dev',
      tags: pipelineRun.runTags,
    });
  });

  test('is read from a CloudEvent, and says the same', () => {
    const { topic: source, eventType: type, eventTime: time, ...others } = gridEvent(pipelineRun);
    expect(parseJobEvent({ ...others, specversion: '1.0', source, type, time })).toEqual(
      parseJobEvent(gridEvent(pipelineRun)),
    );
  });

  test('keeps the spelling of the status, the job and the workspace', () => {
    const event = gridEvent({ runId: 'Train_7', runStatus: 'failed' }, undefined, { topic: workspaceId.toUpperCase() });
    expect(parseJobEvent(event)).toEqual({
      kind: 'job',
      workspaceId: workspaceId.toUpperCase(),
      name: 'Train_7',
      at,
      status: 'failed',
    });
  });

  test('may have a type of null, no properties, and tags that are no strings', () => {
    const data = {
      runId: 'train_7',
      runStatus: 'Running',
      runType: null,
      runTags: { epochs: 3, gpu: true, none: null, deep: { a: 1 } },
      runProperties: null,
    };
    expect(parseJobEvent(gridEvent(data))).toMatchObject({
      kind: 'job',
      tags: { epochs: '3', gpu: 'true', deep: '{"a":1}' },
    });
  });

  test('to the end may be told by RunCompleted, which names no status', () => {
    const { runStatus: _, ...data } = pipelineRun;
    expect(parseJobEvent(gridEvent(data, 'Microsoft.MachineLearningServices.RunCompleted'))).toMatchObject({
      kind: 'job',
      status: 'Completed',
    });
  });
});

describe('a step of a pipeline', () => {
  const step = (data: object) => parseJobEvent(gridEvent({ runId: 'step_1', runStatus: 'Running', ...data }));

  test.each(['azureml.StepRun', 'azureml.steprun', 'azureml.ReusedStepRun'])(
    'is known by the run type %s',
    (runType) => {
      expect(step({ runType })).toEqual({ kind: 'child', workspaceId, name: 'step_1', at });
    },
  );

  test.each(['azureml.rootpipelinerunid', 'azureml.pipelinerunid', 'azureml.rootPipelineRunId'])(
    'is known by %s',
    (key) => {
      expect(step({ runType: null, runProperties: { [key]: 'root_1' } })).toEqual({
        kind: 'child',
        workspaceId,
        name: 'step_1',
        at,
        root: 'root_1',
      });
    },
  );

  test('is not a root whose own id those properties hold, in whatever letter case', () => {
    expect(
      step({ runProperties: { 'azureml.rootpipelinerunid': 'STEP_1', 'azureml.pipelinerunid': '' } }),
    ).toMatchObject({ kind: 'job' });
  });
});

describe("ARM's events", () => {
  const armEvent = (
    eventType: string,
    operationName: string,
    resource = `${workspaceId}/jobs/train_7`,
    data: object = { resourceUri: resource },
  ) =>
    gridEvent({ operationName, status: 'Succeeded', ...data }, eventType, {
      topic: '/subscriptions/5f08d643',
      subject: resource,
    });
  const write = 'Microsoft.MachineLearningServices/workspaces/jobs/write';
  const cancel = 'Microsoft.MachineLearningServices/workspaces/jobs/cancel/action';

  test.each([write, write.toUpperCase()])('tell of a job that was written (%s)', (operation) => {
    expect(parseJobEvent(armEvent('Microsoft.Resources.ResourceWriteSuccess', operation))).toEqual({
      kind: 'job',
      workspaceId,
      name: 'train_7',
      at,
    });
  });

  test('tell of a job whose end was asked for', () => {
    expect(parseJobEvent(armEvent('Microsoft.Resources.ResourceActionSuccess', cancel))).toEqual({
      ...{ kind: 'job', workspaceId, name: 'train_7', at },
      cancelRequested: true,
    });
    expect(
      parseJobEvent(
        armEvent('Microsoft.Resources.ResourceActionSuccess', cancel, `${workspaceId}/jobs/train_7/cancel`),
      ),
    ).toMatchObject({
      name: 'train_7',
    });
  });

  test('name the job in their subject where the data does not', () => {
    expect(parseJobEvent(armEvent('Microsoft.Resources.ResourceWriteSuccess', write, undefined, {}))).toMatchObject({
      name: 'train_7',
    });
  });

  test.each([
    ['Microsoft.Resources.ResourceWriteSuccess', 'Microsoft.MachineLearningServices/workspaces/computes/write'],
    ['Microsoft.Resources.ResourceWriteSuccess', cancel],
    ['Microsoft.Resources.ResourceActionSuccess', 'Microsoft.MachineLearningServices/workspaces/listKeys/action'],
  ])('are ignored when they are about something else (%s, %s)', (type, operation) => {
    expect(parseJobEvent(armEvent(type, operation))).toMatchObject({
      kind: 'ignored',
      why: expect.stringContaining(operation) as string,
    });
  });

  test('that name no job are malformed', () => {
    expect(
      parseJobEvent(armEvent('Microsoft.Resources.ResourceWriteSuccess', write, '/subscriptions/5f08d643/jobs/x')),
    ).toEqual({
      kind: 'malformed',
      problems: [{ path: '/data/resourceUri', value: '/subscriptions/5f08d643/jobs/x', allowed: "a job's ARM id" }],
    });
  });
});

describe('anything else', () => {
  test('of another type is ignored, and says which', () => {
    expect(parseJobEvent(gridEvent({}, 'Microsoft.MachineLearningServices.ModelRegistered'))).toEqual({
      kind: 'ignored',
      why: 'events of the type Microsoft.MachineLearningServices.ModelRegistered say nothing about a job',
    });
  });

  test('that is malformed tells everything that is wrong with it at once', () => {
    expect(
      parseJobEvent(
        gridEvent({ runId: 'a/b', runStatus: 7 }, undefined, { topic: '/subscriptions/x', eventTime: 'yesterday' }),
      ),
    ).toEqual({
      kind: 'malformed',
      problems: [
        { path: '/topic', value: '/subscriptions/x', allowed: "a workspace's ARM id" },
        { path: '/data/runId', value: 'a/b', allowed: 'the name of a job' },
        { path: '/eventTime', value: 'yesterday', allowed: 'an ISO 8601 timestamp' },
        { path: '/data/runStatus', value: 7, allowed: 'the status of a job' },
      ],
    });
  });

  test.each([[undefined], [null], ['text'], [[{}]], [{}], [{ specversion: '1.0' }]])(
    'that is no event is malformed: %j',
    (event) => {
      expect(parseJobEvent(event)).toMatchObject({ kind: 'malformed' });
    },
  );

  test('never makes the parser throw', () => {
    const types = ['RunStatusChanged', 'RunCompleted'].map((type) => `Microsoft.MachineLearningServices.${type}`);
    const anEvent = fc.record({
      eventType: fc.constantFrom(...types, 'Microsoft.Resources.ResourceWriteSuccess'),
      topic: fc.oneof(fc.constant(workspaceId), fc.jsonValue()),
      eventTime: fc.oneof(fc.constant('2026-03-01T12:00:00Z'), fc.jsonValue()),
      data: fc.oneof(
        fc.jsonValue(),
        fc.record({
          runId: fc.jsonValue(),
          runStatus: fc.jsonValue(),
          runTags: fc.jsonValue(),
          runProperties: fc.jsonValue(),
        }),
      ),
    });
    fc.assert(
      fc.property(fc.oneof(anEvent, fc.anything()), (event) => {
        expect(parseJobEvent(event)).toHaveProperty('kind');
      }),
    );
  });
});
