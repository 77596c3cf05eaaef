import type { Locator, Page } from 'playwright-core';
import { eventually } from '../../support/eventually';

/** VS Code's drop-down at the top of the window: palette, pickers and input boxes. */
export class QuickInput {
  readonly widget: Locator;

  constructor(private readonly page: Page) {
    this.widget = page.locator('.quick-input-widget').filter({ visible: true });
  }

  get input(): Locator {
    return this.widget.locator('.quick-input-filter input').first();
  }

  rows(text?: string | RegExp): Locator {
    const rows = this.widget.locator('.quick-input-list .monaco-list-row');
    return text === undefined ? rows : rows.filter({ hasText: text });
  }

  /**
   * Runs a command by its title. F1 works wherever the focus is, a webview included. The palette lists what could be run
   * when it was opened, and a page that comes to the front takes it away: where the command is not in it, it is opened anew.
   */
  async command(title: string): Promise<void> {
    // Exact titles only: "Probe: Edit" must not run "Probe: Edit and More".
    const exact = this.widget.locator(`.monaco-list-row[aria-label^="${cssString(title)}"]`);
    const choose = async (): Promise<void> => {
      await this.openPalette();
      await this.input.fill(`>${title}`, { timeout: 4_000 });
      await exact.first().waitFor({ timeout: 4_000 });
      const rows = await exact.evaluateAll((found) => found.map((row) => row.getAttribute('aria-label') ?? ''));
      const index = rows.findIndex((label) => label === title || label.startsWith(`${title},`));
      if (index < 0) throw new Error(`The palette has no command "${title}", only ${rows.join(' | ')}`);
      await exact.nth(index).click({ timeout: 4_000 });
      await eventually('the palette to close', async () => !(await this.shows(`>${title}`)));
    };
    for (const deadline = Date.now() + 40_000; ;) {
      try {
        return await choose();
      } catch (error) {
        if (Date.now() > deadline) throw error;
        if (await this.widget.isVisible()) await this.page.keyboard.press('Escape');
      }
    }
  }

  /** Runs a command and chooses in the picker that it opens. */
  ask(title: string, text: string | RegExp): Promise<void> {
    return this.choose(() => this.command(title), text);
  }

  /** Chooses in the picker that `open` brings; once more where the focus, and the picker with it, went. */
  async choose(open: () => Promise<void>, text: string | RegExp): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      await open();
      try {
        return await this.rows(text).first().click({ timeout: 8_000 });
      } catch (error) {
        if (attempt === 3) throw error;
      }
    }
  }

  /** Chooses the row with this text in an open picker. */
  async pick(text: string | RegExp): Promise<void> {
    await this.rows(text).first().click();
  }

  /** Types into an open input box or picker and accepts. */
  async answer(text: string): Promise<void> {
    await this.input.fill(text);
    await this.page.keyboard.press('Enter');
  }

  /**
   * Answers VS Code's own file dialog with the path of a file. The dialog writes the folder that it starts in over what was
   * typed before it had listed that folder, and takes no Enter until then: so it is told again until it has closed.
   */
  async answerPlace(path: string): Promise<void> {
    const title = this.widget.locator('.quick-input-title').filter({ hasText: /\S/ });
    const dialog = await title.textContent();
    await eventually('the file dialog to take the path', async () => {
      // Another title is the step that follows it.
      if (!(await title.isVisible()) || (await title.textContent({ timeout: 2_000 })) !== dialog) return true;
      if (await this.shows(path)) await this.page.keyboard.press('Enter');
      else await this.input.fill(path, { timeout: 2_000 });
      await new Promise((done) => setTimeout(done, 300));
      return false;
    });
  }

  /** Waits for an input box that stands there with this text. */
  async proposes(text: string): Promise<void> {
    await eventually(`the input box with ${text}`, () => this.shows(text));
  }

  private async shows(text: string): Promise<boolean> {
    return (await this.input.isVisible()) && (await this.input.inputValue({ timeout: 2_000 })) === text;
  }

  /** A workbench that is still starting swallows the first keys, so press until it opens. */
  private async openPalette(): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      await this.page.keyboard.press('F1');
      const opened = await this.input.waitFor({ timeout: 3_000 }).then(
        () => true,
        () => false,
      );
      if (opened) return;
      if (attempt === 5) throw new Error('The command palette did not open');
    }
  }
}

function cssString(text: string): string {
  return text.replace(/["\\]/g, '\\$&');
}
