import type { AnyOperation } from '../engine/operations/operation';
export declare const commands: AnyOperation[];
export declare function generalHelp(): string;
export declare function commandHelp(operation: AnyOperation): string;
