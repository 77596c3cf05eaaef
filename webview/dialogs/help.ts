import { html, nothing, type TemplateResult } from 'lit';
import type { Dialog } from '../state/overlays';
import { t } from '../strings';
import { DialogPanel } from './dialogPanel';

/** All keys, as they are set. */
export class Help extends DialogPanel {
  protected override readonly dialog: Dialog = 'help';

  protected override heading(): string {
    return t('All Keys');
  }

  protected override content(): TemplateResult {
    const ofSheet = html`<section>
      <h3>${t('Boxes of a collage')}</h3>
      <dl>
        ${sheetKeys().map(
          ([keys, what]) =>
            html`<dt>${keys.map((key) => html`<kbd>${key}</kbd>`)}</dt>
              <dd>${what}</dd>`,
        )}
      </dl>
    </section>`;
    // Over a sheet most letters do something else than in the grid.
    const isSheetFirst = this.page.collage.isOpen;
    return html`<div class="dialog-body help" tabindex="0">
      ${isSheetFirst ? ofSheet : nothing}
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
      ${isSheetFirst ? nothing : ofSheet}
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

/** The keys of the sheet view, which are its own. */
function sheetKeys(): readonly (readonly [keys: readonly string[], what: string])[] {
  return [
    [['Enter'], t('Split as shown, go to the next sheet')],
    [['Page Up', 'Page Down'], t('Previous and next sheet')],
    [['Tab', 'Shift+Tab'], t('Next and previous box; past the last one the settings')],
    [['←', '→', '↑', '↓'], t('Move the boxes by a pixel (Ctrl: ten); without a selection, the sheet')],
    [['Shift+→', 'Shift+↓'], t('Resize by a pixel (Ctrl: ten)')],
    [['Q', 'E'], t('Turn by a degree (Shift: fifteen)')],
    [['N'], t('New box; also drag on the sheet')],
    [['M', 'H', 'V', 'L'], t('Merge; cut in left and right, in upper and lower, along a line')],
    [['Delete', 'X'], t('Remove')],
    [['C', '1'], t('Class of the boxes: any, or the pinned one')],
    [['Ctrl+A'], t('Select all; with Shift the mouse adds, and draws a band around several')],
    [['+', '-', '.'], t('Larger, smaller, the whole sheet; Space moves it')],
    [['U'], t('Clear the decision and all corrections')],
    [['Escape'], t('Give a drag up, select none, close the sheet')],
  ];
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
        [['garbage'], t('Label as garbage, the class for noise')],
        [['dismiss'], t('Not a problem: dismiss what was found')],
        [['splitCollages'], t('Split collages: the image, or all that are selected')],
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
        [['selectGroup'], t('Select the group (also a click on its title)')],
      ],
    ],
    [
      t('Look'),
      [
        [['moreLike'], t('More like these')],
        [['useAsReference'], t('Use as reference: flag what does not match these images')],
        [['sortPile'], t('Sort unsorted images: clusters, then proposals')],
        [['acceptAll'], t('Accept all that is above the line, or ticked')],
        [['compare'], t('Compare the selected images, or the group of copies; again: flicker, difference')],
        [['loupe'], t('Loupe (also a double click)')],
        [['zoomIn', 'zoomOut'], t('Larger, smaller; Shift with the arrows moves a magnified image')],
        [['reorder'], t('Order anew by the present scores')],
        [['query'], t('Query line')],
        [['help'], t('This list')],
      ],
    ],
  ];
}

customElements.define('winnow-help', Help);
