import type { Folder } from '../../core/layout';

/** Folders below the root that hold no file like an image, nor any folder that does; the outermost of each. */
export function emptyFolders(tree: Folder): string[] {
  const found: string[] = [];
  const visit = ({ folders }: Folder, path: string): void => {
    for (const folder of folders) {
      const own = path === '' ? folder.name : `${path}/${folder.name}`;
      if (countImages(folder) === 0) found.push(own);
      else visit(folder, own);
    }
  };
  visit(tree, '');
  return found;
}

function countImages({ images, folders }: Folder): number {
  return folders.reduce((sum, folder) => sum + countImages(folder), images);
}
