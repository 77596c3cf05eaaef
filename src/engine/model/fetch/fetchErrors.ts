import { UserError } from '../../errors';

/** The server answered, but with no file. */
export class AnswerError extends UserError {
  constructor(
    readonly status: number,
    message: string,
    /** Milliseconds that the server asks to wait before another try. */
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }
}

/** No server answered. */
export class UnreachableError extends UserError {}

/** The server began to send and did not come to an end. */
export class BrokenOffError extends UserError {}
