import type { SavedState } from './savedState';

/** From these widths on a panel stands beside the grid; the style sheet says the same. */
const besideFrom = { rail: 700, inspector: 1000 } as const;
export type SidePanel = keyof typeof besideFrom;

const besideQuery = (panel: SidePanel) => `(min-width: ${besideFrom[panel]}px)`;

/** Rail and inspector: beside the grid where there is room, unless folded away; over it, when opened, where there is not. */
export class SidePanels {
  /** The inspector's section of what the camera wrote is unfolded. */
  showsExif: boolean;
  private readonly open = new Set<SidePanel>();
  private readonly folded = new Set<SidePanel>();

  constructor(
    saved: Partial<Pick<SavedState, 'isRailFolded' | 'isInspectorFolded' | 'showsExif'>>,
    private readonly changed: () => void,
  ) {
    this.showsExif = saved.showsExif ?? false;
    if (saved.isRailFolded) this.folded.add('rail');
    if (saved.isInspectorFolded) this.folded.add('inspector');
    for (const panel of ['rail', 'inspector'] as const)
      window.matchMedia(besideQuery(panel)).addEventListener('change', () => this.changed());
  }

  /** Drawn over the grid. */
  isOpen(panel: SidePanel): boolean {
    return this.open.has(panel);
  }

  /** Not drawn where there is room. */
  isFolded(panel: SidePanel): boolean {
    return this.folded.has(panel);
  }

  isShown(panel: SidePanel): boolean {
    return isBeside(panel) ? !this.folded.has(panel) : this.open.has(panel);
  }

  toggle(panel: SidePanel): void {
    const set = isBeside(panel) ? this.folded : this.open;
    if (!set.delete(panel)) set.add(panel);
    this.changed();
  }

  setShowsExif(shows: boolean): void {
    if (shows === this.showsExif) return;
    this.showsExif = shows;
    this.changed();
  }

  /** Takes away a panel that is drawn over the grid. */
  close(panel: SidePanel): void {
    if (this.open.delete(panel)) this.changed();
  }
}

function isBeside(panel: SidePanel): boolean {
  return window.matchMedia(besideQuery(panel)).matches;
}
