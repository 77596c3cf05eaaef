import type { FileOps, FileStat, OpenFile, OpenFlag } from '../../../src/engine/changes/files/fileOps';

/** One system call that is about to happen. */
export interface Call {
  readonly name: keyof FileOps | 'read' | 'write' | 'truncate' | 'sync' | 'close' | 'setModified' | 'fstat';
  readonly path: string;
  readonly number: number;
}

export interface Folder {
  readonly kind: 'folder';
  readonly entries: Map<string, number>;
}
export interface File {
  readonly kind: 'file';
  data: Uint8Array;
}
export interface Link {
  readonly kind: 'link';
  readonly target: string;
}
export type Node = (Folder | File | Link) & { mtimeNs: bigint; ctimeNs: bigint; mode: number; readonly device: number };

/** What a call changed, and what it made durable: enough to rebuild the disk that a power cut leaves. */
export type Effect =
  | {
      readonly type: 'entries';
      readonly changes: readonly { folder: number; name: string; node: number | undefined }[];
    }
  | { readonly type: 'write'; readonly node: number; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly type: 'truncate'; readonly node: number; readonly size: number }
  | { readonly type: 'sync'; readonly node: number };

export interface DiskOptions {
  /** Called before each call; may throw to make it fail, or change the disk as another program would. */
  readonly before?: (call: Call, disk: MemoryDisk) => void;
  /** Names that are equal under this are one entry (case-insensitive and normalising file systems). */
  readonly fold?: (name: string) => string;
  readonly noLinks?: boolean;
  /** Device of a folder that is made at the path; moves and links never cross. */
  readonly deviceOf?: (path: string) => number;
  /** Paths whose fsync does nothing, as if the program had forgotten it. */
  readonly forgetSync?: (path: string) => boolean;
}

export function failure(code: string, path = ''): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}

/** Thrown by every call of a process that was killed. */
export class Killed extends Error {}

/** A file system in memory that behaves as POSIX says, counts its calls and remembers their effects. */
export class MemoryDisk implements FileOps {
  readonly nodes = new Map<number, Node>();
  readonly effects: Effect[] = [];
  calls = 0;
  before: DiskOptions['before'];
  private nextNode = 2;
  private clock = 1_700_000_000_000_000_000n;

  constructor(private readonly options: DiskOptions = {}) {
    this.before = options.before;
    this.nodes.set(1, this.node({ kind: 'folder', entries: new Map() }, 0o755, 1));
  }

  /** A disk that continues with these nodes, as after a restart. */
  static restore(nodes: ReadonlyMap<number, Node>, options: DiskOptions = {}): MemoryDisk {
    const disk = new MemoryDisk(options);
    for (const [id, node] of nodes) {
      const copy =
        node.kind === 'folder'
          ? { ...node, entries: new Map(node.entries) }
          : node.kind === 'file'
            ? { ...node, data: node.data.slice() }
            : { ...node };
      disk.nodes.set(id, copy);
      disk.nextNode = Math.max(disk.nextNode, id + 1);
      if (node.ctimeNs >= disk.clock) disk.clock = node.ctimeNs + 1_000_000n;
    }
    return disk;
  }

  /** Now, a moment later each time. */
  tick(): bigint {
    this.clock += 1_000_000n;
    return this.clock;
  }

  now = (): Date => new Date(Number(this.tick() / 1_000_000n));

  // ---- what another program or the test does: not counted, not hooked ----

  put(path: string, content: string | Uint8Array): void {
    const data = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    const { folder, name } = this.parent(path, true);
    const id = this.entry(folder, name);
    const there = id === undefined ? undefined : this.nodes.get(id);
    if (there?.kind === 'file') {
      there.data = data.slice();
      there.mtimeNs = there.ctimeNs = this.tick();
      this.effects.push({ type: 'truncate', node: id!, size: 0 }, { type: 'write', node: id!, offset: 0, bytes: data });
      return;
    }
    this.create(folder, name, { kind: 'file', data: data.slice() }, 0o644);
    this.effects.push({ type: 'write', node: this.nextNode - 1, offset: 0, bytes: data });
  }

