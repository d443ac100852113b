/**
 * Who may import what. A file belongs to the first zone one of whose `files` is the file itself or a folder above it.
 * `may`: imported freely. `typesOf`: `import type` only. Everything else is refused, so the rules that nothing imports
 * `functions/app.ts`, `local`, `web` or `test` hold because no zone lists them.
 *
 * A target is a file or folder of the project (`shared/core`), a package (`zod`), a scope (`@azure/*`) or `node:*`.
 * A leading `!` takes a target out again, whatever else lets it in.
 */
export type Zone = {
  readonly name: string;
  readonly files: readonly string[];
  readonly may: readonly string[];
  readonly typesOf?: readonly string[];
  /** Said with the error: what to do instead. */
  readonly because: string;
};

const FUNCTIONS_SDK = ['@azure/functions', 'durable-functions'];

export const ZONES: readonly Zone[] = [
  {
    name: 'core-ids',
    files: ['shared/core/ids.ts'],
    may: ['shared/core', 'zod', 'node:crypto'],
    because: 'core is pure: ids are derived with hashes here, and nothing else of the outside world is known',
  },
  {
    name: 'core',
    files: ['shared/core'],
    may: ['shared/core', 'zod'],
    because: 'core is pure: pass the value in as an argument; hashes come from ids.ts',
  },
  {
    name: 'ports',
    files: ['shared/ports.ts', 'shared/ports'],
    may: ['shared/core', 'shared/ports'],
    because: 'ports speak in words of the core alone, so that no SDK can leak through them',
  },
  {
    name: 'config',
    files: ['shared/config.ts', 'shared/config'],
    may: ['shared/config.ts', 'shared/config', 'shared/core', 'yaml', 'zod'],
    because: 'config turns text and environment into values; who reads the file passes its text in',
  },
  {
    name: 'work',
    files: ['shared/work'],
    may: ['shared/work', 'shared/core', 'shared/ports.ts', 'p-limit', 'node:timers/promises'],
    because: 'use cases reach the outside world through the ports that they are given',
  },
  {
    name: 'adapters',
    files: ['shared/adapters'],
    may: [
      'shared/adapters',
      'shared/core',
      'shared/ports.ts',
      '@azure/*',
      'durable-functions',
      'fflate',
      'p-limit',
      'yaml',
      'node:*',
    ],
    typesOf: ['shared/config.ts', 'shared/config'],
    because: 'an adapter gets its settings from the composition root, and serves a port',
  },
  {
    name: 'names',
    files: ['functions/names.ts'],
    may: [],
    because: 'orchestrations import names by value, so whatever names imports would be part of every replay',
  },
  {
    name: 'orchestrations',
    files: ['functions/orchestrations'],
    may: ['functions/orchestrations/calls.ts', 'functions/names.ts'],
    typesOf: [
      'functions/orchestrations',
      'functions/activities',
      'shared/core',
      'shared/ports.ts',
      'shared/work',
      ...FUNCTIONS_SDK,
    ],
    because:
      'a decision that runs inside an orchestration breaks open replays when it changes: return it from an activity',
  },
  {
    name: 'triggers',
    files: ['functions/triggers'],
    may: ['functions/triggers', 'functions/names.ts', 'shared/core', 'shared/ports.ts', 'shared/work'],
    typesOf: FUNCTIONS_SDK,
    because: 'a trigger parses, makes one call and answers; what it needs comes from the ports it is given',
  },
  {
    name: 'activities',
    files: ['functions/activities'],
    may: ['functions/activities', 'functions/names.ts', 'shared/core', 'shared/ports.ts', 'shared/work'],
    typesOf: FUNCTIONS_SDK,
    because: 'an activity does I/O through the ports it is given',
  },
  {
    name: 'register',
    files: ['functions/register.ts'],
    may: [
      'functions/triggers',
      'functions/orchestrations',
      'functions/activities',
      'functions/names.ts',
      'shared/work',
      ...FUNCTIONS_SDK,
    ],
    typesOf: ['shared/core', 'shared/ports.ts'],
    because: 'register is one table: name, trigger, authentication, handler',
  },
  {
    name: 'app-ports',
    files: ['functions/ports.ts'],
    may: ['shared', '@azure/*'],
    because: 'the app and the tests of its parts stand on the same adapters; what differs is passed in',
  },
  {
    name: 'app',
    files: ['functions/app.ts'],
    may: ['functions', 'shared', '@azure/*', 'durable-functions', 'node:*', '!functions/app.ts'],
    because: 'the composition root wires functions and shared, and knows nothing of the local host',
  },
  {
    name: 'simulator',
    files: ['local/simulator'],
    may: ['local/simulator', 'node:*', 'ajv', 'find-my-way', 'p-limit', 'selfsigned', 'zod'],
    typesOf: ['shared/core', '!shared/core/translate', '!shared/core/translate.ts'],
    because: 'the simulator must not share code with what it checks, or both could be wrong together',
  },
  {
    name: 'host',
    files: ['local/host'],
    may: ['local/host', 'node:*', '@azure/*', 'durable-functions', 'croner', 'find-my-way', 'selfsigned'],
    because: 'the host runs any functions app: it knows ours only as the bundle it loads',
  },
  {
    name: 'azurite',
    files: ['local/azurite.ts', 'local/azurite-process.ts'],
    may: ['local/azurite-process.ts', 'node:*', 'azurite', '@azure/*'],
    because: 'storage is a process of its own',
  },
  {
    name: 'data-storage',
    files: ['local/data-storage.ts', 'local/data-seeding.ts'],
    may: ['local', 'node:*', '@azure/storage-blob', 'p-limit'],
    because: 'the workspaces own their storage: what lies in it is there before the app is',
  },
  {
    name: 'replay',
    files: ['local/replay.ts'],
    may: ['local/output', 'shared/config.ts', 'shared/core', 'node:*', 'yaml'],
    because: 'a replay judges a file by the real configuration, and needs neither a region nor a scenario',
  },
  {
    name: 'local',
    files: ['local'],
    may: ['local', 'shared/core', 'node:*', 'cli-table3', 'commander', 'log-update', 'yaml', '@azure/storage-queue'],
    because: 'scenarios act through HTTP, queues, events and ARM, as a user or Azure would; never through an adapter',
  },
  {
    name: 'web',
    files: ['web'],
    may: ['web'],
    typesOf: ['shared/core/view.ts', 'shared/core/view'],
    because: 'the dashboard knows HTTP and the shape of its answers',
  },
  {
    name: 'scripts',
    files: ['scripts', 'bench'],
    may: ['scripts', 'bench', 'functions/names.ts', 'shared/config', 'shared/core', 'node:*', 'esbuild', 'zod'],
    because:
      'scripts build and check the project, and may read its names and schemas; the product does not run in them',
  },
  {
    name: 'test',
    files: ['test', 'vitest.config.ts'],
    may: ['*'],
    because: 'a test may look at anything',
  },
];
