import { DefaultAzureCredential } from '@azure/identity';
import { readFileSync } from 'node:fs';
import { createLogAnnouncer, createTopicAnnouncer } from '../shared/adapters/announcers.ts';
import { createBlobCopies } from '../shared/adapters/blob-copies.ts';
import { createDurableOrchestrations } from '../shared/adapters/durable-orchestrations.ts';
import { createInvocationLog, withLogSink } from '../shared/adapters/invocation-log.ts';
import type { StorageOptions } from '../shared/adapters/table-client.ts';
import { fileText } from '../shared/adapters/yaml-document.ts';
import { zip } from '../shared/adapters/zip.ts';
import { configPath, formatProblem, loadConfig } from '../shared/config.ts';
import { instant } from '../shared/core/time.ts';
import { createActivities } from './activities/index.ts';
import { ORCHESTRATORS, QUEUES } from './names.ts';
import { createPorts } from './ports.ts';
import { register } from './register.ts';

/** The composition root: configuration, credentials and ports, and what the host is told about them. */
const fileName = configPath(process.env);
const loaded = loadConfig({ yamlText: readConfigFile(fileName), fileName, env: process.env });
if (loaded.kind === 'invalid') {
  throw new Error(
    `the configuration has ${loaded.problems.length} problems:\n${loaded.problems.map(formatProblem).join('\n')}`,
  );
}
const { config, settings } = loaded;

const clock = { now: () => instant(Date.now()) };
const log = createInvocationLog();
const credential = new DefaultAzureCredential();
const storage: StorageOptions = {
  timeout: config.timeouts.storage,
  access:
    settings.storage.kind === 'connection-string'
      ? { kind: 'connectionString', value: settings.storage.connectionString }
      : {
          kind: 'identity',
          tableEndpoint: settings.storage.table,
          blobEndpoint: settings.storage.blob,
          queueEndpoint: settings.storage.queue,
          credential,
        },
};

const deps = {
  config,
  ...createPorts({
    ...{ config, settings, storage, credential, clock, log },
    queues: {
      specWork: QUEUES.specWork,
      mirrorWork: QUEUES.mirrorWork,
      resubmissions: QUEUES.jobResubmissions,
      resubmissionsPoison: QUEUES.jobResubmissionsPoison,
      poison: [QUEUES.jobResubmissionsPoison, QUEUES.specWorkPoison, QUEUES.mirrorWorkPoison],
    },
    blobs: createBlobCopies({ endpoint: settings.blobEndpoint, credential, timeout: config.timeouts.storage }),
    announcer:
      settings.eventTopicEndpoint === undefined
        ? createLogAnnouncer(log)
        : createTopicAnnouncer({ endpoint: settings.eventTopicEndpoint, credential, timeout: config.timeouts.storage }),
  }),
};

register({ ...deps, archive: { text: fileText, zip } }, createActivities(deps), {
  orchestrations: (durable) => createDurableOrchestrations(durable, ORCHESTRATORS.failoverRun),
  logged: withLogSink,
});
log.info('app.started', { pairs: config.pairs.map(({ name }) => name) });

function readConfigFile(name: string): string {
  try {
    return readFileSync(name, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      `the configuration file ${name} cannot be read (${why}); put it there, or name another one in FAILOVER_CONFIG`,
      { cause: error },
    );
  }
}