  putLink(path: string, target: string): void {
    const { folder, name } = this.parent(path, true);
    this.create(folder, name, { kind: 'link', target }, 0o777);
  }

  remove(path: string): void {
    const { folder, name } = this.parent(path);
    this.setEntries([{ folder, name, node: undefined }]);
  }

  makeFolders(path: string): number {
    let id = 1;
    let at = '';
    for (const part of path.split('/').filter((name) => name !== '')) {
      at += `/${part}`;
      id = this.entry(id, part) ?? this.create(id, part, { kind: 'folder', entries: new Map() }, 0o755, at);
    }
    return id;
  }

  /** Every file and link below `path`: path -> content, links as `-> target`, folders as `/`. */
  tree(path: string): Map<string, string> {
    const found = new Map<string, string>();
    const visit = (id: number, at: string): void => {
      const node = this.nodes.get(id)!;
      if (node.kind === 'file') found.set(at, new TextDecoder('latin1').decode(node.data));
      else if (node.kind === 'link') found.set(at, `-> ${node.target}`);
      else {
        if (at !== path) found.set(at, '/');
        for (const [name, child] of [...node.entries].sort(([a], [b]) => (a < b ? -1 : 1)))
          visit(child, `${at}/${name}`);
      }
    };
    const id = this.lookup(path, false);
    if (id !== undefined) visit(id, path);
    return found;
  }

  exists(path: string): boolean {
    return this.lookup(path, false) !== undefined;
  }

  /** Everything written so far is on the disk. */
  settle(): void {
    this.effects.length = 0;
  }

  // ---- FileOps ----

  async open(path: string, flag: OpenFlag, mode = 0o666): Promise<OpenFile> {
    this.call('open', path);
    let id = this.lookup(path, flag !== 'create');
    if (flag === 'read') {
      if (id === undefined) throw failure('ENOENT', path);
    } else if (id === undefined) {
      const { folder, name } = this.parent(path);
      id = this.create(folder, name, { kind: 'file', data: new Uint8Array() }, mode & 0o755);
    } else if (flag === 'create') throw failure('EEXIST', path);
    else if (this.nodes.get(id)!.kind === 'folder') throw failure('EISDIR', path);
    return new MemoryFile(this, id, path);
  }

  async lstat(path: string): Promise<FileStat> {
    this.call('lstat', path);
    return this.statOf(this.need(path, false));
  }

  async stat(path: string): Promise<FileStat> {
    this.call('stat', path);
    return this.statOf(this.need(path, true));
  }

  async realpath(path: string): Promise<string> {
    this.call('realpath', path);
    this.need(path, true);
    return this.real(path);
  }

  async readdir(path: string): Promise<string[]> {
    this.call('readdir', path);
    const node = this.nodes.get(this.need(path, true))!;
    if (node.kind !== 'folder') throw failure('ENOTDIR', path);
    return [...node.entries.keys()];
  }

  async readlink(path: string): Promise<string> {
    this.call('readlink', path);
    const node = this.nodes.get(this.need(path, false))!;
    if (node.kind !== 'link') throw failure('EINVAL', path);
    return node.target;
  }

  async symlink(target: string, path: string): Promise<void> {
    this.call('symlink', path);
    const { folder, name } = this.parent(path);
    if (this.entry(folder, name) !== undefined) throw failure('EEXIST', path);
    this.create(folder, name, { kind: 'link', target }, 0o777);
  }

  async link(existing: string, path: string): Promise<void> {
    this.call('link', path);
    const id = this.need(existing, false);
    const node = this.nodes.get(id)!;
    const { folder, name } = this.parent(path);
    if (this.entry(folder, name) !== undefined) throw failure('EEXIST', path);
    if (node.kind === 'folder' || this.options.noLinks) throw failure('EPERM', path);
    if (this.nodes.get(folder)!.device !== node.device) throw failure('EXDEV', path);
    node.ctimeNs = this.tick();
    this.setEntries([{ folder, name, node: id }]);
  }

  async unlink(path: string): Promise<void> {
    this.call('unlink', path);
    const id = this.need(path, false);
    if (this.nodes.get(id)!.kind === 'folder') throw failure('EISDIR', path);
    this.remove(path);
    this.nodes.get(id)!.ctimeNs = this.tick();
  }

