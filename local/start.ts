import { startRegion } from './region.ts';

export type StartOptions = {
  readonly port: number;
  readonly data?: string;
  readonly seed: number;
  readonly json?: true;
};

/** Keeps the embedded region up until it is told to stop. @returns the exit status. */
export async function runStart(options: StartOptions): Promise<number> {
  const region = await startRegion({
    seed: options.seed,
    port: options.port,
    ...(options.data === undefined ? {} : { dataDirectory: options.data }),
    onLog: (line) => process.stderr.write(`${line.level.padEnd(11)} ${line.message}\n`),
  });
  const facts = {
    api: region.api,
    arm: region.simulator.armUrl,
    control: region.simulator.controlUrl,
    eventGrid: `${region.host.url}/runtime/webhooks/EventGrid`,
    storage: { connectionString: region.azurite.connectionString },
    pairs: [{ pair: region.pairName, primary: region.pair.primary.id, secondary: region.pair.secondary.id }],
    pid: process.pid,
  };
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify(facts)}\n`
      : `The embedded region is up.\n  API        ${facts.api}/pairs\n  ARM        ${facts.arm}\n  control    ${facts.control}\n  pair       ${region.pairName}\n  stop       Ctrl-C\n`,
  );
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
  await region.stop();
  return 0;
}
