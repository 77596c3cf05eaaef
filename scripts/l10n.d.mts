export function extractBundle(root: string): Promise<Record<string, string>>;
export function extractManifest(
  manifest: unknown,
  texts: Readonly<Record<string, string>>,
): { readonly manifest: unknown; readonly texts: Record<string, string> };
