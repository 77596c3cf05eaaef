const longestFolder = 4096;
const longestQuery = 10_000;

/** What a link asks for: a dataset's folder, and the query to show in it. It can ask for nothing else. */
export interface QueryLink {
  /** Absolute path. */
  readonly folder: string;
  readonly query: string;
}

/**
 * The part of a link after the extension's name, e.g. `/open#folder=%2Fdata%2Fpets&query=is%3Asuspicious`. Not after a
 * question mark: in a notebook's cell VS Code follows a link without what stands there.
 */
export function formatQueryLink({ folder, query }: QueryLink): string {
  return `/open#folder=${encode(folder)}${query === '' ? '' : `&query=${encode(query)}`}`;
}

/** VS Code decodes a link once before it says which parameters it has: what separates them is encoded twice. */
function encode(text: string): string {
  return encodeURIComponent(text.replaceAll(/[%&=+#]/g, encodeURIComponent));
}

function parameter(parameters: string, name: string): string {
  const own = parameters.split('&').find((part) => part.startsWith(`${name}=`)) ?? '';
  const text = own.slice(name.length + 1);
  try {
    return decodeURIComponent(text);
  } catch (error) {
    // A percent sign that somebody wrote by hand stands for itself.
    if (error instanceof URIError) return text;
    throw error;
  }
}

/**
 * Reads a link, decoded once, whose parameters may stand in its query too; undefined for one that Winnow did not make: what is
 * unknown in it is never guessed at.
 */
export function parseQueryLink(link: {
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}): QueryLink | undefined {
  if (link.path !== '/open') return undefined;
  const parameters = link.fragment === '' ? link.query : link.fragment;
  const folder = parameter(parameters, 'folder');
  const wanted = parameter(parameters, 'query');
  const isAbsolute = /^(?:\/|[A-Za-z]:[\\/])/.test(folder) && !folder.includes('\0');
  if (!isAbsolute || folder.startsWith('//') || folder.length > longestFolder || wanted.length > longestQuery)
    return undefined;
  return { folder, query: wanted.replaceAll(/[\r\n]+/g, ' ') };
}
