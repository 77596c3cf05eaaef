import type { Locator, Page } from 'playwright-core';
import { escapeRegExp } from './labels';

/** The menu is closed; opened anew, the item may be there and stand ready. */
export class UnreadyItem extends Error {}

/** VS Code's own context menu, which it draws in a shadow root. */
export class Menu {
  constructor(private readonly page: Page) {}

  get items(): Locator {
    return this.page.locator('.monaco-menu .action-item .action-label').filter({ visible: true });
  }

  async titles(): Promise<string[]> {
    await this.items.first().waitFor();
    const texts = await this.items.allTextContents();
    return texts.map((text) => text.trim()).filter((text) => text !== '');
  }

  /** Chooses an item of the open menu by its exact text. */
  async choose(text: string): Promise<void> {
    const titles = await this.titles();
    const item = this.items.filter({ hasText: new RegExp(`^\\s*${escapeRegExp(text)}\\s*$`) }).first();
    if ((await item.count()) === 0) {
      await this.dismiss();
      throw new UnreadyItem(`The menu has no "${text}", only: ${titles.join(' | ')}`);
    }
    // Said on the row around the label.
    if ((await item.locator('xpath=ancestor::*[contains(@class, "action-item")][@aria-disabled="true"]').count()) > 0) {
      await this.dismiss();
      throw new UnreadyItem(`"${text}" cannot be chosen now.`);
    }
    // VS Code ignores a mouse-up that comes too soon after the menu opened (it would be the opening click's own).
    await item.hover({ timeout: 5_000 });
    await this.page.waitForTimeout(150);
    await item.click({ timeout: 5_000 });
  }

  async dismiss(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.items.first().waitFor({ state: 'hidden' });
  }
}
