import { startHost } from '../../local/host/host.ts';

// Prints, as its last line, what a functions host finds registered in the app of a folder:
// node test/support/registrations.ts FOLDER. A process of its own, since registering is for a process's whole life.

const host = await startHost({ appDirectory: process.argv[2] ?? '', dataFile: ':memory:' });
process.stdout.write(`${JSON.stringify(host.registrations())}\n`, () => process.exit(0));
