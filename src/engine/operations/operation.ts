import type * as z from 'zod';
import type { Engine } from '../engine';
import type { Report } from '../jobs/progress';

/** Exit code of what was done in part; the rest is listed. */
export const donePartly = 3;

/** What an operation is given besides its parameters. */
export interface Call {
  readonly signal: AbortSignal;
  readonly report: Report;
  /** Says something to the user beside the result: what was recovered, where the state lies. */
  readonly note: (text: string) => void;
}

/** How the command line shows an operation; without it, it can only be asked by the editor. */
export interface CliFace<R> {
  /** Parameters given by position, in order; the last may be repeated when its schema is an array. */
  readonly positional: readonly string[];
  /** The result for people; `--json` prints it as it is. */
  readonly print: (result: R) => string;
  /** Exit code for a result, 0 by default. */
  readonly exitCode?: (result: R) => number;
}

/** One thing that can be asked of the engine: the RPC server and the command line are both derived from these. */
export interface Operation<P, R> {
  readonly name: string;
  readonly summary: string;
  readonly params: z.ZodType<P>;
  readonly cli?: CliFace<R>;
  readonly run: (engine: Engine, params: P, call: Call) => Promise<R>;
}

/** An operation whose types were checked where it was defined, as the table holds it. */
export interface AnyOperation {
  readonly name: string;
  readonly summary: string;
  readonly params: z.ZodType;
  readonly cli?: CliFace<unknown>;
  /** Parses the parameters and runs. Throws `UserError` naming the parameter that is wrong. */
  readonly run: (engine: Engine, params: unknown, call: Call) => Promise<unknown>;
}
