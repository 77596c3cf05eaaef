import { html, nothing, type TemplateResult } from 'lit';
import type { TaskProgress } from '../../src/protocol/notifications';
import { cssVariable } from '../cssVariable';
import type { Page } from '../state/page';
import { formatDuration, t } from '../strings';
import { progressText } from '../training/runTexts';

function nameOf(task: TaskProgress['task']): string {
  switch (task) {
    case 'scan':
      return t('Scanning');
    case 'index':
      return t('Indexing');
    case 'rank':
      return t('Ranking');
    case 'convert':
      return t('Converting');
    case 'apply':
      return t('Applying');
    case 'undo':
      return t('Undoing');
    case 'restore':
      return t('Restoring');
    case 'empty':
      return t('Emptying the trash');
    case 'split':
      return t('Looking at sheets');
    case 'collages':
      return t('Looking for collages');
    case 'decode':
      return t('Decoding');
    case 'train':
      return t('Training');
    case 'map':
      return t('Laying out the map');
    case 'draw':
      return t('Drawing');
    case 'embed':
      return t('The new model looks at the images; scores are of the one before until it is done:');
    case 'search':
      return t('Searching');
    case 'unpack':
      return t('Unpacking');
    case 'merge':
      return t('Merging caches');
    case 'fetch':
      return t('Fetching');
    case 'tag':
      return t('AWS Rekognition names what is seen:');
    case 'copy':
      return t('Writing the copy');
  }
}

/** "Indexing 4,120 of 12,940 · 310/s · 28 s left", a line that fills, and Cancel where the task can be cancelled. */
export function progressTemplate(page: Page, progress: TaskProgress): TemplateResult {
  const { task, done, total, rate, secondsLeft } = progress;
  const isOfTraining = page.training.isTraining && (task === 'train' || task === 'decode');
  const parts = [
    total > 0 ? `${nameOf(task)} ${t('{0} of {1}', done, total)}` : `${nameOf(task)} ${t('{0}', done)}`,
    ...(rate === undefined ? [] : [t('{0}/s', Math.round(rate))]),
    ...(secondsLeft === undefined ? [] : [t('{0} left', formatDuration(secondsLeft))]),
  ];
  const share = total > 0 ? Math.min(1, done / total) : 0;
  const cancellable =
    task === 'index' || task === 'rank' || task === 'apply' || task === 'split' || task === 'map' || task === 'tag'
      ? task
      : task === 'embed'
        ? 'index'
        : undefined;
  return html`<span class="bar-progress">
    <span
      class="progress-line"
      role="progressbar"
      aria-label=${nameOf(task)}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${Math.round(share * 100)}
      ${cssVariable('--share', `${share * 100}%`)}
    ></span>
    <span class="progress-text"
      >${isOfTraining && page.training.progress ? progressText(page.training.progress) : parts.join(' · ')}</span
    >
    ${
      isOfTraining
        ? html`<button class="link" @click=${() => page.overlays.openDialog('training')}>${t('Show Curves')}</button>
            <button class="link" @click=${() => void page.training.stop()}>${t('Stop')}</button>`
        : nothing
    }
    ${
      cancellable
        ? html`<button class="link" @click=${() => page.cancel(cancellable)}>${t('Cancel')}</button>`
        : nothing
    }
  </span>`;
}
