import { existsSync } from 'node:fs';
import { chromium, type BrowserContext } from 'playwright-core';

export interface Viewport {
  width: number;
  height: number;
}

export interface BrowserOptions {
  viewport?: Viewport;
  /** Device pixels per CSS pixel: 2 for pictures that are to be looked at. */
  scale?: number;
  /** Keep the browser's own storage here (open tabs are remembered in it), to open it again later. */
  profileDir?: string;
  reducedMotion?: boolean;
}

/** No sandbox (the tests may run as root in a container), nothing that reaches for the network by itself. */
const switches = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

/** The system's own Chromium: playwright-core downloads nothing. */
function executable(): string {
  const candidates = [
    process.env.WINNOW_CHROMIUM,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ];
  const found = candidates.find((path) => path && existsSync(path));
  if (!found) throw new Error('No Chromium found: install it (Debian: apt install chromium) or set WINNOW_CHROMIUM.');
  return found;
}

/** A headless browser with one profile; a throw-away one unless `profileDir` is given. */
export async function launchChromium(options: BrowserOptions = {}): Promise<BrowserContext> {
  const context = await chromium.launchPersistentContext(options.profileDir ?? '', {
    executablePath: executable(),
    args: switches,
    headless: true,
    viewport: options.viewport ?? { width: 1440, height: 900 },
    deviceScaleFactor: options.scale ?? 1,
    reducedMotion: options.reducedMotion ? 'reduce' : 'no-preference',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(30_000);
  return context;
}
