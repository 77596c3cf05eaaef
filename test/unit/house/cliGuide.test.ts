import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { commands } from '../../../src/cli/help';
import { cliGuide } from '../../support/cliGuide';

const guide = resolve(import.meta.dirname, '../../../docs/cli.md');

it('docs/cli.md is what the program says of itself: after a change of commands, run "npm run guide:cli"', async () => {
  await expect(await cliGuide(guide)).toMatchFileSnapshot(guide);
});

it('every option names what it takes', async () => {
  const text = await cliGuide(guide);
  expect(text).toContain('`--cache FOLDER`');
  expect(text).toContain('`--top N`');
  expect(text).not.toContain('VALUE');
});

it('every command and every option says what it is for', async () => {
  const text = await cliGuide(guide);
  for (const { name, summary } of commands) {
    expect(summary.length, name).toBeGreaterThan(15);
    expect(text).toContain(`### ${name}\n`);
  }
  expect(text.split('\n').filter((line) => /^\| `--[^|]*\|\s*\|$/.test(line))).toEqual([]);
});
