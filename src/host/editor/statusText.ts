import { env, l10n } from 'vscode';
import type { DatasetSummary } from '../../protocol/dataset';
import type { TaskProgress } from '../../protocol/notifications';

/** "nature: 1,204 images · 41 pending", or what is being done with it and how far that is. */
export function statusText(
  name: string,
  summary: DatasetSummary | undefined,
  running: readonly TaskProgress[],
): string {
  const work = running.at(-1);
  const state = work ? workText(work) : imagesText(summary?.images ?? 0);
  const icon = work ? '$(loading~spin)' : '$(filter)';
  const pending = summary ? pendingOf(summary) : 0;
  const rest = pending > 0 ? ` · ${l10n.t('{0} pending', count(pending))}` : '';
  // "$(" would begin an icon.
  return `${icon} ${name.replaceAll('$(', '$ (')}: ${state}${rest}`;
}

/** Decisions that Apply would carry out. */
export function pendingOf({ pending }: DatasetSummary): number {
  return Object.entries(pending).reduce((sum, [kind, images]) => sum + (kind === 'keep' ? 0 : images), 0);
}

function imagesText(images: number): string {
  return images === 1 ? l10n.t('1 image') : l10n.t('{0} images', count(images));
}

export function count(value: number): string {
  return value.toLocaleString(l10n.bundle ? env.language : 'en');
}

/** What is done before a dataset is open, and how far that is. */
export function openingText({ task, done }: TaskProgress): string {
  return `${workName(task)}: ${count(done)}`;
}

function workText({ task, done, total }: TaskProgress): string {
  const share = total > 0 ? ` ${Math.min(100, Math.floor((100 * done) / total))} %` : '';
  return `${workName(task)}${share}`;
}

function workName(task: TaskProgress['task']): string {
  switch (task) {
    case 'scan':
      return l10n.t('listing files');
    case 'index':
    case 'decode':
      return l10n.t('reading images');
    case 'embed':
    case 'rank':
      return l10n.t('ranking');
    case 'apply':
      return l10n.t('applying');
    case 'undo':
      return l10n.t('undoing');
    case 'train':
      return l10n.t('training');
    case 'map':
      return l10n.t('laying out the map');
    case 'split':
    case 'collages':
      return l10n.t('looking at collages');
    case 'copy':
      return l10n.t('writing the copy');
    default:
      return l10n.t('working');
  }
}
