import { operations } from '../engine/operations';
import type { AnyOperation } from '../engine/operations/operation';
import { commonOptions, flagsOf } from './parse';
import { shownFlag } from './valueNames';

export const commands = operations.filter((operation) => operation.cli);

export function generalHelp(): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    'winnow: turn a folder of badly sorted images into a training set you can trust.',
    '',
    'Usage: winnow <command> [options]',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'winnow <command> --help tells more, winnow --version which one this is. Results go to standard output, progress to standard error.',
  ].join('\n');
}

export function commandHelp(operation: AnyOperation): string {
  const positional = (operation.cli?.positional ?? []).map((name) => name.toUpperCase()).join(' ');
  const rows = [
    ...flagsOf(operation).map((flag) => [shownFlag(flag, operation.name), flag.text]),
    ...Object.entries(commonOptions).map(([name, { type, text }]) => [shownFlag({ name, type }), text]),
  ];
  const width = Math.max(...rows.map(([flag]) => flag.length));
  return [
    `winnow ${operation.name} ${positional}`.trim(),
    operation.summary,
    '',
    ...rows.map(([flag, text]) => `  ${flag.padEnd(width)}  ${text}`),
  ].join('\n');
}
