import type { Page } from '../state/page';

/** Click, Ctrl-click, Shift-click, double and right click on the cells. */
export function listenToPointer(scroller: HTMLElement, page: Page, positionAt: (target: Element) => number): void {
  const at = (event: Event) => (event.target instanceof Element ? positionAt(event.target) : -1);

  scroller.addEventListener('click', (event) => {
    const position = at(event);
    if (position < 0) {
      if (page.selection.size > 0) page.clearSelection();
      return;
    }
    if (event.shiftKey) page.focus(position, { extend: true, reveal: false });
    else if (event.ctrlKey || event.metaKey) {
      page.focus(position, { keepSelection: true, reveal: false });
      page.toggleSelected(position);
    } else {
      page.focus(position, { reveal: false });
      page.selectOnly(position);
    }
  });
  scroller.addEventListener('dblclick', (event) => {
    if (at(event) >= 0) page.setLoupe(true);
  });
  scroller.addEventListener('contextmenu', (event) => {
    const position = at(event);
    if (position < 0) return;
    page.focus(position, { keepSelection: true, reveal: false });
    if (!page.selection.has(page.view.rowAt(position))) page.selectOnly(position);
  });
}
