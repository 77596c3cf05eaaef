import type { Page } from '../state/page';
import { clearSelection, selectOnly, toggleSelected } from '../state/selecting';

/** Click, Ctrl-click, Shift-click, double and right click on the cells. */
export function listenToPointer(scroller: HTMLElement, page: Page, positionAt: (target: Element) => number): void {
  const at = (event: Event) => (event.target instanceof Element ? positionAt(event.target) : -1);

  scroller.addEventListener('click', (event) => {
    const position = at(event);
    if (position < 0) {
      if (page.selection.size > 0) clearSelection(page);
      return;
    }
    if (event.shiftKey) page.shown.focus(position, { extend: true, reveal: false });
    else if (event.ctrlKey || event.metaKey) {
      page.shown.focus(position, { keepSelection: true, reveal: false });
      toggleSelected(page, position);
    } else {
      page.shown.focus(position, { reveal: false });
      selectOnly(page, position);
    }
  });
  scroller.addEventListener('dblclick', (event) => {
    if (at(event) >= 0) page.overlays.setLoupe(true);
  });
  scroller.addEventListener('contextmenu', (event) => {
    const position = at(event);
    if (position < 0) return;
    page.shown.focus(position, { keepSelection: true, reveal: false });
    if (!page.selection.has(page.shown.view.rowAt(position))) selectOnly(page, position);
  });
}
