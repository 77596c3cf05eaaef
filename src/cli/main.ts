#!/usr/bin/env node
/** `winnow`: a thin face of the engine. Parses, runs one operation, prints. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { didYouMean } from '../core/nearestName';
import { Engine } from '../engine/engine';
import { isSystemError, UserError } from '../engine/errors';
import { printableLines } from '../engine/exchange/printable';
import { programVersion } from '../engine/programVersion';
import { engineSettings } from '../protocol/settings';
import { failureText, isMendable } from './failure';
import { commandHelp, commands, generalHelp } from './help';
import { parseInvocation, type CommonOptions } from './parse';
import { ProgressBar } from './progressBar';

const exitCodes = { done: 0, usage: 2, internal: 4, interrupted: 130 } as const;

async function main(argv: readonly string[]): Promise<number> {
  const [name, ...words] = argv;
  if (name === undefined || ['--help', '-h', 'help'].includes(name)) {
    await write(generalHelp());
    return name === undefined ? exitCodes.usage : exitCodes.done;
  }
  if (['--version', '-v', 'version'].includes(name)) {
    await write(await programVersion(__dirname));
    return exitCodes.done;
  }
  const operation = commands.find((command) => command.name === name);
  if (!operation?.cli) {
    const names = commands.map((command) => command.name);
    throw new UserError(`There is no command "${name}".${didYouMean(name, names)} Try: winnow --help`);
  }
  const { params, common } = parseInvocation(operation, words);
  if (common.help) {
    await write(commandHelp(operation));
    return exitCodes.done;
  }
  const bar = new ProgressBar(process.stderr, !common.quiet && process.stderr.isTTY);
  const note = (text: string): void => {
    bar.clear();
    if (!common.quiet) process.stderr.write(`${printableLines(text)}\n`);
  };
  const controller = new AbortController();
  const interrupt = (): void => controller.abort(new UserError('Interrupted.'));
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const engine = new Engine({
    programs: __dirname,
    ...settingsFrom(common),
    onEvent: (_dataset, event) => {
      if (event.kind === 'message') note(event.message.text);
    },
  });
  try {
    const result = await operation.run(engine, params, {
      signal: controller.signal,
      report: (p) => bar.report(p),
      note,
    });
    bar.clear();
    await write(common.json ? JSON.stringify(result) : forPeople(operation.cli.print(result)));
    return controller.signal.aborted ? exitCodes.interrupted : (operation.cli.exitCode?.(result) ?? exitCodes.done);
  } catch (error) {
    bar.clear();
    if (controller.signal.aborted) {
      process.stderr.write('Interrupted. A second run goes on where this one stopped.\n');
      return exitCodes.interrupted;
    }
    throw error;
  } finally {
    await engine.dispose();
  }
}

function settingsFrom(common: CommonOptions): ReturnType<typeof engineSettings.parse> {
  const parsed = engineSettings.safeParse({
    cacheFolder: common.cache,
    stateFolder: common.state,
    model: common.model,
    backend: common.backend,
    threads: common.threads,
    seed: common.seed,
    exclude: common.exclude,
    labels: { table: labelTable(common.labels), column: common.labelColumn },
  });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UserError(`--${issue.path.join('.')}: ${issue.message}`);
}

/** Names of files may hold what steers a terminal; a file or a pipe gets them as they are, to be run (`history`). */
function forPeople(text: string): string {
  return process.stdout.isTTY ? printableLines(text) : text;
}

/** As the shell knows it, else as the dataset does. */
function labelTable(path: string | undefined): string | undefined {
  return path !== undefined && existsSync(path) ? resolve(path) : path;
}

/**
 * Writes to standard output and waits until it is taken, so that a pipe gets all of a large result. Who reads may have
 * enough (`| head`): that is no failure.
 */
function write(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(`${text}\n`, (error) => {
      if (error && !(isSystemError(error) && error.code === 'EPIPE')) reject(error);
      else resolve();
    });
  });
}

// Without a listener a closed pipe ends the program. What standard output refuses, `write` is told; where standard error
// is closed, nobody is left to tell.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`winnow: ${printableLines(failureText(error))}\n`, () =>
      process.exit(isMendable(error) ? exitCodes.usage : exitCodes.internal),
    );
  },
);
