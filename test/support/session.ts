import { afterEach } from 'vitest';
import { Engine } from '../../src/engine/engine';
import type { DatasetSession, OpenOptions } from '../../src/engine/session/datasetSession';
import type { DatasetEvent } from '../../src/protocol/notifications';
import { engineSettings, type EngineSettings } from '../../src/protocol/settings';
import { programs } from './workspace';

/** What is asked by nobody who would look at the progress or cancel. */
export const call = { report: () => undefined, note: () => undefined, signal: new AbortController().signal };

const engines: Engine[] = [];

/** An engine in this process, closed after the test if not before. */
export function startEngine(
  settings: Partial<EngineSettings>,
  onEvent: (event: DatasetEvent) => void = () => undefined,
): Engine {
  const wanted = engineSettings.parse({ threads: 2, ...settings });
  const engine = new Engine({ programs, ...wanted, onEvent: (_dataset, event) => onEvent(event) });
  engines.push(engine);
  return engine;
}

/** Opens a dataset to decide in. */
export function openDataset(
  engine: Engine,
  folder: string,
  options: Pick<OpenOptions, 'layout'> = {},
): Promise<DatasetSession> {
  return engine.open(folder, { readOnly: false, ...options, ...call });
}

/** Opens a dataset and reads all its images; nothing is ranked. */
export async function openIndexed(
  engine: Engine,
  folder: string,
  options: Pick<OpenOptions, 'layout'> = {},
): Promise<DatasetSession> {
  const session = await openDataset(engine, folder, options);
  await session.preparation.index(call);
  return session;
}

/** Closes all engines, as after a test: what is opened next comes from the disk. */
export async function closeEngines(): Promise<void> {
  await Promise.all(engines.splice(0).map((engine) => engine.dispose()));
}

afterEach(closeEngines);
