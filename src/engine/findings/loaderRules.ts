import type { ColourFacts } from '../images/headers/header';
import type { ImageFormat } from '../images/sniff';

export type Loader = 'torchvision' | 'Keras' | 'fastai' | 'Hugging Face';

/** What a loader does to a file: `skips` it without a word, `fails` on it, or `changes` what the picture looks like. */
export interface LoaderTrouble {
  readonly loader: Loader;
  readonly effect: 'skips' | 'fails' | 'changes';
  readonly why: string;
}

export interface LoaderFacts {
  readonly path: string;
  readonly format: ImageFormat;
  readonly colour: Pick<ColourFacts, 'model' | 'depth' | 'alpha'>;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/**
 * Endings that each loader lists, lower case: torchvision.datasets.folder.IMG_EXTENSIONS; ALLOWLIST_FORMATS of
 * keras.utils.image_dataset_from_directory; Python's mimetypes (image/…) for fastai's get_image_files;
 * IMAGE_EXTENSIONS of datasets' imagefolder.
 */
const endings: Readonly<Record<Loader, ReadonlySet<string>>> = {
  torchvision: words('jpg jpeg png ppm bmp pgm tif tiff webp'),
  Keras: words('bmp gif jpeg jpg png'),
  fastai: words('jpg jpeg jpe png gif bmp tif tiff webp ico svg ppm pgm pbm pnm'),
  'Hugging Face': words('jpg jpeg jpe jfif png apng gif bmp dib tif tiff webp jp2 ico ppm pgm pbm pnm'),
};

/** tf.io.decode_image: JPEG, PNG, GIF, BMP. */
const kerasDecodes: ReadonlySet<ImageFormat> = new Set(['jpeg', 'png', 'gif', 'bmp']);
const loaders = Object.keys(endings) as readonly Loader[];

/** The ending without its dot, lower case; '' where there is none. */
export function endingOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
}

/** What the common loaders would do to a file that is a good image, by its name, format and colour mode. */
export function loaderTroubles({ path, format, colour }: LoaderFacts): LoaderTrouble[] {
  const ending = endingOf(path);
  return loaders.flatMap((loader): LoaderTrouble[] => {
    if (!endings[loader].has(ending))
      return [
        { loader, effect: 'skips', why: ending === '' ? 'the name has no ending' : `it does not list .${ending}` },
      ];
    if (loader === 'Keras') return kerasTroubles(format);
    if (format === 'avif') return [{ loader, effect: 'fails', why: 'Pillow before 11.3 does not decode AVIF' }];
    return loader === 'Hugging Face' ? modeTroubles(loader, colour) : depthTroubles(loader, format, colour);
  });
}

function kerasTroubles(format: ImageFormat): LoaderTrouble[] {
  if (kerasDecodes.has(format)) return [];
  return [
    {
      loader: 'Keras',
      effect: 'fails',
      why: `TensorFlow does not decode ${format.toUpperCase()}, whatever the ending`,
    },
  ];
}

/** Hugging Face hands out the picture in its own mode; a batch of three channels cannot take it. */
function modeTroubles(loader: Loader, { model, alpha, depth }: LoaderFacts['colour']): LoaderTrouble[] {
  const mode = model === 'cmyk' ? 'CMYK' : alpha ? 'with transparency' : depth > 8 ? `of ${depth} bits` : undefined;
  if (!mode) return [];
  return [{ loader, effect: 'fails', why: `the picture stays ${mode}; a batch of RGB pictures cannot take it` }];
}

/** Pillow's convert('RGB') cuts 16-bit grey off at 255: the picture becomes white. */
function depthTroubles(loader: Loader, format: ImageFormat, { model, depth }: LoaderFacts['colour']): LoaderTrouble[] {
  if (model !== 'grey' || depth <= 8 || (format !== 'png' && format !== 'tiff')) return [];
  return [{ loader, effect: 'changes', why: `converting ${depth}-bit grey to RGB makes it white` }];
}
