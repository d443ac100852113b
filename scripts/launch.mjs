// Starts a program of this project on Node 24: `npm run` puts the Node that the project brings along first on PATH.
import { spawn } from 'node:child_process';
import process from 'node:process';

const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `azureml-failover needs Node 24 or newer, and this is ${process.version}: start it through npm (npm run demo, npm start, npm test) after npm ci, or install Node 24.`,
  );
  process.exit(1);
}

const args = process.argv.slice(2);
if (args[0] === '--build') {
  args.shift();
  const { buildApp } = await import('./build.ts');
  await buildApp();
}

const child = spawn(process.execPath, args, { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
// npm ends on SIGTERM without passing it on: a program whose npm is gone is told to stop as well.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) child.kill('SIGTERM');
}, 500).unref();
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === null ? 1 : 128);
});
