import { messageOf } from '../../core/messageOf';
import { UserError } from '../errors';
import type { ComputeReply, ComputeRequest, ComputeStart } from './computeMessages';
import { computePool } from './computePool';

export interface InspectParts {
  /** The compute program. */
  readonly program: string;
  readonly threads: number;
}

/** Asks one thing about a model file in a process of its own. Throws `UserError` when the file is no model. */
export async function inspectModel(
  { program, threads }: InspectParts,
  modelPath: string,
  request: ComputeRequest,
  signal: AbortSignal,
): Promise<ComputeReply & { readonly ok: true }> {
  const start: ComputeStart = { modelPath, threads, backend: 'cpu', strict: false };
  const pool = computePool(program, start, { inFlight: 1, timeLimit: 120, memoryLimitMB: 8192 });
  try {
    const reply = await pool.run('a look at a model', request, signal);
    if (!reply.ok) throw new UserError(`The file cannot be used as a model: ${reply.reason}`);
    return reply;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof UserError) throw error;
    throw new UserError(`The file cannot be used as a model: ${messageOf(error)}`);
  } finally {
    await pool.dispose();
  }
}
