import { randomBytes } from 'node:crypto';
import { Uri, env, l10n, type Webview } from 'vscode';

/** The page's document: strict CSP, no inline code or style, nothing from the dataset. */
export function pageHtml(webview: Webview, extensionUri: Uri, script: 'page' | 'trainingLog' = 'page'): string {
  const nonce = randomBytes(16).toString('base64');
  const file = (...path: string[]): string =>
    webview.asWebviewUri(Uri.joinPath(extensionUri, 'dist', ...path)).toString();
  const policy = [
    `default-src 'none'`,
    `img-src ${webview.cspSource} blob: data:`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${l10n.bundle ? env.language : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" id="vscode-codicon-stylesheet" href="${file('codicons', 'codicon.css')}">
<link rel="stylesheet" href="${file('page.css')}">
<title>Winnow</title>
</head>
<body>
<script nonce="${nonce}" src="${file(`${script}.js`)}"></script>
</body>
</html>`;
}
