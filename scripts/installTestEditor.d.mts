export function testEditorFolder(): string;
export function installTestEditor(): Promise<{ node: string; codeServerRoot: string }>;
