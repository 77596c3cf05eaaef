import { execFileSync } from 'node:child_process';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeManyImages } from '../../fixtures/manyImages';
import { winnow } from '../../support/cli';
import { contents, withFolder } from '../../support/workspace';

it.skipIf(process.platform === 'win32')('from its history a person puts every file back with a shell', () =>
  withFolder(async (folder) => {
    const dataset = join(folder, 'set');
    await writeManyImages(dataset, 9, { seed: 5, classes: 3 });
    await rename(join(dataset, 'class-01', '000000.jpg'), join(dataset, 'class-01', "-it's $(touch owned).jpg"));
    await writeFile(join(dataset, 'class-01', "-it's $(touch owned).txt"), 'a caption');
    const before = await contents(dataset);
    const cache = ['--cache', join(folder, 'cache')];
    const apply = async (decisions: object[]): Promise<void> => {
      const plan = join(folder, 'plan.json');
      await writeFile(plan, JSON.stringify({ decisions }));
      expect((await winnow(['apply', dataset, '--plan', plan, ...cache])).code).toBe(0);
    };
    await apply([
      { path: "class-01/-it's $(touch owned).jpg", decision: 'relabel', to: 'new' },
      { path: 'class-02/000001.jpg', decision: 'delete' },
      { path: 'class-03/000002.jpg', decision: 'set-aside' },
    ]);
    // Moved a second time: only from the newest backwards is this taken back.
    await apply([{ path: "new/-it's $(touch owned).jpg", decision: 'relabel', to: 'class-03' }]);
    expect(Object.keys(await contents(dataset))).not.toContain('class-02/000001.jpg');

    const { stdout } = await winnow(['history', dataset, ...cache]);
    const lines = stdout.trimEnd().split('\n');
    const begin = lines.findIndex((line) => line.startsWith('#'));
    const commands = lines.slice(begin).reverse().join('\n');
    expect(commands).toMatch(/mv -n -- '.*\.winnow\/.*\/trash\/.*000001\.jpg' '.*set\/class-02\/000001\.jpg'/);
    execFileSync('sh', ['-eu'], { input: commands, cwd: folder });
    expect(await contents(dataset)).toEqual(before);
  }),
);
