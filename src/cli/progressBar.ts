import type { TaskProgress } from '../protocol/notifications';

const barWidth = 24;
const verbs: Readonly<Record<TaskProgress['task'], string>> = {
  scan: 'Listing files',
  index: 'Reading images',
  rank: 'Ranking',
  convert: 'Converting',
  apply: 'Applying changes',
  undo: 'Undoing',
  restore: 'Restoring files',
  empty: 'Emptying the trash',
  draw: 'Drawing images',
  split: 'Splitting sheets',
  collages: 'Looking for collages',
  decode: 'Decoding images',
  train: 'Training',
  map: 'Laying out the map',
  embed: 'Embedding',
  fetch: 'Fetching',
  merge: 'Merging caches',
  search: 'Searching',
  unpack: 'Unpacking (MB)',
  tag: 'Asking AWS Rekognition',
  copy: 'Writing the copy',
};

/** Draws progress on a terminal's last line; writes nothing elsewhere. */
export class ProgressBar {
  private drawn = false;

  constructor(
    private readonly stream: NodeJS.WriteStream,
    private readonly enabled: boolean,
  ) {}

  report(progress: TaskProgress): void {
    if (!this.enabled) return;
    if (progress.finished) return this.clear();
    this.stream.write(`\r\x1b[K${progressLine(progress)}`);
    this.drawn = true;
  }

  clear(): void {
    if (this.drawn) this.stream.write('\r\x1b[K');
    this.drawn = false;
  }
}

function progressLine({ task, done, total, rate, secondsLeft }: TaskProgress): string {
  const filled = total > 0 ? Math.round((done / total) * barWidth) : 0;
  const bar = total > 0 ? ` [${'='.repeat(filled)}${' '.repeat(barWidth - filled)}]` : '';
  const count = total > 0 ? `${done} of ${total}` : String(done);
  const speed = rate ? `, ${Math.round(rate)}/s` : '';
  const left = secondsLeft ? `, ${Math.ceil(secondsLeft)} s left` : '';
  return `${verbs[task]}${bar} ${count}${speed}${left}`;
}
