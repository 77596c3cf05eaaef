import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeManyImages } from '../../fixtures/manyImages';
import { winnow, type CliResult } from '../../support/cli';
import { withFolder } from '../../support/workspace';

it('fails on leakage and unreadable files with code 1, passes with a baseline, and fails again on what is new', () =>
  withFolder(async (folder) => {
    const dataset = join(folder, 'set');
    await writeManyImages(join(dataset, 'train'), 24, { seed: 3, classes: 2 });
    await writeManyImages(join(dataset, 'test'), 12, { seed: 4, classes: 2 });
    const common = ['--cache', join(folder, 'cache'), '--state', join(folder, 'state')];
    const check = (...args: string[]): Promise<CliResult> => winnow(['check', dataset, ...common, ...args]);
    const limit = (limits: object): Promise<void> =>
      writeFile(join(dataset, 'winnow.config.json'), JSON.stringify({ check: { limits } }));
    // Some drawn images are alike by chance.
    await limit({ leakage: 1000 });
    const { checks } = JSON.parse((await check('--json')).stdout) as { checks: { found: number }[] };
    const alike = checks[0].found;
    await limit({ leakage: alike, unreadable: 0 });
    expect((await check()).code).toBe(0);

    await copyFile(join(dataset, 'train/class-01/000000.jpg'), join(dataset, 'test/class-01/leak.jpg'));
    await writeFile(join(dataset, 'train/class-01/broken.png'), Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));
    const failed = await check('--json');
    expect(failed.code).toBe(1);
    const result = JSON.parse(failed.stdout) as { ok: boolean; failures: { check: string; findings: unknown[] }[] };
    expect(result.ok).toBe(false);
    expect(result.failures.map((failure) => failure.check)).toEqual(['leakage', 'unreadable']);
    expect(result.failures[1].findings).toMatchObject([{ images: ['train/class-01/broken.png'] }]);
    expect((await check('--format', 'junit')).stdout).toMatch(/failures="2"/);

    await limit({ leakage: 0, unreadable: 0 });
    const baseline = join(folder, 'ci', 'known.json');
    await mkdir(join(folder, 'ci'));
    expect((await check('--baseline', baseline, '--update-baseline')).code).toBe(0);
    expect((await check('--baseline', baseline)).code).toBe(0);
    await copyFile(join(dataset, 'train/class-02/000001.jpg'), join(dataset, 'test/class-02/leak.jpg'));
    const again = await check('--baseline', baseline, '--format', 'markdown');
    expect(again.code).toBe(1);
    expect(again.stdout).toMatch(/\| ❌ \| leakage \| [1-9]\d* \| 0 \| [1-9]\d* \|/);
  }));

it('what cannot be checked is wrong usage, in one line', () =>
  withFolder(async (folder) => {
    const dataset = join(folder, 'set');
    await writeManyImages(dataset, 4, { classes: 2 });
    const common = ['--cache', join(folder, 'cache'), '--state', join(folder, 'state')];
    await writeFile(join(folder, 'bad.json'), '{"check": {"limits": {"lable": 1}}}');
    for (const [args, words] of [
      [['--config', join(folder, 'bad.json')], /bad\.json: check\.limits/],
      [['--config', join(folder, 'none.json')], /none\.json cannot be read/],
      [['--baseline', join(folder, 'none.json')], /The baseline .*--update-baseline/],
      [['--update-baseline'], /--baseline FILE/],
    ] as const) {
      const { code, stdout, stderr } = await winnow(['check', dataset, ...common, ...args]);
      expect(code).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).toMatch(words);
    }
    await mkdir(join(folder, 'empty'));
    expect((await winnow(['check', join(folder, 'empty'), ...common])).stderr).toMatch(/no readable image/);
  }));
