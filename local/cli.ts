import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { parseDocument } from 'yaml';
import { runDemo, type DemoOptions } from './demo.ts';
import { runReplay, type ReplayOptions } from './replay.ts';
import { runStart, type StartOptions } from './start.ts';
import { scenarios } from './scenarios/scenarios.ts';

const unusable = 2;

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

const scenarioList = `Scenarios:\n${scenarios.map(({ name, says }) => `  ${name.padEnd(19)}${says}`).join('\n')}`;

function build(): Command {
  const program = new Command('azureml-failover').showHelpAfterError().exitOverride();
  program
    .command('demo')
    .description('the main job, end to end, on an embedded region; status 0 only if every job is accounted for')
    .option('--jobs <n>', 'jobs in flight when the story begins', wholeNumber(1, 500), 40)
    .option('--seed <n>', 'other specs, names and kinds for every seed', wholeNumber(1, 1_000_000), 1)
    .addOption(
      new Option('--scenario <name>', 'what happens')
        .argParser(scenarioNamed)
        .default(scenarioNamed('region-down'), 'region-down'),
    )
    .option('--json', 'print the result as one JSON object and nothing else')
    .option('--books <file>', 'keep the books of the simulator in this file')
    .addHelpText('after', `\n${scenarioList}`)
    .showHelpAfterError()
    .exitOverride()
    .action(async (options: DemoOptions) => {
      process.exitCode = await runDemo(options);
    });
  program
    .command('start')
    .description('the embedded region kept up, until SIGTERM or Ctrl-C')
    .option('--port <n>', 'port of the HTTP API', wholeNumber(0, 65_535), 7071)
    .option('--data <dir>', 'keep storage and history here; without it nothing is kept')
    .option('--seed <n>', 'other workspaces for every seed', wholeNumber(1, 1_000_000), 1)
    .option('--json', 'print one line of JSON when it is ready')
    .showHelpAfterError()
    .exitOverride()
    .action(async (options: StartOptions) => {
      process.exitCode = await runStart(options);
    });
  program
    .command('replay')
    .description('what the policy would have done about a recorded incident, and when')
    .argument('<file>', 'JSON lines: probes, alerts, jobs and answers, each with the instant at which it came in')
    .option('--config <file>', 'the configuration whose pair and policy are meant', 'failover.yaml')
    .option('--pair <name>', 'the pair, where the configuration has several')
    .addOption(
      new Option('--active <side>', 'the workspace that is active at first')
        .choices(['primary', 'secondary'])
        .default('primary'),
    )
    .addOption(new Option('--tick <seconds>', 'how often the watch looks').argParser(seconds).default(60_000, '60'))
    .addOption(new Option('--run <seconds>', 'how long a run takes').argParser(seconds).default(600_000, '600'))
    .option('--set <key=value>', 'another value in the policy, such as confirmFor=10m; may be repeated', setting, {})
    .option('--json', 'print the result as one JSON object and nothing else')
    .showHelpAfterError()
    .exitOverride()
    .action(async (file: string, options: ReplayOptions) => {
      process.exitCode = await runReplay(file, options);
    });
  // stdout is for results: help that nobody asked for belongs to stderr.
  for (const command of [program, ...program.commands])
    command.configureOutput({ writeErr: (text) => process.stderr.write(text) });
  return program;
}

function seconds(text: string): number {
  return wholeNumber(1, 86_400)(text) * 1_000;
}

/** `confirmFor=10m` beside what was set before it; values are read as in the configuration. */
function setting(text: string, before: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const [, key, value] = /^([A-Za-z]+)=(.*)$/s.exec(text) ?? [];
  const document = parseDocument(value ?? '');
  if (key === undefined || document.errors.length > 0) {
    throw new InvalidArgumentError('It must be key=value, such as confirmFor=10m.');
  }
  return { ...before, [key]: document.toJS() as unknown };
}

function scenarioNamed(name: string): (typeof scenarios)[number] {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found === undefined)
    throw new InvalidArgumentError(`There are: ${scenarios.map((scenario) => scenario.name).join(', ')}.`);
  return found;
}

// Whoever reads us may have seen enough (`| head`); all that we have started ends with us.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});
try {
  await build().parseAsync(process.argv);
} catch (error) {
  if (!(error instanceof CommanderError)) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  } else {
    process.exitCode = error.exitCode === 0 ? 0 : unusable;
  }
}
