import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext, FrameLocator, Locator, Page } from 'playwright-core';
import { launchChromium, type BrowserOptions, type Viewport } from './chromium';
import type { TestEditor } from './editor';
import { Explorer } from './explorer';
import { exactLabel } from './labels';
import { Menu } from './menu';
import { QuickInput } from './quickInput';
import { themeClass, themeLabel, type Settings, type Theme } from './settings';

/** A person's hands and eyes in a running VS Code. */
export class Workbench {
  readonly menu: Menu;
  readonly quickInput: QuickInput;
  readonly explorer: Explorer;
  /** Errors that pages and workbench wrote to the browser's console or did not catch, for a test that wants none. */
  readonly consoleErrors: string[] = [];

  constructor(
    readonly editor: TestEditor,
    readonly context: BrowserContext,
    readonly page: Page,
  ) {
    this.menu = new Menu(page);
    this.quickInput = new QuickInput(page);
    this.explorer = new Explorer(page, this.menu, (title) => this.command(title));
    page.on('console', (message) => {
      if (message.type() === 'error') this.consoleErrors.push(message.text());
    });
    page.on('pageerror', (error) => this.consoleErrors.push(error.stack ?? error.message));
    // With unsaved changes the workbench may ask before it leaves; a test that reloads means it.
    page.on('dialog', (dialog) => void dialog.accept().catch(() => undefined));
  }

  /** Opens (or opens again) the editor's workspace and waits until it can be used. */
  async open(): Promise<void> {
    await this.page.goto(this.editor.url);
    await this.ready();
  }

  /** "Developer: Reload Window", which lets the workbench write down its open tabs first. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load', { timeout: 60_000 });
    // A failed command must not leave the wait behind as an unhandled rejection.
    loaded.catch(() => undefined);
    await this.command('Developer: Reload Window');
    await loaded;
    await this.ready();
  }

  /** The browser's own reload, at once: what was not yet written down (a tab opened in the last seconds) is lost. */
  async hardReload(): Promise<void> {
    await this.page.reload();
    await this.ready();
  }

  async ready(): Promise<void> {
    const slow = { timeout: 90_000 };
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor(slow);
    await this.page.locator('.monaco-workbench .part.editor').waitFor(slow);
    // Said by VS Code itself once the extension host answers: until then commands of extensions are not there.
    await this.page.waitForFunction(
      () =>
        performance.getEntriesByName('code/didResolveExtensions').length +
          performance.getEntriesByName('code/didLoadExtensions').length >
        0,
      undefined,
      slow,
    );
  }

  async close(): Promise<void> {
    await this.context.close();
  }

  command(title: string): Promise<void> {
    return this.quickInput.command(title);
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** The page inside a custom editor: of those on screen, the `index`-th from the left. */
  frame(index = 0): FrameLocator {
    return this.webviews.nth(index).contentFrame().frameLocator('#active-frame');
  }

  /** The outer frames of Winnow's webviews that are on screen; a notebook has some of its own. */
  get webviews(): Locator {
    return this.page.locator('iframe.webview.ready[src*="extensionId=winnow.winnow"]').filter({ visible: true });
  }

  tab(name: string): Locator {
    return this.page.locator('.part.editor .tab').filter({ has: exactLabel(this.page, name) });
  }

  /** Whether the tab shows the unsaved dot. */
  async isDirty(name: string): Promise<boolean> {
    return (await this.tab(name).first().getAttribute('class'))?.split(' ').includes('dirty') ?? false;
  }

  /** Waits for a notification with this text, and gives it, to press its buttons. */
  async notification(text: string | RegExp, withinMs = 30_000): Promise<Locator> {
    const found = this.page
      .locator('.notification-list-item')
      .filter({ hasText: text })
      .filter({ visible: true })
      .first();
    await found.waitFor({ timeout: withinMs });
    return found;
  }

  /** Presses a button of a notification or of a modal dialog. */
  async button(text: string, within: Locator = this.dialog): Promise<void> {
    await within.locator('.monaco-button', { hasText: text }).first().click();
  }

  get dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  /** Changes settings as the user's own settings file would, and reloads the window to have them followed. */
  async configure(patch: Settings): Promise<void> {
    await this.editor.configure(patch);
    await this.reload();
  }

  /** Chooses the theme in VS Code's own picker: at once, without a reload. */
  async setTheme(theme: Theme): Promise<void> {
    await this.command('Preferences: Color Theme');
    // Filtering previews the first match; only a list that shows the one theme may be accepted.
    await this.quickInput.input.fill(themeLabel(theme));
    await this.quickInput.rows(themeLabel(theme)).first().click();
    await this.page.locator(`.monaco-workbench.${themeClass(theme)}`).waitFor();
  }

  async setViewport(viewport: Viewport): Promise<void> {
    await this.page.setViewportSize(viewport);
  }

  /** Writes `<name>.png` to `WINNOW_SCREENSHOTS`, or `test-results/screenshots`; gives the path. */
  async screenshot(name: string): Promise<string> {
    const folder = process.env.WINNOW_SCREENSHOTS ?? join('test-results', 'screenshots');
    await mkdir(folder, { recursive: true });
    const path = join(folder, `${name}.png`);
    await this.page.screenshot({ path });
    return path;
  }
}

/** Starts a browser on a running editor and waits until the workbench can be used. */
export async function openWorkbench(editor: TestEditor, options: BrowserOptions = {}): Promise<Workbench> {
  const context = await launchChromium(options);
  const page = context.pages()[0] ?? (await context.newPage());
  const workbench = new Workbench(editor, context, page);
  try {
    await workbench.open();
    return workbench;
  } catch (error) {
    await workbench.screenshot('workbench-did-not-open').catch(() => undefined);
    await workbench.close();
    throw error;
  }
}
