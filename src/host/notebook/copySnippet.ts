import { dirname, join } from 'node:path';
import { env, l10n, window, type QuickPickItem } from 'vscode';
import { notebookSnippet, snippetKinds, type SnippetKind } from '../../core/notebook/snippets';
import type { DatasetDocument } from '../editor/datasetDocument';
import type { EngineClient } from '../engine/engineClient';
import { usualTable, type KeptTables } from './imageTable';

interface SnippetItem extends QuickPickItem {
  readonly snippet: SnippetKind;
}

/** *Copy Notebook Snippet…*: Python that reads this dataset, or Winnow's table of it, to the clipboard. */
export async function copySnippet(
  engine: EngineClient,
  document: DatasetDocument,
  tables: KeptTables,
  wanted?: unknown,
): Promise<void> {
  const items = snippetKinds.map((kind): SnippetItem => ({ snippet: kind, ...inWords(kind) }));
  const chosen =
    items.find(({ snippet }) => snippet === wanted) ??
    (await window.showQuickPick(items, { title: l10n.t('Copy Notebook Snippet'), matchOnDetail: true }));
  if (!chosen) return;
  const dataset = await document.id();
  const facts = await engine.ask('notebookFacts', { dataset });
  const report = await engine.ask('predictionsReport', { dataset });
  // The snippet writes CSV: where that is followed, in place of it.
  const followed = report?.path.endsWith('.csv') ? report.path : undefined;
  const kept = tables.of(document);
  const text = notebookSnippet(chosen.snippet, {
    ...facts,
    table: kept ?? usualTable(document),
    predictions: followed ?? join(dirname(facts.root), `${document.name}-predictions.csv`),
  });
  await env.clipboard.writeText(text);
  const isMissing = chosen.snippet === 'decisions' && kept === undefined;
  window.setStatusBarMessage(
    isMissing
      ? l10n.t('Snippet copied. It reads {0}: write it with Winnow: Keep Decisions Table…', usualTable(document))
      : l10n.t('Snippet copied'),
    isMissing ? 10_000 : 3000,
  );
}

function inWords(kind: SnippetKind): { label: string; detail: string } {
  switch (kind) {
    case 'decisions':
      return { label: 'pandas', detail: l10n.t('Decisions and labels, from the decisions table') };
    case 'predictions':
      return { label: l10n.t('Write predictions'), detail: l10n.t('A table for Use Predictions…') };
    case 'torchvision':
      return { label: 'torchvision', detail: l10n.t('ImageFolder with loaders') };
    case 'fastai':
      return { label: 'fastai', detail: 'ImageDataLoaders.from_folder' };
    case 'keras':
      return { label: 'Keras', detail: 'image_dataset_from_directory' };
    case 'huggingface':
      return { label: 'Hugging Face', detail: 'load_dataset("imagefolder")' };
    case 'dcgan':
      return { label: 'DCGAN', detail: l10n.t('Square pictures from -1 to 1, without labels') };
  }
}
