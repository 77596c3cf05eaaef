import { html, nothing, type TemplateResult } from 'lit';
import { formatCount, shown, t } from '../strings';
import { icon } from '../toolButton';

export interface RailItem {
  readonly name: string;
  readonly icon?: string;
  readonly iconState?: 'doubtful' | 'wrong';
  readonly digit?: number;
  /** Left out where nothing is counted. */
  readonly count?: number;
  /** What is counted, for those who hear it; images where it is absent. */
  readonly unit?: string;
  readonly suspicious?: number;
  /** Images that are decided to come. */
  readonly coming?: number;
  readonly isCurrent: boolean;
  /** For what is no class of the user's. */
  readonly isQuiet?: boolean;
  readonly hint?: string;
  /** Where the menu offers what can be done with a class. */
  readonly className?: string;
  readonly run: (byMouse: boolean) => void;
}

/** One line of the rail: digit or icon, name, number of suspicious images, number of images. */
export function railItem(item: RailItem): TemplateResult {
  const { digit, count, suspicious = 0, coming = 0 } = item;
  const name = shown(item.name);
  return html`<button
    class="rail-item ${item.isCurrent ? 'is-current' : ''} ${item.isQuiet ? 'is-quiet' : ''}"
    aria-pressed=${item.isCurrent}
    title=${item.hint ?? name}
    data-vscode-context=${
      item.className === undefined
        ? nothing
        : JSON.stringify({ webviewSection: 'class', className: item.className, preventDefaultContextMenuItems: true })
    }
    @click=${(event: MouseEvent) => item.run(event.detail > 0)}
  >
    <span class="rail-lead ${item.iconState ?? ''}">
      ${digit !== undefined ? html`<kbd>${digit}</kbd>` : item.icon ? icon(item.icon) : nothing}
    </span>
    <bdi class="rail-name">${name}</bdi>
    <span class="rail-side">
      ${
        suspicious > 0
          ? html`<span class="rail-suspicious"
              >${icon('warning')}${formatCount(suspicious)}<span class="for-readers">${t(' suspicious,')}</span></span
            >`
          : nothing
      }
      ${
        coming > 0
          ? html`<span class="rail-coming" title=${t('Decided to come here: Apply moves them')}
              >+${formatCount(coming)}<span class="for-readers">${t(' coming,')}</span></span
            >`
          : nothing
      }
    </span>
    ${
      count === undefined
        ? nothing
        : html`<span class="rail-count"
            >${formatCount(count)}<span class="for-readers">${item.unit ?? t(' images')}</span></span
          >`
    }
  </button>`;
}
