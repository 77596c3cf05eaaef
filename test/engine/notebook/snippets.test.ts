import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  notebookSnippet,
  snippetKinds,
  type SnippetFacts,
  type SnippetKind,
} from '../../../src/core/notebook/snippets';
import { picture } from '../../fixtures/formats';
import { withFolder } from '../../support/workspace';

const pythons = ['/usr/bin/python3', 'python3'];

/** A Python that has these modules, or undefined. */
function pythonWith(modules: readonly string[]): string | undefined {
  const script = modules.length === 0 ? 'pass' : `import ${modules.join(', ')}`;
  return pythons.find((python) => spawnSync(python, ['-c', script], { timeout: 120_000 }).status === 0);
}

const modules: Readonly<Record<SnippetKind, readonly string[]>> = {
  decisions: ['pandas'],
  predictions: ['pandas'],
  torchvision: ['torch', 'torchvision'],
  fastai: ['fastai'],
  keras: ['tensorflow'],
  huggingface: ['datasets'],
  dcgan: ['torch', 'torchvision'],
};

/** Odd names, so that quoting is seen to work. */
async function withImages(subsets: readonly string[], work: (facts: SnippetFacts) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const root = join(folder, `pets "é" 'x'`);
    for (const subset of subsets.length === 0 ? [''] : subsets)
      for (const [i, name] of ['cat', 'cat', 'dog', 'dog'].entries()) {
        const file = join(root, subset, name, `${i}.png`);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, await picture(i * 20).png().toBuffer()); // prettier-ignore
      }
    const table = join(folder, 'pets-images.csv');
    await writeFile(
      table,
      'path,hash,given,decision,new_label\ncat/0.png,a,cat,relabel,dog\ncat/1.png,b,cat,delete,\ndog/2.png,c,dog,,\ndog/NA.png,d,NA,keep,\ncat/3.png,e,cat,convert,dog\ncat/4.png,f,cat,rename,\ncat/5.png,g,cat,relabel,\n',
    );
    const named = subsets.map((subset) => ({ folder: subset, subset: subset.toLowerCase() }));
    await work({ root, subsets: named, classes: ['cat', 'dog'], table, predictions: join(folder, 'out.csv') });
  });
}

function run(python: string, script: string): string {
  const { status, stdout, stderr } = spawnSync(python, ['-c', script], { encoding: 'utf8', timeout: 240_000 });
  expect(stderr.slice(-2000) || status, stdout).toBe(0);
  return stdout;
}

function needing(kind: SnippetKind): string | undefined {
  const python = pythonWith(modules[kind]);
  if (python === undefined) console.warn(`SKIPPED: no Python with ${modules[kind].join(' and ')} to run ${kind}.`);
  return python;
}

describe('snippets', () => {
  it.each(snippetKinds)('%s is Python', async (kind) => {
    const python = pythonWith([]);
    if (python === undefined) return console.warn('SKIPPED: there is no Python here.');
    for (const subsets of [[], ['Train', 'valid', 'test']])
      await withImages(subsets, async (facts) => {
        run(python, `compile(${JSON.stringify(notebookSnippet(kind, facts))}, 'snippet', 'exec')`);
      });
  });

  it('pandas reads the decisions', async () => {
    const python = needing('decisions');
    if (python === undefined) return;
    await withImages([], async (facts) => {
      const code = `${notebookSnippet('decisions', facts)}print(sorted(zip(clean.path, clean.label)))\n`;
      const out = run(python, code);
      expect(out).toContain('7 images, 6 decided, 6 stay');
      expect(out).toContain("[('cat/0.png', 'dog'), ('cat/3.png', 'dog'), ('cat/4.png', 'cat'), ('cat/5.png', nan),");
      expect(out).toContain("('dog/2.png', 'dog'), ('dog/NA.png', 'NA')]");
    });
  });

  it('pandas reads classes that are numbers as they are called, from JSON Lines, too', async () => {
    const python = needing('decisions');
    if (python === undefined) return;
    await withImages([], async (facts) => {
      const table = `${facts.table}.jsonl`;
      const row = { path: '007/1.png', given: '007', decision: null, new_label: null };
      await writeFile(table, `${JSON.stringify(row)}\n${JSON.stringify({ ...row, path: '1/2.png', given: '1' })}\n`);
      const out = run(python, `${notebookSnippet('decisions', { ...facts, table })}print(list(clean.label))\n`);
      expect(out).toContain("2 images, 0 decided, 2 stay\n['007', '1']");
    });
  });

  it('torchvision loads classes and subsets', async () => {
    const python = needing('torchvision');
    if (python === undefined) return;
    await withImages(['Train', 'valid'], async (facts) => {
      const code = `${notebookSnippet('torchvision', facts)}print(next(iter(train_loader))[0].shape)\n`;
      const out = run(python, code);
      expect(out).toContain("4, 4 ['cat', 'dog']".replace(',', ''));
      expect(out).toContain('torch.Size([4, 3, 224, 224])');
    });
  });

  it('a model of torchvision’s data writes predictions that Winnow understands', async () => {
    const python = needing('torchvision') && needing('predictions');
    if (python === undefined) return;
    await withImages([], async (facts) => {
      const write =
        'import numpy\nwrite_predictions([path for path, _ in all_data.samples], numpy.full((4, 2), 0.5), all_data.classes)\nprint(open(' +
        `${JSON.stringify(facts.predictions)}).read())\n`;
      const out = run(python, notebookSnippet('torchvision', facts) + notebookSnippet('predictions', facts) + write);
      expect(out).toContain('file,cat,dog\n');
    });
  });

  it('DCGAN gets squares from -1 to 1', async () => {
    const python = needing('dcgan');
    if (python === undefined) return;
    await withImages(['Train', 'valid'], async (facts) => {
      expect(run(python, notebookSnippet('dcgan', facts))).toMatch(/^8 \(8, 3, 64, 64\) -?\d/m);
    });
  });

  it.each(['fastai', 'keras', 'huggingface'] as const)('%s loads the images', async (kind) => {
    const python = needing(kind);
    if (python === undefined) return;
    await withImages(['Train', 'valid'], async (facts) => void run(python, notebookSnippet(kind, facts)));
  });
});
