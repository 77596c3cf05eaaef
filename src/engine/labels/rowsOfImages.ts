import { pathStyle, type LabelPaths, type PathStyle } from '../../core/labels/labelPaths';
import { parentOf } from '../../core/relativePath';
import type { LabelFile } from './labelFiles';

/** A row of one of several tables. */
export interface TableRow {
  readonly file: number;
  readonly row: number;
}

/** The rows of several tables by the image that they are about. */
export class RowsOfImages {
  private readonly rows = new Map<number, TableRow[]>();
  private readonly images: Int32Array[];
  private readonly numbers: Map<string, number>;

  constructor(
    private readonly paths: LabelPaths,
    private readonly files: readonly LabelFile[],
  ) {
    this.numbers = new Map(paths.paths.map((path, i) => [path, i]));
    this.images = files.map(({ table, folder, subset }, file) => {
      const images = new Int32Array(table.count).fill(-1);
      for (let row = 0; row < table.count; row++) {
        const image = paths.find(table.row(row).file, folder, subset);
        if (typeof image !== 'number') continue;
        images[row] = image;
        const own = this.rows.get(image);
        if (own) own.push({ file, row });
        else this.rows.set(image, [{ file, row }]);
      }
      return images;
    });
  }

  /** The number of the image at a path. */
  imageAt(path: string): number | undefined {
    return this.numbers.get(path);
  }

  of(image: number): readonly TableRow[] {
    return this.rows.get(image) ?? [];
  }

  imageOfRow(file: number, row: number): number | undefined {
    const image = this.images[file][row];
    return image < 0 ? undefined : image;
  }

  /** How a table writes its paths, as its first row about an image does. */
  styleOf(file: number): PathStyle {
    const row = this.images[file].findIndex((image) => image >= 0);
    if (row >= 0) return pathStyle(this.files[file].table.row(row).file, this.paths.paths[this.images[file][row]]);
    const { folder } = this.files[file];
    return { dropped: folder === '' ? '' : `${folder}/`, prefix: '', isStem: false };
  }

  /** The table whose images stand beside `path`, else the one with most; lists of a class are none. */
  homeFor(path: string): number | undefined {
    const folder = parentOf(path);
    const open = this.files.flatMap(({ table }, file) => (table.only === undefined ? [file] : []));
    const beside = open.filter((file) => {
      const first = this.images[file].find((image) => image >= 0);
      return first !== undefined && parentOf(this.paths.paths[first]) === folder;
    });
    const sizes = beside.length > 0 ? beside : open;
    return sizes.sort((a, b) => this.files[b].table.count - this.files[a].table.count)[0];
  }
}
