import { format, resolveConfig } from 'prettier';
import { commands } from '../../src/cli/help';
import { commonOptions, flagsOf, type Flag } from '../../src/cli/parse';
import { shownFlag } from '../../src/cli/valueNames';
import type { AnyOperation } from '../../src/engine/operations/operation';

const beginning = `# The command line

\`winnow <command> …\` does everything that the editor does, without one: for benchmarks, CI, clusters, or by taste. In a checkout
it is \`node dist/cli.js <command> …\`, after \`npm ci && npm run build\`; the npm package \`@winnow/cli\` (\`npm run package:cli\`) installs it as \`winnow\`. Editor and
command line share cache, decisions, journal and trash.

- **Results** go to standard output, for people or with \`--json\` for machines; progress and notes go to standard error.
- **Paths** in results are relative to the folder given, with \`/\` on every platform.
- **Ctrl-C** stops cleanly; the same command again goes on where it stopped.
- **Nothing touches an image** of a dataset but \`apply\`, \`undo\`, \`sort --apply\` and \`tags --apply\`, and these are
  journalled and can be undone. \`import\`, \`split --out\`, \`export\` and \`sample\` write new files into the folder that you name.

| exit code | meaning                                                                       |
| --------- | ----------------------------------------------------------------------------- |
| 0         | done; unreadable or skipped files of a scan are listed and are no failure     |
| 1         | \`check\` found more than is allowed                                            |
| 2         | wrong usage or unusable input, in one line                                    |
| 3         | requested changes were done in part, the rest is listed                       |
| 4         | internal failure                                                              |
| 130       | interrupted                                                                   |

This page is made from the table of operations that the program itself is made from (\`npm run guide:cli\`), and a test compares
the two. \`winnow <command> --help\` says the same.

## Options of every command
`;

const ending = `## What \`--json\` gives

| command      | result                                                                                                                        |
| ------------ | ----------------------------------------------------------------------------------------------------------------------------- |
| \`index\`      | \`{root, layout, images, bytes, classes: [{name, subset?, images}], unsorted, unreadable, skipped, seconds, imagesPerSecond, peakRssMB, backend}\`; unreadable and skipped files as \`{path, reason}\`, every one (printed, what is skipped stands by reason, with the first three names) |
| \`rank\`       | \`{classes, images: [{path, subset?, given, predicted, confidence, pGiven, loss, margin, suspicious, outOfSample}]}\`, most suspicious first; all labelled images |
| \`findings\`   | \`{findings: [{kind, type?, images: [path], score, explanation, proposal?}], counts}\`                                          |
| \`duplicates\` | \`{groups: [{kind, images: [{path, keep, reference?}], crossSubset, crossLabel}], failed, compared?}\`; \`reference\` and \`compared\` with \`--against\`                                                 |
| \`split\`      | \`{images: [{path, boxes: [[x, y, width, height]]}], failed, skipped, complete}\` in pixels of the upright image                                           |
| \`sort\`       | \`{dataset, images: [{path, class, confidence, state}], above, below, unknown, threshold, precision, examples, unreadable}\`; \`state\` is above, below or unknown                                                                |
| \`train\`      | \`{model, backend, classes, folds?, history: {loss, accuracy, valLoss, valAccuracy}, confusion, seconds}\`                      |
| \`apply\`, \`undo\` | \`{applied, skipped: [{path, reason}], journal}\`                                                                            |
| \`history\`    | \`{applies: [{journal, when, applied, undone}]}\`                                                                               |
| \`check\`      | \`{ok, failures}\`                                                                                                              |

\`confidence\` is the probability of \`predicted\`; \`loss\` is -ln of \`pGiven\`; \`margin\` is (\`pGiven\` - highest other + 1) / 2, low is
suspicious. The file for \`apply --plan\` is described in [formats.md](formats.md).
`;

/** The text of docs/cli.md. */
export async function cliGuide(path: string): Promise<string> {
  const common = Object.entries(commonOptions).map(([name, { type, text }]) => ({ name, type, text }));
  const parts = [beginning, options(common), '## Commands\n', ...commands.map(section), ending];
  return format(parts.join('\n'), { ...(await resolveConfig(path)), parser: 'markdown' });
}

function section(operation: AnyOperation): string {
  const words = (operation.cli?.positional ?? []).map((name) => name.toUpperCase());
  const flags = flagsOf(operation);
  return [
    `### ${operation.name}\n`,
    `\`winnow ${[operation.name, ...words].join(' ')}${flags.length > 0 ? ' [options]' : ''}\`\n`,
    `${operation.summary}\n`,
    ...(flags.length > 0 ? [options(flags, operation.name)] : []),
  ].join('\n');
}

function options(flags: readonly (Pick<Flag, 'name' | 'type' | 'text'> & Partial<Flag>)[], command?: string): string {
  const rows = flags.map((flag) => {
    return `| \`${shownFlag(flag, command)}\` | ${flag.text.replaceAll('|', '\\|').replaceAll('<', '\\<')} |`;
  });
  return ['| option | meaning |', '| --- | --- |', ...rows, ''].join('\n');
}
