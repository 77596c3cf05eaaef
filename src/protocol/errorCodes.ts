/** JSON-RPC error codes between page, host and engine, beside JSON-RPC's own. */
export const errorCodes = {
  /** The user can mend it: the message is one clear line. */
  user: 1,
  /** The page asked for what it may not have. */
  refused: 2,
  /** The request was cancelled: no failure (the code that the Language Server Protocol gives it). */
  cancelled: -32800,
  /** The engine ended before it answered (vscode-jsonrpc's own code). */
  ended: -32097,
} as const;
