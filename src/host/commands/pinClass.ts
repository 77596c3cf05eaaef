import { l10n, window } from 'vscode';
import { digitRow } from '../../core/pinnedDigits';
import type { DatasetDocument } from '../editor/datasetDocument';
import type { EngineClient } from '../engine/engineClient';

/** *Pin Class to Digit…*: the digit key labels with this class from now on. `clicked` names the class of the rail. */
export async function pinClass(engine: EngineClient, document: DatasetDocument, clicked: unknown): Promise<void> {
  const { classes } = await document.current();
  const name =
    typeof clicked === 'string'
      ? clicked
      : (
          await window.showQuickPick(
            classes.map((one) => ({
              label: one.name,
              description: one.digit === undefined ? '' : l10n.t('pinned to {0}', one.digit),
            })),
            { title: l10n.t('Pin which class?') },
          )
        )?.label;
  if (name === undefined) return;
  const chosen = await window.showQuickPick(
    digitRow.map((digit) => ({
      label: `${digit}`,
      description: classes.find((one) => one.digit === digit)?.name ?? l10n.t('free'),
      digit,
    })),
    { title: l10n.t('Pin {0} to which digit?', name), placeHolder: l10n.t('The class there takes the former digit.') },
  );
  if (chosen) await engine.ask('pin', { dataset: await document.id(), digit: chosen.digit, name });
}