  async rename(from: string, to: string): Promise<void> {
    this.call('rename', to);
    const id = this.need(from, false);
    const source = this.parent(from);
    const target = this.parent(to);
    const there = this.entry(target.folder, target.name);
    if (this.nodes.get(target.folder)!.device !== this.nodes.get(id)!.device) throw failure('EXDEV', to);
    if (there === id) return; // POSIX: two names of one file stay both.
    if (there !== undefined && this.nodes.get(there)!.kind === 'folder') throw failure('EISDIR', to);
    this.nodes.get(id)!.ctimeNs = this.tick();
    this.setEntries([
      { folder: source.folder, name: source.name, node: undefined },
      { folder: target.folder, name: target.name, node: id },
    ]);
  }

  async mkdir(path: string): Promise<void> {
    this.call('mkdir', path);
    const { folder, name } = this.parent(path);
    if (this.entry(folder, name) !== undefined) throw failure('EEXIST', path);
    this.create(folder, name, { kind: 'folder', entries: new Map() }, 0o755, path);
  }

  async rmdir(path: string): Promise<void> {
    this.call('rmdir', path);
    const node = this.nodes.get(this.need(path, false))!;
    if (node.kind !== 'folder') throw failure('ENOTDIR', path);
    if (node.entries.size > 0) throw failure('ENOTEMPTY', path);
    this.remove(path);
  }

  // ---- inside ----

  call(name: Call['name'], path: string): void {
    const number = this.calls++;
    this.before?.({ name, path, number }, this);
  }

  forgetsSync(path: string): boolean {
    return this.options.forgetSync?.(path) ?? false;
  }

  statOf(id: number): FileStat {
    const node = this.nodes.get(id)!;
    return {
      kind: node.kind,
      device: BigInt(node.device),
      inode: BigInt(id),
      size: node.kind === 'file' ? node.data.length : 0,
      mtimeMs: Number(node.mtimeNs) / 1e6,
      mtimeNs: node.mtimeNs,
      ctimeNs: node.ctimeNs,
      mode: node.mode,
    };
  }

  private node(content: Folder | File | Link, mode: number, device: number): Node {
    const time = this.tick();
    return { ...content, mode, device, mtimeNs: time, ctimeNs: time };
  }

  private create(folder: number, name: string, content: Folder | File | Link, mode: number, path?: string): number {
    const parentDevice = this.nodes.get(folder)!.device;
    const device = path === undefined ? parentDevice : (this.options.deviceOf?.(path) ?? parentDevice);
    const id = this.nextNode++;
    this.nodes.set(id, this.node(content, mode, device));
    this.setEntries([{ folder, name, node: id }]);
    return id;
  }

  private setEntries(changes: { folder: number; name: string; node: number | undefined }[]): void {
    for (const { folder, name, node } of changes) {
      const { entries } = this.nodes.get(folder)! as Folder;
      if (node === undefined) entries.delete(this.entryName(folder, name));
      else entries.set(this.entryName(folder, name), node);
    }
    const spelled = changes.map((change) => ({ ...change, name: this.entryName(change.folder, change.name) }));
    this.effects.push({ type: 'entries', changes: spelled });
  }

  /** The name as the folder spells it. */
  private entryName(folder: number, name: string): string {
    const node = this.nodes.get(folder)!;
    if (node.kind !== 'folder' || !this.options.fold || node.entries.has(name)) return name;
    const folded = this.options.fold(name);
    return [...node.entries.keys()].find((other) => this.options.fold!(other) === folded) ?? name;
  }

  private entry(folder: number, name: string): number | undefined {
    const node = this.nodes.get(folder)!;
    if (node.kind !== 'folder') throw failure('ENOTDIR', name);
    return node.entries.get(this.entryName(folder, name));
  }

  private parent(path: string, make = false): { folder: number; name: string } {
    const slash = path.lastIndexOf('/');
    const above = path.slice(0, slash);
    const folder = make ? this.makeFolders(above) : this.need(above, true);
    if (this.nodes.get(folder)!.kind !== 'folder') throw failure('ENOTDIR', path);
    const name = path.slice(slash + 1);
    if (new TextEncoder().encode(name).length > 255) throw failure('ENAMETOOLONG', path);
    return { folder, name };
  }

