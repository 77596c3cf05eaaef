import { basename } from 'node:path';
import type { FileOperation } from '../../core/plan/plan';
import { parentOf } from '../../core/relativePath';
import { shellWord } from '../changes/journal/history';
import { printable } from './printable';
import { scriptFunctions } from './scriptFunctions';

/** A link with the text that it has, and the one with which it reaches the same file from its new place. */
export interface LinkText {
  readonly now: string;
  readonly then: string;
}

/** What a script can do: new files come into the dataset by Apply alone. */
export type ScriptOperation = Exclude<FileOperation, { readonly kind: 'copy-in' | 'move-in' | 'rewrite' }>;

export function isScriptOperation(operation: FileOperation): operation is ScriptOperation {
  return operation.kind !== 'copy-in' && operation.kind !== 'move-in' && operation.kind !== 'rewrite';
}

export interface ScriptInput {
  /** Absolute path of the dataset. */
  readonly root: string;
  /** Absolute path of the folder from which files are restored. */
  readonly stateFolder: string;
  /** In the order in which Apply would carry them out, with the names that it would give. */
  readonly operations: readonly ScriptOperation[];
  /** By the path of the operation's source. */
  readonly links: ReadonlyMap<string, LinkText>;
  readonly when: Date;
}

/** Folders beside the dataset that a script fills, relative to it. */
export function scriptFolders(root: string, when: Date): { trash: string; setAside: string } {
  const stamp = when.toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return { trash: `../${basename(root)}.trash-${stamp}`, setAside: `../${basename(root)}.set-aside-${stamp}` };
}

/**
 * The plan as a script for a POSIX shell, to be read and then run. It makes folders and moves files, never over
 * anything, lists what it left alone and then exits with 3. A file whose content is not what was decided on is left
 * alone as well; deleted files go to a folder of their own beside the dataset.
 */
export function formatShellScript(input: ScriptInput): string {
  const { root, stateFolder, when } = input;
  const { trash, setAside } = scriptFolders(root, when);
  return [
    '#!/bin/sh',
    `# What Winnow would do in ${printable(root)} as decided until ${when.toISOString()}.`,
    '# Read this file, then run it with  sh FILE  or, for another copy of the dataset,  sh FILE FOLDER',
    '# It overwrites nothing and deletes nothing for good. What is not the file that was decided on is left alone.',
    'set -eu',
    '',
    `dataset=${shellWord(root)}`,
    '[ "$#" -eq 0 ] || dataset=$1',
    'CDPATH=\'\' cd -P -- "$dataset"',
    '# Beside the dataset: deleted files, and files that were set aside.',
    `trash=${shellWord(trash)}`,
    `aside=${shellWord(setAside)}`,
    '# Where Winnow keeps what was deleted earlier.',
    `kept=${shellWord(stateFolder)}`,
    '',
    scriptFunctions,
    ...commandLines(input),
    '',
    'echo "$moved moved, $left left alone"',
    '[ "$left" -eq 0 ] || exit 3',
    '',
  ].join('\n');
}

function commandLines({ operations, links }: Pick<ScriptInput, 'operations' | 'links'>): string[] {
  const lines: string[] = [];
  let group = '';
  for (const operation of operations) {
    const title = titleOf(operation);
    if (title !== group && title !== undefined) {
      lines.push('', `# ${printable(title)}`);
      group = title;
    }
    const words = commandOf(operation, links);
    if (words.some((word) => printable(word) !== word))
      lines.push(`# The next name holds characters that do not show: ${words.slice(1).map(printable).join(' ')}`);
    const [command, ...rest] = words;
    lines.push([command, ...rest.map(shellWord)].join(' '));
  }
  return lines;
}

/** What a run of operations does, in words; undefined for one that only prepares the next. */
function titleOf(operation: ScriptOperation): string | undefined {
  switch (operation.kind) {
    case 'move': {
      const [from, to] = [parentOf(operation.from), parentOf(operation.to)];
      return from === to ? `Rename in ${from || 'the root'}` : `Relabel: ${from || 'unsorted'} -> ${to || 'unsorted'}`;
    }
    case 'trash':
      return `Delete from ${parentOf(operation.from) || 'the root'} (a move to the folder beside the dataset)`;
    case 'set-aside':
      return `Set aside from ${parentOf(operation.from) || 'the root'}`;
    case 'restore':
      return `Restore to ${parentOf(operation.to) || 'the root'}`;
    case 'make-folder':
      return undefined;
    case 'remove-folder':
      return 'Remove folders that are empty by now';
  }
}

/** The command and its words, not quoted yet. The content is last: it is the longest. */
function commandOf(operation: ScriptOperation, links: ScriptInput['links']): string[] {
  if (operation.kind === 'make-folder') return ['make_folder', operation.path];
  if (operation.kind === 'remove-folder') return ['remove_folder', operation.path];
  const content = operation.sidecarOf === undefined ? (operation.expected?.hash ?? 'any') : 'sidecar';
  const link = links.get(operation.from);
  const texts = link ? [link.now, link.then] : [];
  switch (operation.kind) {
    case 'move':
      return ['relabel', operation.from, operation.to, content, ...texts];
    case 'trash':
      return ['delete', operation.from, content, ...texts];
    case 'set-aside':
      return ['set_aside', operation.from, content, ...texts];
    case 'restore':
      return ['restore', operation.from, operation.to, content, ...texts];
  }
}
