import { meaningOf } from '../src/core/keys';
import { runAction, type Surroundings } from './actions';
import { comparedRows } from './compare/compared';

const textFields = 'input, textarea, select, [contenteditable]';
/** Controls that have a use of their own for Enter, Space and the arrows. */
const controls = 'button, a, summary, [role=menu], [role=listbox]:not(.compare-stage)';
const everywhere = ['query', 'help', 'reorder', 'zoomIn', 'zoomOut', 'escape'];

/** One listener for the keys of the whole page, so that they work wherever the focus is, except in text fields. */
export function listenToKeys(around: Surroundings): void {
  document.addEventListener('keydown', (event) => {
    const target = event.target instanceof Element ? event.target : undefined;
    // Under an open dialog no key reaches the grid, even when the focus fell out of the dialog with a disabled button.
    if (around.page.overlays.dialog !== 'none') return;
    const isSlider = target instanceof HTMLInputElement && target.type === 'range';
    const isInText = target?.closest(textFields) && !(isSlider && event.key === 'Escape');
    if (event.defaultPrevented || isInText || target?.closest('dialog')) return;
    const meaning =
      event.key === 'Escape'
        ? { action: 'escape', extend: false }
        : meaningOf(
            {
              key: event.key,
              code: event.code,
              ctrlKey: event.ctrlKey,
              metaKey: event.metaKey,
              altKey: event.altKey,
              shiftKey: event.shiftKey,
              altGraph: event.getModifierState('AltGraph'),
              composing: event.isComposing || event.keyCode === 229,
            },
            around.page.keys,
          );
    // Without anything to compare, Tab leaves the grid as everywhere.
    const { page } = around;
    if (meaning?.action === 'compare' && !page.shown.comparison && comparedRows(page).length < 2) return;
    if (!meaning || (target?.closest(controls) && !everywhere.includes(meaning.action))) return;
    if (!runAction(meaning.action, meaning.extend, around)) return;
    event.preventDefault();
    // VS Code would go on to select the words of the page, and with them the focus goes into the query line.
    if (meaning.action === 'selectAll') event.stopPropagation();
  });
}