  private need(path: string, follow: boolean): number {
    const id = this.lookup(path, follow);
    if (id === undefined) throw failure('ENOENT', path);
    return id;
  }

  private lookup(path: string, follow: boolean): number | undefined {
    return this.walk(path, follow)?.id;
  }

  private real(path: string): string {
    return this.walk(path, true)!.real;
  }

  private walk(path: string, follow: boolean, depth = 0): { id: number; real: string } | undefined {
    if (depth > 20) throw failure('ELOOP', path);
    const parts = path.split('/').filter((part) => part !== '' && part !== '.');
    let id = 1;
    const stack: number[] = [];
    const names: string[] = [];
    for (let i = 0; i < parts.length; i++) {
      if (parts[i] === '..') {
        id = stack.pop() ?? 1;
        names.pop();
        continue;
      }
      const node = this.nodes.get(id)!;
      if (node.kind !== 'folder') throw failure('ENOTDIR', path);
      const child = this.entry(id, parts[i]);
      if (child === undefined) return undefined;
      const childNode = this.nodes.get(child)!;
      if (childNode.kind === 'link' && (follow || i < parts.length - 1)) {
        const base = childNode.target.startsWith('/') ? '' : `/${names.join('/')}`;
        return this.walk(`${base}/${childNode.target}/${parts.slice(i + 1).join('/')}`, follow, depth + 1);
      }
      stack.push(id);
      names.push(this.entryName(id, parts[i]));
      id = child;
    }
    return { id, real: `/${names.join('/')}` };
  }
}

class MemoryFile implements OpenFile {
  constructor(
    private readonly disk: MemoryDisk,
    private readonly id: number,
    private readonly path: string,
  ) {}

  private get file(): Node & File {
    const node = this.disk.nodes.get(this.id)!;
    if (node.kind !== 'file') throw failure('EISDIR', this.path);
    return node;
  }

  async read(buffer: Uint8Array, position: number): Promise<number> {
    this.disk.call('read', this.path);
    const bytes = this.file.data.subarray(position, position + buffer.length);
    buffer.set(bytes);
    return bytes.length;
  }

  async write(bytes: Uint8Array): Promise<void> {
    try {
      this.disk.call('write', this.path);
    } catch (error) {
      // A kill or a full disk leaves a part of the bytes.
      if (error instanceof TornWrite) this.add(bytes.subarray(0, Math.floor(bytes.length * error.part)));
      throw error instanceof TornWrite ? error.cause : error;
    }
    this.add(bytes);
  }

  private add(bytes: Uint8Array): void {
    const { file } = this;
    const offset = file.data.length;
    const data = new Uint8Array(offset + bytes.length);
    data.set(file.data);
    data.set(bytes, offset);
    file.data = data;
    file.mtimeNs = file.ctimeNs = this.disk.tick();
    this.disk.effects.push({ type: 'write', node: this.id, offset, bytes: bytes.slice() });
  }

  async truncate(size: number): Promise<void> {
    this.disk.call('truncate', this.path);
    this.file.data = this.file.data.slice(0, size);
    this.disk.effects.push({ type: 'truncate', node: this.id, size });
  }

  async sync(): Promise<void> {
    this.disk.call('sync', this.path);
    if (!this.disk.forgetsSync(this.path)) this.disk.effects.push({ type: 'sync', node: this.id });
  }

  async stat(): Promise<FileStat> {
    this.disk.call('fstat', this.path);
    return this.disk.statOf(this.id);
  }

  async setModified(mtimeMs: number): Promise<void> {
    this.disk.call('setModified', this.path);
    const node = this.disk.nodes.get(this.id)!;
    node.mtimeNs = BigInt(Math.round(mtimeMs * 1e6));
    node.ctimeNs = this.disk.tick();
  }

  async close(): Promise<void> {
    this.disk.call('close', this.path);
  }
}

/** Thrown by `before` to let only a part of a write happen. */
export class TornWrite extends Error {
  constructor(
    readonly part: number,
    override readonly cause: Error,
  ) {
    super('torn');
  }
}
