import type * as z from 'zod';

/** One request: the schema of what is asked (checked on arrival) and, as a type only, what is answered. */
export interface RequestType<P, R> {
  readonly params: z.ZodType<P>;
  readonly result?: R;
}

export type Params<T> = T extends RequestType<infer P, unknown> ? P : never;
export type Result<T> = T extends RequestType<unknown, infer R> ? R : never;

/** `request(schema)<Result>()`: the schema infers the parameters, the type argument names the result. */
export function request<P>(params: z.ZodType<P>): <R>() => RequestType<P, R> {
  return () => ({ params });
}
