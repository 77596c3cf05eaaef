import { parseIfJson } from '../parseIfJson';
import { listSplices } from './jsonList';
import { elementsOf, labelText, membersOf, type Member, type Place } from './jsonScan';
import type { LabelRow, LabelTable, NewRow, RowEdit, RowSource } from './labelTable';
import { textStart } from './lines';
import { spliced, type Splice } from './splices';

type JsonObject = Readonly<Record<string, unknown>>;

interface CocoRow extends LabelRow {
  readonly image: number;
  /** -1: the image has none. */
  readonly annotation: number;
}

/** A list of the file: its records as they were parsed, and where they stand. */
interface CocoList {
  readonly values: readonly JsonObject[];
  readonly places: readonly Place[];
  readonly whole: Place;
}

/** Images with several different labels that a table of single labels may hold; more are boxes or multi-label. */
const mostAmbiguous = 0.1;

export function looksLikeCoco(text: string): boolean {
  return /^[\s\ufeff]*\{/.test(text) && text.includes('"annotations"') && text.includes('"categories"');
}

/** Reads COCO-style JSON whose annotations label whole images; returns the reason where they do not. */
export function readCocoLabels(text: string, isImage: (text: string) => boolean): LabelTable | string {
  const root = parseIfJson(text.slice(textStart(text)));
  if (root === undefined) return 'it is no valid JSON';
  const members = membersOf(text, 0);
  const images = listOf(root, members, text, 'images');
  const annotations = listOf(root, members, text, 'annotations');
  const categories = listOf(root, members, text, 'categories');
  if (!images || !annotations || !categories) return 'it has no lists of images, annotations and categories';
  const sample = images.values.slice(0, 200);
  const found = sample.filter((image) => isImage(labelText(image.file_name))).length;
  if (found < Math.max(1, sample.length * 0.05)) return 'it names no images of this folder';
  const coco = new CocoLabels(text, images, annotations, categories);
  if (coco.ambiguous > images.values.length * mostAmbiguous)
    return 'its images have several labels each (boxes or tags): only one label for each image can be cleaned';
  return coco;
}

function listOf(root: unknown, members: readonly Member[], text: string, key: string): CocoList | undefined {
  const values: unknown = typeof root === 'object' && root !== null ? (root as JsonObject)[key] : undefined;
  const own = members.findLast((member) => member.key === key);
  if (!own || !Array.isArray(values)) return undefined;
  const { start, end } = own;
  return { values: values.map(recordOf), places: elementsOf(text, start), whole: { start, end } };
}

function recordOf(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null ? (value as JsonObject) : {};
}

function maxId(values: readonly JsonObject[]): number {
  return values.reduce((most, { id }) => (typeof id === 'number' && id > most ? id : most), 0);
}

/** The ids of those records of a list that stay. */
function idsOf({ values }: CocoList, removed: ReadonlySet<number>): Set<unknown> {
  return new Set(values.flatMap(({ id }, i) => (removed.has(i) || id === undefined ? [] : [id])));
}

interface CocoRecords {
  readonly image: JsonObject;
  readonly annotations: readonly JsonObject[];
}

function recordsOf(source: RowSource): CocoRecords {
  const [image, ...annotations] = source.map((text) => recordOf(JSON.parse(text)));
  return { image, annotations };
}

/** The text of a record in which one value is another. */
function withValue(text: string, key: string, value: unknown): string {
  const own = membersOf(text, 0).findLast((member) => member.key === key);
  return own ? spliced(text, [{ start: own.start, end: own.end, text: JSON.stringify(value) }]) : text;
}

class CocoLabels implements LabelTable {
  readonly format = 'coco';
  readonly columns = 'images, annotations';
  readonly broken = 0;
  /** Images with several different labels. */
  readonly ambiguous: number;
  private readonly rows: CocoRow[] = [];
  private readonly categoryOf = new Map<string, unknown>();

  constructor(
    private readonly text: string,
    private readonly images: CocoList,
    private readonly annotations: CocoList,
    private readonly categories: CocoList,
  ) {
    const nameOf = new Map<unknown, string>();
    for (const { id, name } of categories.values) {
      nameOf.set(id, labelText(name));
      this.categoryOf.set(labelText(name), id);
    }
    const ofImage = new Map<unknown, number[]>();
    annotations.values.forEach(({ image_id: id }, i) => {
      const list = ofImage.get(id);
      if (list) list.push(i);
      else ofImage.set(id, [i]);
    });
    let ambiguous = 0;
    images.values.forEach(({ id, file_name: name }, image) => {
      const file = labelText(name);
      const own = ofImage.get(id) ?? [];
      const labels = own.map((annotation) => nameOf.get(annotations.values[annotation].category_id) ?? '');
      if (new Set(labels).size > 1) ambiguous++;
      if (own.length === 0) this.rows.push({ file, label: '', image, annotation: -1 });
      own.forEach((annotation, i) => this.rows.push({ file, label: labels[i], image, annotation }));
    });
    this.ambiguous = ambiguous;
  }

  get count(): number {
    return this.rows.length;
  }

  row(i: number): LabelRow {
    return this.rows[i];
  }

  /** The image's record and all of its annotations. */
  source(i: number): RowSource {
    const { image } = this.rows[i];
    const slice = ({ start, end }: Place): string => this.text.slice(start, end);
    const own = this.rows.filter((row) => row.image === image && row.annotation >= 0);
    return [
      slice(this.images.places[image]),
      ...own.map(({ annotation }) => slice(this.annotations.places[annotation])),
    ];
  }

  whyNot(): undefined {
    return undefined;
  }

  rewrite(edits: ReadonlyMap<number, RowEdit>, added: readonly NewRow[]): string {
    const changes = new CocoChanges(
      maxId(this.images.values),
      maxId(this.annotations.values),
      maxId(this.categories.values),
    );
    // Ids of records that come back are given to no others.
    changes.reserve(added.flatMap(({ source }) => (source ? [recordsOf(source)] : [])));
    for (const [i, { remove, file, label }] of edits) {
      const { image, annotation } = this.rows[i];
      if (remove) changes.removedImages.add(image);
      if (remove && annotation >= 0) changes.removedAnnotations.add(annotation);
      if (remove) continue;
      if (file !== undefined) changes.files.set(image, file);
      if (label === '' && annotation >= 0) changes.removedAnnotations.add(annotation);
      else if (label !== undefined && label !== '') this.label(changes, image, annotation, label);
    }
    for (const row of added) this.add(changes, row);
    return spliced(this.text, this.splices(changes));
  }

  private label(changes: CocoChanges, image: number, annotation: number, label: string): void {
    const category = this.category(changes, label);
    if (annotation < 0) changes.annotate(this.images.values[image].id, category);
    else changes.categories.set(annotation, category);
  }

  private add(changes: CocoChanges, { file, label, source, after }: NewRow): void {
    const image = after < 0 ? -1 : this.rows[after].image;
    if (source) {
      const before = this.rows.slice(0, after + 1).findLast(({ annotation }) => annotation >= 0)?.annotation ?? -1;
      const [text, ...annotations] = this.withFreeIds(changes, source);
      changes.newImages.push({ text, after: image });
      for (const annotation of annotations) changes.newAnnotations.push({ text: annotation, after: before });
      return;
    }
    const id = changes.nextImage();
    changes.newImages.push({ text: JSON.stringify({ id, file_name: file }), after: this.images.values.length - 1 });
    if (label !== '') changes.annotate(id, this.category(changes, label));
  }

  /** The exact text of an image that comes back, with new ids where others have its own by now. */
  private withFreeIds(changes: CocoChanges, source: RowSource): RowSource {
    const { image, annotations } = recordsOf(source);
    const imageIds = (changes.imageIds ??= idsOf(this.images, changes.removedImages));
    const annotationIds = (changes.annotationIds ??= idsOf(this.annotations, changes.removedAnnotations));
    const isTaken = imageIds.has(image.id);
    const id = isTaken ? changes.nextImage() : image.id;
    imageIds.add(id);
    return [
      isTaken ? withValue(source[0], 'id', id) : source[0],
      ...annotations.map((annotation, i) => {
        let text = source[i + 1];
        if (isTaken) text = withValue(text, 'image_id', id);
        if (annotationIds.has(annotation.id)) text = withValue(text, 'id', changes.nextAnnotation());
        else annotationIds.add(annotation.id);
        return text;
      }),
    ];
  }

  private category(changes: CocoChanges, label: string): unknown {
    return this.categoryOf.get(label) ?? changes.category(label);
  }

  private splices(changes: CocoChanges): Splice[] {
    const { text, images, annotations, categories } = this;
    const last = (list: CocoList) => (element: string) => ({ text: element, after: list.values.length - 1 });
    const value = (list: CocoList, i: number, key: string, json: string): Splice[] => {
      const own = membersOf(text, list.places[i].start).findLast((member) => member.key === key);
      return own ? [{ start: own.start, end: own.end, text: json }] : [];
    };
    const kept = [...changes.categories].filter(([i]) => !changes.removedAnnotations.has(i));
    const fresh = changes.fresh.map(last(annotations));
    return [
      ...listSplices(text, images.places, images.whole, changes.removedImages, changes.newImages),
      ...listSplices(text, annotations.places, annotations.whole, changes.removedAnnotations, [
        ...changes.newAnnotations,
        ...fresh,
      ]),
      ...listSplices(
        text,
        categories.places,
        categories.whole,
        new Set(),
        [...changes.newCategories].map(([name, id]) => last(categories)(JSON.stringify({ id, name }))),
      ),
      ...kept.flatMap(([i, id]) => value(annotations, i, 'category_id', JSON.stringify(id))),
      ...[...changes.files].flatMap(([i, file]) => value(images, i, 'file_name', JSON.stringify(file))),
    ];
  }
}

/** What a rewrite does to the lists of a COCO file. */
class CocoChanges {
  readonly removedImages = new Set<number>();
  readonly removedAnnotations = new Set<number>();
  readonly files = new Map<number, string>();
  /** Annotation -> its new category. */
  readonly categories = new Map<number, unknown>();
  readonly newCategories = new Map<string, number>();
  readonly newImages: { readonly text: string; readonly after: number }[] = [];
  readonly newAnnotations: { readonly text: string; readonly after: number }[] = [];
  /** Annotations of images that had none, at the end. */
  readonly fresh: string[] = [];
  /** Ids that stay or have come back, once an image comes back. */
  imageIds: Set<unknown> | undefined;
  annotationIds: Set<unknown> | undefined;

  constructor(
    private images: number,
    private annotations: number,
    private lastCategory: number,
  ) {}

  /** New ids come after those of records that come back. */
  reserve(records: readonly CocoRecords[]): void {
    this.images = Math.max(this.images, maxId(records.map(({ image }) => image)));
    this.annotations = Math.max(this.annotations, maxId(records.flatMap(({ annotations }) => annotations)));
  }

  nextImage(): number {
    return ++this.images;
  }

  nextAnnotation(): number {
    return ++this.annotations;
  }

  annotate(image: unknown, category: unknown): void {
    this.fresh.push(JSON.stringify({ id: this.nextAnnotation(), image_id: image, category_id: category }));
  }

  category(name: string): number {
    const known = this.newCategories.get(name);
    if (known !== undefined) return known;
    this.newCategories.set(name, ++this.lastCategory);
    return this.lastCategory;
  }
}
