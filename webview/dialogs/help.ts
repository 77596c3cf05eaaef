import { html, type TemplateResult } from 'lit';
import type { Dialog } from '../state/page';
import { t } from '../strings';
import { DialogPanel } from './dialogPanel';

/** All keys, as they are set. */
export class Help extends DialogPanel {
  protected override readonly dialog: Dialog = 'help';

  protected override heading(): string {
    return t('All Keys');
  }

  protected override content(): TemplateResult {
    return html`<div class="dialog-body help">
      ${sections().map(
        ([title, rows]) =>
          html`<section>
            <h3>${title}</h3>
            <dl>
              ${rows.map(
                ([actions, what]) =>
                  html`<dt>${actions.flatMap((action) => this.keysOf(action))}</dt>
                    <dd>${what}</dd>`,
              )}
            </dl>
          </section>`,
      )}
      <p class="help-note">
        ${t('Ctrl+Z and Ctrl+Shift+Z undo and redo decisions, as everywhere in VS Code. The setting winnow.keys changes keys.')}
      </p>
    </div>`;
  }

  private keysOf(action: string): TemplateResult[] {
    return (this.page.keys[action] ?? []).map((key) => html`<kbd>${keyName(key)}</kbd>`);
  }
}

const signs: Readonly<Record<string, string>> = {
  left: '←',
  right: '→',
  up: '↑',
  down: '↓',
  pageup: 'Page Up',
  pagedown: 'Page Down',
};

/** "Ctrl+Home", "→", "K". */
function keyName(key: string): string {
  if (key === '+') return '+';
  return key
    .split('+')
    .map((part) => (Object.hasOwn(signs, part) ? signs[part] : part.charAt(0).toUpperCase() + part.slice(1)))
    .join('+');
}

type HelpRow = readonly [actions: readonly string[], what: string];

function sections(): readonly (readonly [title: string, rows: readonly HelpRow[]])[] {
  return [
    [
      t('Decide'),
      [
        [['accept'], t('Accept what is proposed, go to the next undecided image')],
        [['keepVisible'], t('Keep every undecided image in sight, go on')],
        [['label1', 'label2', 'label3'], t('Label with the pinned class (all digits)')],
        [['pickClass'], t('Pick or create a class')],
        [['keep'], t('Keep')],
        [['delete'], t('Delete')],
        [['setAside'], t('Set aside')],
        [['clear'], t('Clear the decision')],
        [['dismiss'], t('Not a problem: dismiss what was found')],
      ],
    ],
    [
      t('Move and select'),
      [
        [['moveLeft', 'moveRight', 'moveUp', 'moveDown'], t('Move; Shift extends the selection')],
        [['rowStart', 'rowEnd'], t('Ends of the row')],
        [['first', 'last'], t('First and last image')],
        [['pageUp', 'pageDown'], t('A page up, a page down')],
        [['select'], t('Select; in the loupe, back to the grid')],
        [['selectAll'], t('Select all images of this query')],
      ],
    ],
    [
      t('Look'),
      [
        [['moreLike'], t('More like these')],
        [['compare'], t('Compare the selected images, or the group of copies')],
        [['loupe'], t('Loupe (also a double click)')],
        [['zoomIn', 'zoomOut'], t('Larger, smaller')],
        [['reorder'], t('Order anew by the present scores')],
        [['query'], t('Query line')],
        [['help'], t('This list')],
      ],
    ],
  ];
}

customElements.define('winnow-help', Help);
