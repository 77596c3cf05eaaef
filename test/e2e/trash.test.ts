import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { writeManyImages } from '../fixtures/manyImages';
import { winnow } from '../support/cli';
import { contents } from '../support/contents';
import { eventually } from '../support/eventually';
import type { Workbench } from './support/browser';
import { DatasetPage } from './support/datasetPage';
import { Scene, useScene } from './support/scene';

/** The commands of trash and tables by a person's hands: their pickers, dialogs and messages. */
describe('trash and tables', () => {
  let folder: string;
  let dataset: string;
  let original: Record<string, string>;
  let workbench: Workbench;
  let deleted: string;

  const step = useScene(
    () =>
      Scene.open(
        'trash',
        async (workspace, folder) => {
          dataset = join(workspace, 'set');
          await writeManyImages(dataset, 40, { seed: 4, classes: 2 });
          original = await contents(dataset);
          const plan = join(folder, 'plan.json');
          const decided = { '000000': 'delete', '000002': 'delete', '000004': 'delete', '000006': 'set-aside' };
          const decisions = Object.entries(decided).map(([name, decision]) => ({
            path: `class-01/${name}.jpg`,
            decision,
          }));
          await writeFile(plan, JSON.stringify({ decisions }));
          const { code } = await winnow(['apply', dataset, '--plan', plan, '--cache', join(folder, 'cache')]);
          expect(code).toBe(0);
        },
        { threads: 1 },
      ),
    (scene) => {
      ({ folder, workbench } = scene);
    },
  );

  step('Restore From Trash lists name, class, time and reason, and puts back what is ticked', async () => {
    await workbench.explorer.contextMenu('set', 'Clean This Folder');
    await workbench.tab('set').waitFor();
    await new DatasetPage(workbench).ready();
    await workbench.command('Winnow: Restore From Trash…');
    const { quickInput } = workbench;
    await eventually('four files', async () => (await quickInput.rows().count()) === 4);
    await quickInput.rows(/000006\.jpg.*class-01.*set aside/).waitFor();
    await quickInput
      .rows(/000002\.jpg.*class-01.*deleted.*with 2 others/)
      .locator('input[type=checkbox], .monaco-custom-toggle')
      .first()
      .click();
    await quickInput.widget.getByRole('button', { name: 'OK' }).click();
    await workbench.notification('1 file restored');
    const found = await contents(dataset);
    expect(Object.keys(original).filter((path) => !(path in found))).toEqual([
      'class-01/000000.jpg',
      'class-01/000004.jpg',
      'class-01/000006.jpg',
    ]);
    expect(found['class-01/000002.jpg']).toBe(original['class-01/000002.jpg']);
  });

  step('Empty Trash says how much and that it is for good; Cancel removes nothing', async () => {
    const before = await contents(join(folder, 'workspace', '.winnow'));
    await workbench.command('Winnow: Empty Trash…');
    await workbench.dialog.waitFor();
    const text = await workbench.dialog.textContent();
    expect(text).toMatch(/Remove 2 files \(\d[\d.]* k?B\) of set for good\?/);
    expect(text).toContain('This cannot be undone.');
    expect(text).toContain('1 that were set aside stay.');
    await workbench.button('Cancel');
    expect(Object.keys(await contents(join(folder, 'workspace', '.winnow')))).toEqual(Object.keys(before));

    await workbench.command('Winnow: Empty Trash…');
    await workbench.button('Remove for Good');
    await workbench.notification('2 files removed');
    const left = Object.keys(await contents(join(folder, 'workspace', '.winnow')));
    expect(left.filter((path) => path.endsWith('.jpg'))).toEqual([expect.stringMatching(/set-aside\/.*000006\.jpg$/)]);
  });

  step('Export Decisions asks for format and place, and writes the table', async () => {
    const page = new DatasetPage(workbench);
    await page.ask('class:class-02', 20);
    await workbench.press('x');
    await page.barSays('1 pending: 1 deleted');
    await workbench.command('Winnow: Export Decisions…');
    const { quickInput } = workbench;
    await quickInput.rows(/Shell Script to Review/).waitFor();
    await quickInput.pick(/^Decisions \(CSV\)/);
    // In a browser the place is asked for in the drop-down as well.
    await eventually('the proposed place', async () =>
      (await quickInput.input.inputValue()).endsWith('-decisions.csv'),
    );
    await workbench.quickInput.answerPlace(join(folder, 'out.csv'));
    await workbench.notification('1 decision written to');
    const lines = (await readFile(join(folder, 'out.csv'), 'utf8')).split('\n');
    expect(lines[0]).toBe('path,hash,given,decision,new_label');
    expect(lines[1]).toMatch(/^class-02\/\d+\.jpg,[0-9a-f]{64},class-02,delete,$/);
    deleted = lines[1].split(',')[0];
  });

  step('Import Decisions shows matches and conflicts, and imports what is ticked', async () => {
    const table = join(folder, 'in.csv');
    const others = Object.keys(original).filter((path) => path.startsWith('class-02/') && path !== deleted);
    const rows = [
      `${others[0]},,relabel,class-01`,
      `${others[1]},,relabel,fox`,
      `${deleted},,keep,`,
      'class-02/gone.jpg,,delete,',
      '../../precious.jpg,,delete,',
    ];
    await writeFile(table, ['path,hash,decision,new_label', ...rows, ''].join('\n'));
    await workbench.command('Winnow: Import Decisions…');
    const { quickInput } = workbench;
    await eventually('the dialog’s folder', async () => (await quickInput.input.inputValue()).endsWith('/workspace/'));
    await workbench.quickInput.answerPlace(table);
    await quickInput.rows(/1 matched, undecided here/).waitFor();
    await workbench.screenshot('import-preview');
    const listed = (await quickInput.widget.textContent()) ?? '';
    for (const text of [
      '1 decided otherwise here',
      '1 to classes that are not here',
      '1 not found',
      '1 leading out of',
    ])
      expect(listed).toContain(text);
    await quickInput.widget.getByRole('button', { name: 'OK' }).click();
    await workbench.notification('1 decision imported');
    const page = new DatasetPage(workbench);
    await page.barSays('2 pending: 1 relabelled · 1 deleted');
    await page.begin();
    await workbench.press('Control+z');
    await page.barSays('1 pending: 1 deleted');
    await workbench.press('Control+Shift+z');
    await page.barSays('2 pending: 1 relabelled · 1 deleted');
    await workbench.press('Control+s');
  });
});
