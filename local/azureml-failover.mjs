#!/usr/bin/env node
// The command line of this checkout, for `npx azureml-failover`: npx puts the Node that the project brings along first.
import process from 'node:process';

const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `azureml-failover needs Node 24 or newer, and this is ${process.version}: run it with npx in the checkout, after npm ci, or install Node 24.`,
  );
  process.exit(1);
}
await import('./cli.ts');
