import * as z from 'zod';
import { datasetRequests, type DatasetRequestName, type DatasetRequests } from '../../protocol/requests';
import type { Params, Result } from '../../protocol/request';
import type { Engine } from '../engine';
import { UserError } from '../errors';
import type { DatasetSession } from '../session/datasetSession';
import type { AnyOperation, Call, Operation } from './operation';
import { usageProblem } from './usageProblem';

/** Checks an operation's types and hides them, so that one table can hold them all. */
export function defineOperation<P, R>(operation: Operation<P, R>): AnyOperation {
  const { cli } = operation;
  return {
    ...operation,
    // The table only ever hands a face the result of its own operation.
    cli: cli && {
      positional: cli.positional,
      print: (result) => cli.print(result as R),
      exitCode: cli.exitCode && ((result) => cli.exitCode!(result as R)),
    },
    run: async (engine, params, call) => {
      const parsed = operation.params.safeParse(params);
      if (!parsed.success) {
        if (cli) throw usageProblem(operation.name, cli, parsed.error, params);
        throw new UserError(`${operation.name}: ${z.prettifyError(parsed.error)}`);
      }
      return operation.run(engine, parsed.data, call);
    },
  };
}

/** A request of the editor about one open dataset, as named and typed in the protocol. */
export function defineDatasetRequest<N extends DatasetRequestName>(
  name: N,
  summary: string,
  run: (
    session: DatasetSession,
    params: Params<DatasetRequests[N]>,
    call: Call,
    engine: Engine,
  ) => Promise<Result<DatasetRequests[N]>>,
): AnyOperation {
  const params = datasetRequests[name].params as z.ZodType<Params<DatasetRequests[N]>>;
  return defineOperation({
    name,
    summary,
    params,
    run: async (engine, given, call) =>
      run(engine.session((given as { dataset: string }).dataset), given, call, engine),
  });
}
