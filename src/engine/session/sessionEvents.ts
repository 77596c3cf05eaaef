import { messageOf } from '../../core/messageOf';
import type { DatasetSummary } from '../../protocol/dataset';
import type { DatasetEvent, EngineMessage, TaskProgress } from '../../protocol/notifications';
import type { JobCall } from '../jobs/progress';

/** What a session tells whoever looks at its dataset. */
export class SessionEvents {
  private isClosed = false;

  constructor(
    private readonly send: (event: DatasetEvent) => void,
    private readonly summarise: () => DatasetSummary,
  ) {}

  tell(event: DatasetEvent): void {
    // What still ends in the background must not speak for a session of the same dataset that was opened since.
    if (!this.isClosed) this.send(event);
  }

  summary(): void {
    this.tell({ kind: 'summary', summary: this.summarise() });
  }

  message(severity: EngineMessage['severity'], text: string): void {
    this.tell({ kind: 'message', message: { severity, text } });
  }

  error(error: unknown): void {
    this.message('error', messageOf(error));
  }

  progress(progress: TaskProgress): void {
    this.tell({ kind: 'progress', progress });
  }

  /** A call whose progress is told to whoever looks, too. */
  told(call: JobCall): JobCall {
    return {
      ...call,
      report: (progress) => {
        call.report(progress);
        this.progress(progress);
      },
    };
  }

  close(): void {
    this.isClosed = true;
  }
}
