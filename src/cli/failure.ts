import { errorReason, isSystemError, UserError } from '../engine/errors';

/**
 * Whether the user can mend it: also what the system refuses (no permission, a full disk, too many open files), but not
 * what Node says of a call that is wrong.
 */
export function isMendable(error: unknown): boolean {
  return error instanceof UserError || (isSystemError(error) && !error.code.startsWith('ERR_'));
}

/** One clear line for what the user can mend, the stack for a fault of ours. */
export function failureText(error: unknown): string {
  if (error instanceof UserError) return error.message;
  if (isMendable(error) && isSystemError(error)) return `${error.message} (${errorReason(error)}).`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
