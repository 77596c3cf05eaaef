import * as z from 'zod';

const id = z.union([z.number(), z.string()]);
const cancelMethod = '$/cancelRequest';

const rpcMessage = z.union([
  z.object({ jsonrpc: z.literal('2.0'), method: z.literal(cancelMethod), params: z.object({ id }) }),
  z.object({
    jsonrpc: z.literal('2.0'),
    method: z.string().refine((method) => method !== cancelMethod),
    id: id.optional(),
  }),
  z.object({ jsonrpc: z.literal('2.0'), method: z.undefined().optional(), id }),
]);

/** Whether this is what the JSON-RPC library takes for granted: it throws where an id is neither number nor string. */
export function isRpcMessage(message: unknown): boolean {
  return rpcMessage.safeParse(message).success;
}
