import { z } from 'zod';
import type { AnyOperation } from '../engine/operations/operation';
export interface Invocation {
    readonly params: Record<string, unknown>;
    readonly common: CommonOptions;
}
export interface CommonOptions {
    readonly json: boolean;
    readonly quiet: boolean;
    readonly help: boolean;
    readonly cache?: string;
    readonly state?: string;
    readonly model?: string;
    readonly backend?: string;
    readonly threads?: number;
    readonly seed?: number;
    readonly exclude?: string[];
}
/** Options that every command understands, with their description for `--help`. */
export declare const commonOptions: {
    readonly json: {
        readonly type: "boolean";
        readonly text: "print the result for machines";
    };
    readonly quiet: {
        readonly type: "boolean";
        readonly text: "no progress, no notes";
    };
    readonly help: {
        readonly type: "boolean";
        readonly text: "show this";
    };
    readonly cache: {
        readonly type: "string";
        readonly text: "folder of the cache";
    };
    readonly state: {
        readonly type: "string";
        readonly text: "folder of the state (decisions, journal, trash)";
    };
    readonly model: {
        readonly type: "string";
        readonly text: "another embedding model: a card or the ONNX file beside one";
    };
    readonly backend: {
        readonly type: "string";
        readonly text: "auto, cpu, webgpu, cuda, …";
    };
    readonly threads: {
        readonly type: "string";
        readonly text: "number of cores to use";
    };
    readonly seed: {
        readonly type: "string";
        readonly text: "seed of everything random";
    };
    readonly exclude: {
        readonly type: "string";
        readonly multiple: true;
        readonly text: "glob of files to leave out; may be repeated";
    };
};
export interface Flag {
    readonly name: string;
    readonly key: string;
    readonly type: 'boolean' | 'string';
    readonly text: string;
    readonly schema: z.ZodType;
}
/** The options of an operation, read off the schema of its parameters (`minSize` becomes `--min-size`). */
export declare function flagsOf(operation: AnyOperation): Flag[];
/** Parses the words after the command. Throws `UserError` on anything that is not understood. */
export declare function parseInvocation(operation: AnyOperation, argv: readonly string[]): Invocation;
