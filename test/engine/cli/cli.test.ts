import { link, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { spawn } from 'node:child_process';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeManyImages } from '../../fixtures/manyImages';
import { winnow } from '../../support/cli';
import { eventually } from '../../support/eventually';
import { contents, programs, withFolder } from '../../support/workspace';

interface Setup {
  readonly folder: string;
  readonly dataset: string;
  readonly cache: string[];
}

function withDataset(images: number, work: (setup: Setup) => Promise<void>, classes = 3): () => Promise<void> {
  return () =>
    withFolder(async (folder) => {
      const dataset = join(folder, 'set');
      await writeManyImages(dataset, images, { seed: 11, classes });
      await work({ folder, dataset, cache: ['--cache', join(folder, 'cache')] });
    });
}

/** A text that calls itself an archive. */
const damaged = join(tmpdir(), `winnow-damaged-${process.pid}`, 'whole.zip');

describe('usage', () => {
  beforeAll(async () => {
    await mkdir(dirname(damaged));
    await writeFile(damaged, 'half of what it was');
  });
  afterAll(() => rm(dirname(damaged), { recursive: true }));

  it.each([
    [['nonsense'], /There is no command "nonsense"/],
    [['indx', '.'], /There is no command "indx"\. Did you mean index\?/],
    [['index'], /^winnow: index needs DIR\. Try: winnow index --help\n$/],
    [['merge'], /^winnow: merge needs CACHES\./],
    [['merge', 'part'], /^winnow: merge needs --into\./],
    [['sort', '.', '--into', '.', '--precision', '95'], /sort: --precision takes at most 1, not 95\./],
    [['rank', '.', '--top', '1.5'], /rank: --top takes a whole number, not 1\.5\./],
    [['findings', '.', '--kind', 'lable'], /--kind takes label, duplicate, .* or off-reference, not "lable"\./],
    [['index', '/no/such/folder'], /\/no\/such\/folder cannot be opened: it is not there/],
    [['index', '.', '--threads', 'many'], /--threads takes a number, not "many"/],
    [['index', '.', '--layuot', 'pile'], /--layuot/],
    [['rank', '.', '--by', 'beauty'], /rank: --by takes margin, loss or confidence, not "beauty"\./],
    [['rank', '.', '--held-out'], /--held-out speaks of .* name the table with --predictions/],
    [['tags', '.', '--reference', 'a.jpg', '--threshold', '0.6'], /--threshold .* --by similarity or --by both/],
    [['index', '.', 'extra'], /Not understood: extra/],
    [['import', damaged, '--into', '.'], /whole\.zip is no archive, whatever its name says/],
    [['export', '.', '--out', 'copy', '--fit', 'pad'], /--fit says .* name the side in pixels with --size/],
  ])('%j: one clear line, exit code 2, nothing on standard output', async (args, message) => {
    const { code, stdout, stderr } = await winnow(args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('explains itself', async () => {
    const general = await winnow(['--help']);
    expect(general.code).toBe(0);
    for (const command of ['index', 'rank', 'apply', 'undo', 'history', 'doctor'])
      expect(general.stdout).toContain(command);
    expect((await winnow(['apply', '--help'])).stdout).toMatch(/--dry-run/);
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    expect((await winnow(['--version'])).stdout.trim()).toBe(version);
  });
});

it(
  'index: JSON as the contract says; paths relative to the folder given',
  withDataset(24, async ({ folder, dataset, cache }) => {
    const wrapper = join(folder, 'wrapper');
    await mkdir(wrapper);
    await rename(dataset, join(wrapper, 'inner'));
    await writeFile(join(wrapper, 'inner', 'class-01', 'broken.png'), Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));
    await writeFile(join(wrapper, 'inner', 'notes.md'), '# not an image');
    const { code, stdout } = await winnow(['index', wrapper, '--json', ...cache]);
    expect(code).toBe(0);
    const result = JSON.parse(stdout) as Record<string, unknown>;
    expect(result).toMatchObject({ layout: 'classes', images: 24, unsorted: 0, backend: 'cpu' });
    expect(result.unreadable).toMatchObject([{ path: 'inner/class-01/broken.png' }]);
    expect(result.skipped).toMatchObject([{ path: 'inner/notes.md' }]);
    expect(result.classes).toHaveLength(3);
    for (const key of ['bytes', 'seconds', 'imagesPerSecond', 'peakRssMB']) expect(result[key]).toBeTypeOf('number');

    for (const name of ['a', 'b', 'c']) await writeFile(join(wrapper, 'inner', `${name}.md`), '# no image either');
    const { stdout: printed } = await winnow(['index', wrapper, ...cache]);
    const lines = printed.split('\n').filter((line) => line.startsWith('  skipped'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^  skipped  4, .+: inner\/a\.md, inner\/b\.md, inner\/c\.md, …$/);
  }),
);

it(
  'rank: every labelled image, the most suspicious first',
  withDataset(45, async ({ dataset, cache }) => {
    const { stdout } = await winnow(['rank', dataset, '--thresholds', '--json', ...cache]);
    const { classes, images, thresholds } = JSON.parse(stdout) as {
      classes: string[];
      images: { given: string; margin: number; pGiven: number; loss: number; outOfSample: boolean }[];
      thresholds: { class: string; threshold: number }[];
    };
    expect(classes).toEqual(['class-01', 'class-02', 'class-03']);
    expect(images).toHaveLength(45);
    for (const [i, { margin, pGiven, loss }] of images.entries()) {
      if (i > 0) expect(margin).toBeGreaterThanOrEqual(images[i - 1].margin);
      expect(loss).toBeCloseTo(-Math.log(pGiven), 3);
    }
    // Confident learning's: the mean probability of a class among the images that are labelled so.
    for (const { class: name, threshold } of thresholds) {
      const own = images.filter(({ given, outOfSample }) => given === name && outOfSample);
      expect(threshold).toBeCloseTo(own.reduce((sum, { pGiven }) => sum + pGiven, 0) / own.length, 4);
    }
    expect(thresholds).toHaveLength(3);
  }),
);

it(
  'names of files steer no terminal and break no row',
  withDataset(12, async ({ dataset, cache }) => {
    const [name] = await readdir(join(dataset, 'class-01'));
    await rename(join(dataset, 'class-01', name), join(dataset, 'class-01', 'a\u001b[31m\nb.jpg'));
    const { stdout } = await winnow(['rank', dataset, ...cache]);
    expect(stdout).toMatch(/class-01\/a\\u\{1b\}\[31m\\u\{a\}b\.jpg +class-01/);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toMatch(/the lower MARGIN, the more suspicious/);
    const byLoss = (await winnow(['rank', dataset, '--by', 'loss', ...cache])).stdout;
    expect(byLoss).toMatch(/MARGIN +LOSS\n/);
    expect(byLoss).toMatch(/the higher LOSS, the more suspicious/);
  }),
);

it('where there is nothing to judge it says so, instead of that nothing is wrong', () =>
  withFolder(async (folder) => {
    const cache = ['--cache', join(folder, 'cache')];
    const empty = join(folder, 'empty');
    await mkdir(empty);
    for (const command of ['index', 'rank', 'findings', 'duplicates'])
      expect((await winnow([command, empty, ...cache])).stderr, command).toMatch(
        /empty holds no image that can be read/,
      );
    const pile = join(folder, 'pile');
    await writeManyImages(pile, 6, { seed: 2, classes: 1 });
    const [only] = await readdir(pile);
    const trained = await winnow(['train', pile, ...cache]);
    expect(trained.code).toBe(2);
    expect(trained.stderr).toMatch(
      `All labelled images are of one class, ${only}: nothing can be learned from one class`,
    );
    const ranked = (await winnow(['rank', pile, ...cache])).stderr;
    expect(ranked).toMatch(`All labelled images are of one class, ${only}`);
    expect(ranked).toMatch(/--labels where labels stand/);
    const checked = await winnow(['check', join(pile, only), '--layout', 'pile', ...cache]);
    expect(checked.code).toBe(0);
    expect(checked.stdout).toMatch(/note {2}No image has a label \(the folder was read as: pile\)/);
  }));

it(
  'apply, history, undo: exit codes and the tree',
  withDataset(12, async ({ folder, dataset, cache }) => {
    const before = await contents(dataset);
    const [first, second] = Object.keys(before);
    const plan = join(folder, 'plan.json');
    await writeFile(
      plan,
      JSON.stringify({
        decisions: [
          { path: first, decision: 'relabel', to: 'class-02' },
          { path: second, decision: 'delete' },
          { path: '../outside.jpg', decision: 'delete' },
        ],
      }),
    );
    await writeFile(join(folder, 'outside.jpg'), 'precious');
    const dry = await winnow(['apply', dataset, '--plan', plan, '--dry-run', '--json', ...cache]);
    expect(JSON.parse(dry.stdout)).toMatchObject({ applied: 0, operations: [{ kind: 'move' }, { kind: 'trash' }] });
    expect(await contents(dataset)).toEqual(before);
    const applied = await winnow(['apply', dataset, '--plan', plan, '--json', ...cache]);
    expect(applied.code).toBe(3);
    expect(JSON.parse(applied.stdout)).toMatchObject({ applied: 2, skipped: [{ path: '../outside.jpg' }] });
    const again = await winnow(['apply', dataset, '--plan', plan, ...cache]);
    expect(again.code).toBe(3);
    const when = String.raw`\d{4}-\d\d-\d\dT[\d:.]+Z`;
    expect(again.stdout).toMatch(
      new RegExp(`${first}: The apply of ${when} \\(.*\\) moved it from here already; winnow undo takes it back\\.`),
    );
    expect(existsSync(join(folder, 'outside.jpg'))).toBe(true);
    const history = JSON.parse((await winnow(['history', dataset, '--json', ...cache])).stdout) as {
      applies: unknown[];
    };
    expect(history.applies).toMatchObject([{ applied: 2, undone: false }]);
    const { stdout: said } = await winnow(['history', dataset, ...cache]);
    expect(said).toMatch(/^# \S+ apply \S+: 2 changes(, 1 left alone)?$/m);
    const undone = await winnow(['undo', dataset, '--json', ...cache]);
    expect(undone.code).toBe(0);
    expect(JSON.parse(undone.stdout)).toMatchObject({
      ...{ applied: 2, undone: 2, skipped: [] },
      journal: expect.stringMatching(/./) as string,
    });
    expect(await contents(dataset)).toEqual(before);
  }),
);

it(
  'apply and undo name files relative to the folder given',
  withDataset(4, async ({ folder, dataset, cache }) => {
    const [path] = Object.keys(await contents(dataset));
    const wrapper = join(folder, 'wrapper');
    await mkdir(wrapper);
    await rename(dataset, join(wrapper, 'inner'));
    const plan = join(folder, 'plan.json');
    const decisions = [
      { path: `inner/${path}`, decision: 'relabel', to: 'class-03' },
      { path: 'inner/class-01/none.jpg', decision: 'delete' },
    ];
    // As editors on Windows save it.
    await writeFile(plan, `\ufeff${JSON.stringify({ decisions })}`);
    const apply = async (...args: string[]): Promise<unknown> =>
      JSON.parse((await winnow(['apply', wrapper, '--plan', plan, '--json', ...cache, ...args])).stdout);
    const skipped = [{ path: 'inner/class-01/none.jpg' }];
    const moved = join(wrapper, 'inner', 'class-03', basename(path));
    const to = `inner/class-03/${basename(path)}`;
    expect(await apply('--dry-run')).toMatchObject({ skipped, operations: [{ from: `inner/${path}`, to }] });
    expect(await apply()).toMatchObject({ skipped });
    await rm(moved);
    const { stdout } = await winnow(['undo', wrapper, '--json', ...cache]);
    expect(JSON.parse(stdout)).toMatchObject({
      applied: 0,
      skipped: [{ path: expect.stringMatching(/^inner\//) as string }],
    });
  }),
);

it(
  'whoever reads may stop reading: no failure, and the exit code is that of the command',
  withDataset(4, async ({ dataset, cache }) => {
    const child = spawn(process.execPath, [join(programs, 'cli.js'), 'rank', dataset, '--json', ...cache], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    child.stdout.destroy();
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0);
    expect(said).not.toMatch(/EPIPE|\n\s+at /);
  }),
);

it(
  'says which classes a plan would begin: a slip of the pen makes a folder of its own',
  withDataset(4, async ({ folder, dataset, cache }) => {
    const plan = join(folder, 'plan.json');
    const [path] = Object.keys(await contents(dataset));
    const planned = async (to: string): Promise<string> => {
      await writeFile(plan, JSON.stringify({ decisions: [{ path, decision: 'relabel', to }] }));
      return (await winnow(['apply', dataset, '--plan', plan, '--dry-run', ...cache])).stderr;
    };
    expect(await planned('clas-02')).toContain('clas-02 is a new class. Did you mean class-02?');
    expect(await planned('wolf')).toContain('wolf is a new class.');
    expect(await planned('class-02')).not.toContain('new class');
  }),
);

it(
  'export says that images without a label are left out, and how to take them',
  withDataset(6, async ({ folder, dataset, cache }) => {
    const [name] = await readdir(join(dataset, 'class-01'));
    await rename(join(dataset, 'class-01', name), join(dataset, 'loose.jpg'));
    const copy = (...args: string[]) => winnow(['export', dataset, '--out', join(folder, 'copy'), ...cache, ...args]);
    expect((await copy()).stderr).toMatch(/Images without a label are left out; --unsorted takes them/);
    expect((await copy('--unsorted')).stderr).not.toMatch(/left out/);
  }),
);

it(
  'names a plan that is not valid, and where',
  withDataset(3, async ({ folder, dataset, cache }) => {
    const plan = join(folder, 'plan.json');
    await writeFile(plan, JSON.stringify({ decisions: [{ path: 'a.jpg', decision: 'explode' }] }));
    const table = join(folder, 'decisions.csv');
    await writeFile(table, 'path,hash,given,decision,new_label\na.jpg,,a,delete,\n');
    expect((await winnow(['apply', dataset, '--plan', table, ...cache])).stderr).toMatch(
      /decisions\.csv is no JSON .* Winnow: Import Decisions…/,
    );
    const { code, stderr } = await winnow(['apply', dataset, '--plan', plan, ...cache]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/plan\.json is not valid at decisions\.0/);
    await writeFile(plan, '{');
    expect((await winnow(['apply', dataset, '--plan', plan, ...cache])).stderr).toMatch(/plan\.json cannot be read/);
  }),
);

it(
  'Ctrl-C: 130, and the second run goes on',
  withDataset(400, async ({ folder, dataset, cache }) => {
    const begun = () => existsSync(join(folder, 'cache', 'thumbnails.mdb'));
    const stopped = await winnow(['index', dataset, ...cache], {
      signalAfter: (kill) => void eventually('the reading to begin', begun, 60_000).then(kill),
    });
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toMatch(/goes on where this one stopped/);
    const result = JSON.parse((await winnow(['index', dataset, '--json', ...cache])).stdout) as { images: number };
    expect(result.images).toBe(400);
  }),
);

it(
  'reads links to files, leaves links to folders out and says so',
  withDataset(6, async ({ folder, dataset, cache }) => {
    await mkdir(join(folder, 'elsewhere'));
    const [any] = Object.keys(await contents(dataset));
    await rename(join(dataset, any), join(folder, 'elsewhere', 'target.jpg'));
    await symlink('../../elsewhere/target.jpg', join(dataset, any));
    await symlink('../elsewhere', join(dataset, 'linked-folder'));
    const result = JSON.parse((await winnow(['index', dataset, '--json', ...cache])).stdout) as {
      images: number;
      skipped: { path: string; reason: string }[];
    };
    expect(result.images).toBe(6);
    expect(result.skipped).toMatchObject([{ path: 'linked-folder' }]);
    expect(result.skipped[0].reason).toMatch(/link to a folder/);
  }),
);

it(
  'reads a file once that has several names',
  withDataset(2, async ({ dataset, cache }) => {
    const [any] = Object.keys(await contents(dataset));
    for (let i = 0; i < 30; i++) await link(join(dataset, any), join(dataset, any.replace('.jpg', `-${i}.jpg`)));
    const result = JSON.parse((await winnow(['index', dataset, '--json', ...cache])).stdout) as {
      images: number;
      imagesPerSecond: number;
      seconds: number;
    };
    expect(result.images).toBe(32);
    expect(Math.round(result.imagesPerSecond * result.seconds)).toBe(2);
  }),
);

it(
  'a class folder of a known dataset shows just that class',
  withDataset(12, async ({ folder, dataset, cache }) => {
    const plan = join(folder, 'plan.json');
    await writeFile(plan, JSON.stringify({ decisions: [{ path: 'class-01/000000.jpg', decision: 'delete' }] }));
    expect((await winnow(['apply', dataset, '--plan', plan, ...cache])).code).toBe(0);
    const result = JSON.parse((await winnow(['index', join(dataset, 'class-02'), '--json', ...cache])).stdout) as {
      root: string;
      images: number;
    };
    expect(result).toMatchObject({ root: dataset, images: 4 });
  }),
);

it(
  'doctor says what runs here',
  withDataset(1, async ({ cache }) => {
    const { code, stdout } = await winnow(['doctor', '--json', ...cache]);
    expect(code).toBe(0);
    const { checks, backends } = JSON.parse(stdout) as {
      checks: { name: string; value: string }[];
      backends: { name: string; imagesPerSecond: number }[];
    };
    expect(checks[0]).toMatchObject({ name: 'winnow', value: expect.stringMatching(/^\d+\.\d+\.\d+/) as string });
    expect(backends[0].imagesPerSecond).toBeGreaterThan(0);
  }),
);
