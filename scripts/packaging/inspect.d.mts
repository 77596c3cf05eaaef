import type { Machine } from './machine.mjs';
import type { Target } from './targets.mjs';

export interface PackedFile {
  readonly path: string;
  readonly bytes: number;
  readonly packed: number;
  readonly machine?: Machine;
}

export function readPackage(file: string): Promise<PackedFile[]>;
export function faultsOf(file: string, target: Target): Promise<string[]>;
