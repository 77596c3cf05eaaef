import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export type Theme = 'dark' | 'light' | 'hc' | 'hcLight';

export type Settings = Record<string, unknown>;

const themes: Record<Theme, { name: string; label: string; bodyClass: string }> = {
  dark: { name: 'Dark Modern', label: 'Dark Modern', bodyClass: 'vs-dark' },
  light: { name: 'Light Modern', label: 'Light Modern', bodyClass: 'vs' },
  hc: { name: 'Default High Contrast', label: 'Dark High Contrast', bodyClass: 'hc-black' },
  hcLight: { name: 'Default High Contrast Light', label: 'Light High Contrast', bodyClass: 'hc-light' },
};

/** The class that the workbench's root element carries once the theme is in force. */
export function themeClass(theme: Theme): string {
  return themes[theme].bodyClass;
}

/** The theme's name in VS Code's picker, which for high contrast is not its name in the settings. */
export function themeLabel(theme: Theme): string {
  return themes[theme].label;
}

export function themeSettings(theme: Theme): Settings {
  return { 'workbench.colorTheme': themes[theme].name, 'window.autoDetectHighContrast': false };
}

/** A quiet workbench: nothing that opens by itself, covers the editor or differs from the desktop's behaviour. */
const quiet: Settings = {
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  // A chain of single folders would be one row, which no path names.
  'explorer.compactFolders': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  // The browser build's own default is afterDelay; the desktop's is off.
  'files.autoSave': 'off',
  'files.simpleDialog.enable': true,
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.menuBarVisibility': 'compact',
  'workbench.editor.empty.hint': 'hidden',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

function settingsFile(userDataDir: string): string {
  return join(userDataDir, 'User', 'settings.json');
}

async function readSettings(userDataDir: string): Promise<Settings> {
  try {
    return JSON.parse(await readFile(settingsFile(userDataDir), 'utf8')) as Settings;
  } catch {
    return {}; // Not written yet.
  }
}

/**
 * Merges into the user's settings file; `undefined` removes. A running workbench follows only sometimes (the server's
 * watch on this one file loses changes), so reload it.
 */
export async function writeSettings(userDataDir: string, patch: Settings): Promise<void> {
  const file = settingsFile(userDataDir);
  await mkdir(dirname(file), { recursive: true });
  const merged = { ...quiet, ...(await readSettings(userDataDir)), ...patch };
  // In place: a file renamed over the old one is followed once and never again (VS Code watches the inode).
  await writeFile(file, JSON.stringify(merged, null, 2));
}
