import type { Locator, Page } from 'playwright-core';
import { exactLabel } from './labels';
import { UnreadyItem, type Menu } from './menu';

/** The menu that opened is that of another row. */
class MissedRow extends Error {}

/** The explorer view's tree. Paths are relative to the workspace folder, with `/`. */
export class Explorer {
  constructor(
    private readonly page: Page,
    private readonly menu: Menu,
    private readonly command: (title: string) => Promise<void>,
  ) {}

  private get tree(): Locator {
    return this.page.locator('.explorer-folders-view');
  }

  async show(): Promise<void> {
    if (await this.tree.isVisible()) return;
    await this.command('View: Show Explorer');
    await this.tree.waitFor();
  }

  /** The row of a file or folder, with the folders above it opened. */
  async row(path: string): Promise<Locator> {
    await this.show();
    const parts = path.split('/');
    let row = this.tree.locator('.monaco-list-row');
    for (let depth = 0; depth < parts.length; depth++) {
      const level = this.tree.locator(`.monaco-list-row[aria-level="${depth + 1}"]`);
      row = level.filter({ has: exactLabel(this.page, parts[depth]) }).first();
      await row.waitFor();
      const inside = depth < parts.length - 1;
      if (inside && (await row.getAttribute('aria-expanded')) === 'false') await row.click();
    }
    return row;
  }

  async click(path: string): Promise<void> {
    await (await this.row(path)).click();
  }

  /** Right-clicks a path and chooses the item with this text; of several paths, the last is the one clicked. */
  async contextMenu(paths: string | string[], item: string, withinMs = 30_000): Promise<void> {
    const all = Array.isArray(paths) ? paths : [paths];
    const rows: Locator[] = [];
    for (const path of all) rows.push(await this.row(path));
    if (rows.length > 1) for (const [i, row] of rows.entries()) await row.click({ modifiers: i ? ['Control'] : [] });
    const clicked = rows[rows.length - 1];
    for (const deadline = Date.now() + withinMs; ;) {
      try {
        await clicked.click({ button: 'right', timeout: 5_000 });
        await this.menu.items.first().waitFor({ timeout: 5_000 });
        // While files come and go the tree draws another row under the hand, whose menu it then is.
        if (!(await clicked.getAttribute('class'))?.split(' ').includes('focused'))
          throw new MissedRow(`${all.at(-1)}`);
        return await this.menu.choose(item);
      } catch (error) {
        // A workbench that is still starting may take its menu away under the hand, and what extensions put into it and
        // whether the workspace is trusted are known a little later than its files: it says what held when it was opened.
        const mayPass =
          error instanceof UnreadyItem ||
          error instanceof MissedRow ||
          (error instanceof Error && error.name === 'TimeoutError');
        if (!mayPass || Date.now() > deadline) throw error;
        if (await this.menu.items.first().isVisible()) await this.menu.dismiss();
        await this.page.waitForTimeout(500);
      }
    }
  }

  async rename(path: string, newName: string): Promise<void> {
    await this.contextMenu(path, 'Rename...');
    const box = this.tree.locator('.explorer-item-edited input');
    await box.fill(newName);
    await box.press('Enter');
  }

  /** Deletes, accepting the question that VS Code asks. */
  async delete(path: string): Promise<void> {
    await this.contextMenu(path, 'Delete Permanently');
    await this.page.locator('.monaco-dialog-box .monaco-button', { hasText: /^(Delete|Move to Trash)$/ }).click();
  }
}
