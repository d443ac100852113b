import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { GateResult, Problem } from './gate.ts';

/** Formatting, as `npm run format` would write it. */
export async function checkFormat(root: string): Promise<GateResult> {
  const { stdout, stderr } = await runTool(root, 'oxfmt/bin/oxfmt', ['--check']);
  const problems = [...stdout.matchAll(/^(\S+) \([\d.]+m?s\)$/gm)].map((match): Problem => ({
    rule: 'format',
    file: match[1] ?? '',
    message: 'not formatted: npm run format',
  }));
  const files = Number(/ on (\d+) files/.exec(stdout)?.[1] ?? 0);
  return withFailure('format', files, problems, stdout + stderr, /All matched files|Format issues/);
}

type LintReport = {
  readonly number_of_files: number;
  readonly diagnostics: readonly {
    readonly code?: string;
    readonly message: string;
    readonly filename?: string;
    readonly labels?: readonly { readonly span: { readonly line: number } }[];
  }[];
};

export async function checkLint(root: string): Promise<GateResult> {
  const { stdout, stderr } = await runTool(root, 'oxlint/bin/oxlint', ['--format=json']);
  const report = parseReport(stdout);
  if (report === undefined) return { gate: 'lint', files: 0, problems: [toolFailed('lint', stdout + stderr)] };
  const problems = report.diagnostics.map((found): Problem => {
    const line = found.labels?.[0]?.span.line;
    return {
      rule: found.code ?? 'lint',
      file: found.filename ?? '',
      message: found.message,
      ...(line === undefined ? {} : { line }),
    };
  });
  return { gate: 'lint', files: report.number_of_files, problems };
}

function parseReport(stdout: string): LintReport | undefined {
  try {
    return JSON.parse(stdout) as LintReport;
  } catch {
    return undefined;
  }
}

/** The compiler over all that tsconfig.json includes, `listFiles` telling what that was. */
export async function checkTypes(root: string): Promise<GateResult> {
  const { stdout, stderr, status } = await runTool(root, 'typescript/bin/tsc', ['--pretty', 'false', '--listFiles']);
  const files = new Set(stdout.split('\n').filter((line) => /\.m?ts$/.test(line) && !line.includes('node_modules')));
  const problems = [...stdout.matchAll(/^(.+)\((\d+),\d+\): error (TS\d+): (.*)$/gm)].map(
    ([, file = '', line, rule = '', message = '']): Problem => ({ rule, file, line: Number(line), message }),
  );
  const expected = status === 0 ? /(?:)/ : /\): error TS\d+/;
  return withFailure('types', files.size, problems, stdout + stderr, expected);
}

/** A tool that did not speak as expected has failed, however few problems were read from what it said. */
function withFailure(gate: string, files: number, problems: Problem[], output: string, expected: RegExp): GateResult {
  return { gate, files, problems: expected.test(output) ? problems : [toolFailed(gate, output)] };
}

function toolFailed(gate: string, output: string): Problem {
  return { rule: `${gate}/tool-failed`, file: '.', message: output.trim().slice(-500) };
}

type Output = { readonly stdout: string; readonly stderr: string; readonly status: number | null };

/** A linter that wanders off (through a link, say) must fail the gate rather than hold it for ever. */
const TOOL_TIMEOUT_MS = 120_000;

/** Tools are started by their scripts, since `node_modules/.bin` holds other files on Windows. */
async function runTool(root: string, script: string, args: readonly string[]): Promise<Output> {
  const child = spawn(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    timeout: TOOL_TIMEOUT_MS,
  });
  const [stdout, stderr, status] = await Promise.all([
    child.stdout.setEncoding('utf8').toArray(),
    child.stderr.setEncoding('utf8').toArray(),
    new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve)),
  ]);
  return { stdout: stdout.join(''), stderr: stderr.join(''), status };
}
