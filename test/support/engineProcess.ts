import { afterEach } from 'vitest';
import type { EngineSettings } from '../../src/protocol/settings';
import { forkEngine, type EngineProcess } from './forkedEngine';

export type { EngineProcess } from './forkedEngine';

const started: EngineProcess[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((engine) => engine.stop()));
});

/** Starts one, stopped after the test if not before. */
export function startEngineProcess(settings: Partial<EngineSettings>): EngineProcess {
  const engine = forkEngine(settings);
  started.push(engine);
  return engine;
}
