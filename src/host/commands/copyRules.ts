import { l10n, window } from 'vscode';
import { keepCriteria, type FindingSettings, type KeepCriterion } from '../../core/findings/findingSettings';
import type { DatasetDocument } from '../editor/datasetDocument';
import type { EngineClient } from '../engine/engineClient';

type Item = { readonly label: string; readonly description: string; readonly run: () => Promise<unknown> };

/** *Rules for Copies…*: which copy stays, which folders are never touched, and whether turned pictures count. */
export async function copyRules(engine: EngineClient, document: DatasetDocument): Promise<void> {
  const dataset = await document.id();
  const settings = await engine.ask('findingSettings', { dataset });
  const set = (change: Partial<Pick<FindingSettings, 'keepRule' | 'protect' | 'turned'>>) =>
    engine.ask('setFindingSettings', { dataset, ...change });
  const items: Item[] = [
    {
      label: l10n.t('Which Copy Stays…'),
      description: settings.keepRule.map(criterionName).join(', '),
      run: async () => {
        const first = await window.showQuickPick(
          keepCriteria.map((criterion) => ({ label: criterionName(criterion), criterion })),
          { title: l10n.t('What decides first?') },
        );
        if (first)
          await set({ keepRule: [first.criterion, ...settings.keepRule.filter((one) => one !== first.criterion)] });
      },
    },
    {
      label: l10n.t('Protected Folders…'),
      description: settings.protect.join(', ') || l10n.t('none'),
      run: async () => {
        const text = await window.showInputBox({
          title: l10n.t('Folders below {0} from which no copy is proposed for removal, separated by ;', document.name),
          value: settings.protect.join('; '),
        });
        if (text === undefined) return;
        const protect = text.split(';').map((part) => part.trim().replace(/^\/+|\/+$/g, ''));
        await set({ protect: protect.filter((part) => part !== '') });
      },
    },
    {
      label: l10n.t('Mirrored and Turned Pictures'),
      description: settings.turned ? l10n.t('count as near-duplicates') : l10n.t('do not count'),
      run: () => set({ turned: !settings.turned }),
    },
  ];
  const chosen = await window.showQuickPick(items, { title: l10n.t('Rules for Copies') });
  await chosen?.run();
}

function criterionName(criterion: KeepCriterion): string {
  switch (criterion) {
    case 'resolution':
      return l10n.t('more pixels');
    case 'size':
      return l10n.t('larger file');
    case 'oldest':
      return l10n.t('older file');
    case 'subset':
      return l10n.t('test before valid before train');
    case 'name':
      return l10n.t('first by name');
  }
}
