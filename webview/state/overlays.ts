import type { PageSignals } from './pageSignals';
import type { ShownImages } from './shownImages';

export type Dialog = 'none' | 'help' | 'classes' | 'apply' | 'health' | 'training' | 'source' | 'reference';

/** For what a class is asked, and who takes it. */
export interface ClassQuestion {
  readonly heading: string;
  readonly take: (name: string) => void;
}

/** What is open over the grid or beside it: a dialog, the loupe, the map. */
export class Overlays {
  dialog: Dialog = 'none';
  /** Set while a class is asked for that is not for the images that a key acts on. */
  classQuestion: ClassQuestion | undefined;
  isLoupeOpen = false;
  /** The embedding map: beside the grid where there is room, over it where there is not. */
  mapPlace: 'closed' | 'beside' | 'over' = 'closed';

  constructor(
    private readonly signals: PageSignals,
    private readonly shown: ShownImages,
  ) {}

  /** Asks for a class for something else than the images that a key acts on. */
  pickClass(asked: ClassQuestion): void {
    this.classQuestion = asked;
    this.openDialog('classes');
  }

  openDialog(dialog: Dialog): void {
    this.dialog = dialog;
    this.signals.changed.emit('panels');
  }

  setLoupe(isOpen: boolean): void {
    if (isOpen === this.isLoupeOpen || (isOpen && this.shown.focusRow < 0)) return;
    this.isLoupeOpen = isOpen;
    this.signals.changed.emit('panels');
    if (!isOpen) this.signals.reveal.emit('focus');
  }

  setMap(isOpen: boolean): void {
    if (isOpen === (this.mapPlace !== 'closed')) return;
    // Where it stands is said by the map itself, which knows its room.
    this.mapPlace = isOpen ? 'beside' : 'closed';
    this.signals.changed.emit('panels');
  }

  placeMap(place: 'beside' | 'over'): void {
    if (this.mapPlace === 'closed' || this.mapPlace === place) return;
    this.mapPlace = place;
    this.signals.changed.emit('panels');
  }
}
