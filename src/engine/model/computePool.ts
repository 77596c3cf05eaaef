import { ProcessPool, type PoolOptions } from '../jobs/processPool';
import type { ComputeReply, ComputeRequest, ComputeStart } from './computeMessages';

/** The compute process for one model, started at the first request. */
export function computePool(
  program: string,
  start: ComputeStart,
  limits: Pick<PoolOptions, 'inFlight' | 'timeLimit' | 'memoryLimitMB' | 'onDeath'>,
): ProcessPool<ComputeRequest, ComputeReply> {
  return new ProcessPool({ program, args: [JSON.stringify(start)], size: 1, ...limits });
}
