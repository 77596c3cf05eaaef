import type { Locator, Page } from 'playwright-core';

/** Where VS Code speaks, and the name by which the report calls it. */
const places: readonly (readonly [string, string])[] = [
  ['tabs', '.part.editor .tab'],
  ['menu', '.monaco-menu .action-item .action-label'],
  ['picker', '.quick-input-widget'],
  ['dialog', '.monaco-dialog-box'],
  ['message', '.notification-toast .notification-list-item'],
];

/**
 * What the workbench and Winnow's pages say at this moment, in words: for the message of a case that failed on a machine
 * whose pictures nobody sees. Never throws.
 */
export async function whatIsShown(page: Page): Promise<string> {
  const said: string[] = [];
  for (const [name, selector] of places)
    for (const text of await texts(page.locator(selector).filter({ visible: true }))) said.push(`${name}: ${text}`);
  said.push(`focus: ${await focus(page)}`);
  const views = page.locator('iframe.webview.ready[src*="extensionId=winnow.winnow"]').filter({ visible: true });
  for (let i = 0; i < (await views.count().catch(() => 0)); i++) {
    const body = views.nth(i).contentFrame().frameLocator('#active-frame').locator('body');
    said.push(`page: ${shortened(await body.innerText({ timeout: 2_000 }).catch(() => 'does not answer'), 1_200)}`);
  }
  return said.join('\n');
}

async function texts(found: Locator): Promise<string[]> {
  const all = await found.allInnerTexts().catch(() => []);
  return all.slice(0, 12).map((text) => shortened(text, 300));
}

function focus(page: Page): Promise<string> {
  const read = page.evaluate(() => {
    const at = document.activeElement;
    const typed = at instanceof HTMLInputElement ? `, typed: "${at.value}"` : '';
    return at ? `${at.tagName} ${at.className} ${at.getAttribute('aria-label') ?? ''}${typed}` : 'nowhere';
  });
  return read.then((text) => shortened(text, 200)).catch(() => 'unknown');
}

function shortened(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > most ? `${line.slice(0, most)}…` : line;
}
