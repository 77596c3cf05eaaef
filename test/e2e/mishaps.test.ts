import { rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect } from 'vitest';
import { hostileNames } from '../fixtures/hostileNames';
import { writeManyImages } from '../fixtures/manyImages';
import { contents } from '../support/contents';
import { eventually } from '../support/eventually';
import type { Workbench } from './support/browser';
import { DatasetPage, readLabel } from './support/datasetPage';
import type { TestEditor } from './support/editor';
import { findProcesses } from './support/processes';
import { Scene, useScene } from './support/scene';

/** What goes wrong around a person at work, and what the editor makes of it. */
describe('mishaps', () => {
  let folder: string;
  let workspace: string;
  let editor: TestEditor;
  let workbench: Workbench;

  const trial = useScene(
    () =>
      Scene.open(
        'mishaps',
        async (workspace) => {
          for (const [i, name] of ['many', 'without-compute', 'without-engine'].entries())
            await writeManyImages(join(workspace, name), 800, { seed: 10 + i, classes: 2 });
          await writeManyImages(join(workspace, 'moved'), 24, { seed: 2, classes: 3 });
        },
        { threads: 1 },
      ),
    (scene) => {
      ({ folder, workspace, editor, workbench } = scene);
    },
  );

  afterEach(async () => {
    await workbench.command('View: Close All Editors');
    // Only after a failure is there a mark that was never saved: VS Code asks.
    if (await workbench.dialog.isVisible()) await workbench.button("Don't Save");
  });

  async function open(name: string): Promise<DatasetPage> {
    await workbench.explorer.contextMenu(name, 'Clean This Folder');
    await workbench.tab(name).waitFor();
    return new DatasetPage(workbench);
  }

  trial('an image worker killed while indexing is replaced, the editor says so, and no image is lost', async () => {
    const page = await open('many');
    const worker = await eventually(
      'a worker at work',
      async () => (await findProcesses(editor.pid, 'imageWorker'))[0],
    );
    await page.barSays(/Indexing [1-9]/);
    process.kill(worker, 'SIGKILL');
    await page.barSays(/image reader was replaced: it was stopped by SIGKILL/);
    await page.frame.getByRole('button', { name: 'Dismiss' }).click();
    await page.ready(120_000);
    const workers = await findProcesses(editor.pid, 'imageWorker');
    expect(workers).not.toContain(worker);
    expect(workers.length).toBeGreaterThan(0);
    await page.ask('', 800);
    await page.ask('is:unreadable', 0);
  });

  for (const [program, said] of [
    ['compute', /compute process was replaced: it was stopped by SIGKILL/],
    ['engine', /engine was stopped by SIGKILL and is started again/],
  ] as const)
    trial(`the ${program} killed while indexing is replaced, the editor says so, and the result is whole`, async () => {
      const page = await open(`without-${program}`);
      await page.barSays(/Indexing [1-9]/);
      const [process_] = await eventually('at work', async () => {
        const found = await findProcesses(editor.pid, program);
        return found.length > 0 && found;
      });
      process.kill(process_, 'SIGKILL');
      await page.barSays(said);
      await page.frame.getByRole('button', { name: 'Dismiss' }).click();
      await page.ready(120_000);
      expect(await findProcesses(editor.pid, program)).not.toContain(process_);
      await page.ask('', 800);
      await page.ask('is:unreadable', 0);
    });

  trial('a folder moved away while open is said, and its marks are there when it is back', async () => {
    const page = await open('moved');
    await page.ready();
    await page.begin();
    const { name } = readLabel(await page.focused());
    await workbench.press('x');
    await page.says(name, 'delete');
    await page.barSays('1 pending: 1 deleted'); // Said once it is on the disk.
    await rename(join(workspace, 'moved'), join(folder, 'away'));
    await page.barSays(/moved is no longer there/);
    await page.bar.getByRole('button', { name: /^Apply/ }).click();
    await page.frame.getByText('1 cannot be done').waitFor();
    await workbench.press('Escape');
    await rename(join(folder, 'away'), join(workspace, 'moved'));
    await page.barSays(/moved is back/);
    await page.ask('decision:delete', 1);
    await workbench.press('u');
    await page.barSays('Nothing pending');
    await workbench.press('Control+s');
  });

  trial('a folder renamed in the explorer keeps its tab and its marks', async () => {
    const page = await open('moved');
    await page.ready();
    await page.begin();
    const { name } = readLabel(await page.focused());
    await workbench.press('x');
    await page.says(name, 'delete');
    await workbench.explorer.rename('moved', 'renamed');
    await workbench.tab('renamed').first().waitFor();
    await workbench.tab('moved').waitFor({ state: 'hidden' });
    // VS Code's own tab of the renamed folder is closed again.
    await eventually('one tab', async () => (await workbench.page.locator('.part.editor .tab').count()) === 1);
    await page.ready();
    await page.ask('is:decided', 1);
    await page.says(name, 'delete');
    await eventually('the dot', () => workbench.isDirty('renamed'));
    await workbench.press('Control+z');
    await page.barSays('Nothing pending');
    await workbench.press('Control+s');
  });

  trial('hostile file names are shown as text', async () => {
    const names = hostileNames(true).filter((name) => /\.jpe?g$/i.test(name));
    const images = await writeManyImages(join(workspace, 'names'), names.length, { seed: 3, classes: 2 });
    for (const [i, path] of images.entries()) {
      const place = join(workspace, 'names', path, '..', names[i]);
      await unlink(place).catch(() => undefined); // Where two names are one to the file system.
      await rename(join(workspace, 'names', path), place);
    }
    await writeFile(join(workspace, 'names', 'class-01', 'not-an-image.jpg'), '<script>alert(1)</script>');
    const found = Object.keys(await contents(join(workspace, 'names'))).length;
    await eventually('the explorer', () => workbench.explorer.row('names').then(() => true));
    const page = await open('names');
    await page.ready();
    await page.ask('', found - 1);
    await page.ask('is:unreadable', 1);
    expect(readLabel(await page.focused()).name).toBe('not-an-image.jpg');
    await page.frame.getByRole('button', { name: 'Sort and Group' }).click();
    await page.frame.getByRole('menuitemcheckbox', { name: 'File names' }).click();
    for (const name of [
      '<img src=x onerror=alert(1)>.jpg',
      '{{7*7}}&amp;.jpg',
      '$(touch owned).jpg',
      '__proto__.jpg',
    ]) {
      await page.ask(`name:"${name}"`, 1);
      const cell = page.cells.first();
      expect(readLabel(await page.focused()).name).toBe(name);
      await cell.getByText(name, { exact: true }).last().waitFor();
      await page.frame.getByRole('complementary', { name: 'Inspector' }).getByRole('heading', { name }).waitFor();
    }
    // What turns the direction of the text, or breaks the line, is shown as a sign of its own.
    await page.ask('name:gpj.exe', 1);
    expect(readLabel(await page.focused()).name).toBe('rtl \ufffdgpj.exe.jpg');
    expect(await page.frame.locator('img[src="x"]').count()).toBe(0);
    await workbench.screenshot('hostile-names');
  });
});
