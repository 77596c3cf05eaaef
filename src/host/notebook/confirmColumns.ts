import { basename } from 'node:path';
import { l10n, window, type QuickPickItem } from 'vscode';
import { columnsProblem, type PredictionColumns } from '../../core/predictions/columns';
import type { PredictionChoice, PredictionsLook } from '../../protocol/predictions';

interface Step extends QuickPickItem {
  readonly run: () => Promise<PredictionChoice | undefined>;
}

type Draft = Partial<PredictionColumns> & { readonly outOfSample: boolean };

/** Shows what the columns of a table were taken for, lets each be changed, and gives them once they are confirmed. */
export async function confirmColumns(
  path: string,
  look: PredictionsLook,
  outOfSample: boolean,
): Promise<PredictionChoice | undefined> {
  const name = basename(path);
  let draft: Draft = { ...look.guess, outOfSample };
  for (;;) {
    const step = await window.showQuickPick(
      stepsOf(path, look, draft, (change) => (draft = { ...draft, ...change })),
      {
        title: l10n.t('Rank by {0}', name),
        placeHolder: l10n.t('What its columns mean; change what is wrong'),
        ignoreFocusOut: true,
      },
    );
    if (!step) return undefined;
    const confirmed = await step.run();
    if (confirmed) return confirmed;
  }
}

function stepsOf(path: string, look: PredictionsLook, draft: Draft, change: (change: Partial<Draft>) => void): Step[] {
  const problem = columnsProblem(draft);
  const set = (title: string, key: 'file' | 'label' | 'confidence' | 'list'): Step => ({
    label: title,
    description: draft[key] ?? l10n.t('none'),
    run: async () => {
      const column = await chooseColumn(title, look.columns, key !== 'file');
      // Scores of a column for each class would go before what was chosen by hand.
      const others = key === 'list' || key === 'label' ? { scores: undefined } : {};
      if (column !== undefined) change({ ...others, [key]: column === '' ? undefined : column });
      return undefined;
    },
  });
  const use: Step = {
    // No tick before what would be refused: only the first rows were looked at, so that it can be tried all the same.
    label: namesNoImage(look, draft)
      ? l10n.t('$(warning) Rank by These Predictions')
      : l10n.t('$(check) Rank by These Predictions'),
    detail: problem ?? inWords(look, draft),
    run: async () => {
      const { file, outOfSample, logits = false, classes = [], ...columns } = draft;
      if (file === undefined || columnsProblem(draft) !== undefined) return undefined;
      return { path, columns: { ...columns, file, logits, classes }, outOfSample };
    },
  };
  return [
    ...(problem === undefined ? [use] : [{ ...use, label: l10n.t('$(warning) Choose the Columns Below') }]),
    set(l10n.t('Column with the file'), 'file'),
    set(l10n.t('Column with the predicted class'), 'label'),
    ...(draft.scores === undefined && draft.list === undefined
      ? [set(l10n.t('Column with its probability'), 'confidence')]
      : []),
    ...(draft.scores === undefined ? [set(l10n.t('Column with all scores'), 'list')] : []),
    {
      label: l10n.t('Scores are'),
      description: draft.logits ? l10n.t('logits') : l10n.t('probabilities'),
      run: async () => {
        change({ logits: !draft.logits });
        return undefined;
      },
    },
    {
      label: l10n.t('The model trained on these images'),
      description: draft.outOfSample
        ? l10n.t('no: held out, or cross-validated')
        : l10n.t('yes: it may know a wrong label by heart'),
      run: async () => {
        change({ outOfSample: !draft.outOfSample });
        return undefined;
      },
    },
  ];
}

/** Rows were looked up by the column that was guessed; of another one it is not known. */
function isLookedUp({ guess }: PredictionsLook, { file }: Draft): boolean {
  return file !== undefined && file === guess.file;
}

function namesNoImage(look: PredictionsLook, draft: Draft): boolean {
  return isLookedUp(look, draft) && look.matched === 0;
}

function inWords(look: PredictionsLook, draft: Draft): string {
  const { rows, matched, notes } = look;
  const parts = [
    ...(namesNoImage(look, draft)
      ? [
          l10n.t(
            'None of the first {0} rows names an image here: choose the column with the file, or another table',
            rows,
          ),
        ]
      : isLookedUp(look, draft)
        ? [l10n.t('{0} of the first {1} rows name an image here', matched, rows)]
        : []),
    ...(draft.scores
      ? [
          l10n.t(
            'scores of {0}',
            draft.scores
              .map((own) => own.class)
              .join(', ')
              .slice(0, 200),
          ),
        ]
      : []),
    ...notes,
  ];
  return parts.join(' · ');
}

/** '' for none; undefined when turned away. */
async function chooseColumn(
  title: string,
  columns: readonly string[],
  mayBeNone: boolean,
): Promise<string | undefined> {
  const none: QuickPickItem = { label: l10n.t('None') };
  const items = columns.map((label): QuickPickItem => ({ label }));
  const chosen = await window.showQuickPick(mayBeNone ? [none, ...items] : items, { title, ignoreFocusOut: true });
  return chosen === none ? '' : chosen?.label;
}
