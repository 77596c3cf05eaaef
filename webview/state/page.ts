import { messageOf } from '../../src/core/messageOf';
import { withDefaultKeys, type KeyTable } from '../../src/core/keys';
import type { DatasetSummary } from '../../src/protocol/dataset';
import type { DatasetEvent, TaskProgress } from '../../src/protocol/notifications';
import type { PageRequests, PageStart } from '../../src/protocol/requests';
import { SheetEditor } from '../collage/sheetEditor';
import type { HostConnection } from '../messages';
import { ReferenceState } from '../reference/referenceState';
import { TrainingState } from '../training/trainingState';
import { Appearance } from './appearance';
import { Decisions } from './decisions';
import { Images } from './images';
import type { ViewRequest } from './imageView';
import { Insights } from './insights';
import { Overlays } from './overlays';
import { PageSignals } from './pageSignals';
import { readSavedState, writeSavedState, type SavedState } from './savedState';
import { Selection } from './selection';
import { ShownImages } from './shownImages';
import { SidePanels } from './sidePanels';

/** Everything the page knows, and every change of it. The elements draw it and call it; they hold no state of their own. */
export class Page extends PageSignals {
  readonly keys: KeyTable;
  /** When it began. */
  readonly isActive: boolean;
  readonly mayChange: boolean;
  /** A cloud service may be asked for tags. */
  readonly mayAskService: boolean;
  readonly images: Images;
  readonly selection = new Selection();
  readonly shown: ShownImages;
  readonly decisions: Decisions;
  readonly appearance: Appearance;
  readonly overlays: Overlays;
  readonly panels: SidePanels;
  readonly insights: Insights;
  /** The collage on screen. */
  readonly collage: SheetEditor;
  readonly training: TrainingState;
  /** Images that all others are held against. */
  readonly reference: ReferenceState;
  readonly progress = new Map<TaskProgress['task'], TaskProgress>();
  summary: DatasetSummary;
  private saveTimer: number | undefined;

  constructor(
    readonly host: HostConnection,
    start: PageStart,
  ) {
    super();
    this.summary = start.summary;
    this.isActive = start.isActive;
    this.mayChange = start.mayChange;
    this.mayAskService = start.mayAskService;
    this.keys = withDefaultKeys(start.keys);
    this.message = start.message;
    for (const progress of start.progress) this.progress.set(progress.task, progress);
    const saved: Partial<SavedState> = readSavedState(start.summary.id);
    this.images = new Images(host, this);
    this.images.names.setWire(start.summary.classes.map(({ name }) => name));
    this.appearance = new Appearance(saved, () => this.changed.emit('layout'));
    this.panels = new SidePanels(saved, () => this.changed.emit('panels'));
    this.insights = new Insights(
      host,
      (what) => this.changed.emit(what),
      (text) => this.say('error', text),
    );
    this.training = new TrainingState(
      host,
      () => this.changed.emit('training'),
      (text) => this.announced.emit(text),
    );
    this.reference = new ReferenceState(host, () => this.changed.emit('reference'));
    this.decisions = new Decisions(this);
    this.collage = new SheetEditor(this);
    const request: ViewRequest = {
      query: start.query || (saved.query ?? ''),
      sort: saved.sort ?? 'suspicion',
      group: saved.group ?? 'none',
    };
    this.shown = new ShownImages(host, this, this.selection, {
      request,
      isRanked: this.isRanked,
      onOtherQuery: () => this.countReviewSoon(),
    });
    this.overlays = new Overlays(this, this.shown);
    this.changed.on((topic) => topic !== 'rows' && topic !== 'progress' && this.saveSoon());
    const { first } = start;
    const isFirst = first?.query === request.query && request.sort === 'suspicion' && request.group === 'none';
    if (first && isFirst) this.images.begin(first);
    this.shown.begin(request.query === (saved.query ?? request.query) ? saved : {}, isFirst ? first.view : undefined);
    void this.insights.look();
    this.countReviewSoon();
  }

  private get isRanked(): boolean {
    return this.summary.ranking.kind === 'fitted';
  }

  private countReviewSoon(): void {
    if (this.summary.reviewed > 0 && this.isRanked) this.insights.reviewSoon(() => this.shown.view.request.query);
  }

  command(name: PageRequests['command']['params']['name'], row?: number): void {
    void this.host.request('command', { name, row }).catch((error: unknown) => this.say('error', messageOf(error)));
  }

  cancel(task: PageRequests['cancel']['params']['task']): void {
    void this.host.request('cancel', { task }).catch((error: unknown) => this.say('error', messageOf(error)));
  }

  /** What the engine tells without being asked. */
  receive(event: DatasetEvent): void {
    switch (event.kind) {
      case 'summary':
        this.dropOvercome(event.summary);
        this.summary = event.summary;
        this.images.names.setWire(event.summary.classes.map(({ name }) => name));
        this.shown.orderOnce(this.isRanked);
        this.countReviewSoon();
        return this.changed.emit('summary');
      case 'progress':
        if (event.progress.finished) this.progress.delete(event.progress.task);
        else this.progress.set(event.progress.task, event.progress);
        return this.changed.emit('progress');
      case 'message':
        return this.say(event.message.severity, event.message.text);
      case 'rows':
        return this.images.outdate(event.rows, event.what);
      case 'membership':
        void this.shown.follow();
        return;
      case 'findings':
        if (event.findings.state === 'computed' && this.shown.collection?.followsFindings) void this.shown.follow();
        return this.insights.told(event.findings);
      case 'training':
        return this.training.told(event.news);
      case 'would-move':
        this.shown.wouldMove = event.count;
        return this.changed.emit('progress');
    }
  }

  /** A table of predictions that can be read again leaves no message that it cannot. */
  private dropOvercome({ predictions }: DatasetSummary): void {
    const problem = this.summary.predictions?.problem;
    if (problem !== undefined && problem !== predictions?.problem && problem === this.message?.text)
      this.dismissMessage();
  }

  /** The grid says what is at the top of the viewport. */
  setTop(position: number): void {
    this.shown.topPosition = position;
    this.saveSoon();
  }

  private saveSoon(): void {
    if (this.saveTimer !== undefined) return;
    this.saveTimer = window.setTimeout(() => {
      this.saveTimer = undefined;
      const { view, focusRow, focusPosition, topPosition } = this.shown;
      writeSavedState({
        dataset: this.summary.id,
        ...view.request,
        focusRow,
        focusPosition,
        topPosition,
        zoom: this.appearance.zoom,
        showNames: this.appearance.showNames,
        showsExif: this.panels.showsExif,
        isRailFolded: this.panels.isFolded('rail'),
        isInspectorFolded: this.panels.isFolded('inspector'),
      });
    }, 200);
  }
}
