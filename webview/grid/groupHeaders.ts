import { sectionAtHeight, type GridLayout, type GridSection } from '../../src/core/gridLayout';
import { formatCount, shown } from '../strings';

/** The headers of groups in sight, and the one that sticks to the top of the viewport. */
export class GroupHeaders {
  private readonly headers: HTMLElement[] = [];

  constructor(
    private readonly parent: HTMLElement,
    private readonly sticky: HTMLElement,
    /** Told when a header is clicked, with the first item of its group. */
    private readonly onClick: (start: number) => void,
  ) {
    this.listen(sticky);
  }

  show(layout: GridLayout, contentTop: number, viewportHeight: number, offset: number): void {
    const visible = layout.headerHeight === 0 ? [] : sectionsBetween(layout, contentTop, contentTop + viewportHeight);
    this.sticky.hidden = visible.length === 0;
    visible.forEach((section, i) => {
      const header = (this.headers[i] ??= this.create());
      header.hidden = false;
      write(header, section);
      header.style.transform = `translateY(${section.top - offset}px)`;
    });
    for (const header of this.headers.slice(visible.length)) header.hidden = true;
    if (visible.length === 0) return;
    write(this.sticky, visible[0]);
    const next = visible[1]?.top ?? Infinity;
    const pushed = Math.min(0, next - contentTop - layout.headerHeight);
    this.sticky.hidden = visible[0].top > contentTop;
    this.sticky.style.transform = `translateY(${pushed}px)`;
  }

  private create(): HTMLElement {
    const header = document.createElement('div');
    header.className = 'group-header';
    header.setAttribute('aria-hidden', 'true');
    this.listen(header);
    this.parent.append(header);
    return header;
  }

  private listen(header: HTMLElement): void {
    header.addEventListener('click', (event) => {
      event.stopPropagation();
      this.onClick(Number(header.dataset.start));
    });
  }
}

function sectionsBetween(layout: GridLayout, top: number, bottom: number): GridSection[] {
  const first = layout.sections.indexOf(sectionAtHeight(layout, top));
  const last = layout.sections.indexOf(sectionAtHeight(layout, bottom));
  return layout.sections.slice(first, last + 1);
}

/** A name is followed by the number of its images; a sentence says itself what there is. */
function write(header: HTMLElement, { label = '', count, start }: GridSection): void {
  header.dataset.start = String(start);
  const text = label.endsWith('.') ? shown(label) : `${shown(label)} · ${formatCount(count)}`;
  if (header.textContent === text) return;
  header.textContent = text;
  header.title = text;
}
