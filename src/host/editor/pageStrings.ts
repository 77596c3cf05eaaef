import { l10n } from 'vscode';

/** The page's texts in the language of VS Code, by their English originals; empty in English. */
export function pageStrings(): Readonly<Record<string, string>> {
  const entries = Object.entries(l10n.bundle ?? {}).flatMap(([english, text]): [string, string][] =>
    typeof text === 'string' ? [[english, text]] : [],
  );
  return Object.fromEntries(entries);
}
