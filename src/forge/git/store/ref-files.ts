import { mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Oid, Refs } from '../storage.ts';
import { isOid } from './object-id.ts';
import { assertRefName, isRefName, parentNames } from './ref-name.ts';

const LOCK_TRIES = 200;
const LOCK_PAUSE_MS = 5;

/** Refs as git's files backend keeps them, with git's own `.lock` files, so that a push and an API call cannot both win. */
export class RefFiles implements Refs {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  read(name: string): Oid | undefined {
    if (!isRefName(name)) return undefined;
    return readOid(join(this.#directory, name)) ?? this.#packed().get(name);
  }

  list(prefix = 'refs/'): Map<string, Oid> {
    const found = this.#packed();
    for (const entry of readdirSync(join(this.#directory, 'refs'), { recursive: true, encoding: 'utf8' })) {
      const name = `refs/${entry}`;
      const oid = isRefName(name) ? readOid(join(this.#directory, name)) : undefined;
      if (oid !== undefined) found.set(name, oid);
    }
    return new Map([...found].filter(([name]) => name.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  compareAndSwap(name: string, before: Oid | undefined, after: Oid | undefined): boolean {
    assertRefName(name);
    if (this.read(name) !== before || (before === undefined && this.#clashes(name))) return false;
    const file = join(this.#directory, name);
    if (parentNames(name).length > 0) mkdirSync(dirname(file), { recursive: true });
    const lock = takeLock(file, after === undefined ? '' : `${after}\n`);
    let isHeld = true;
    try {
      if (this.read(name) !== before) return false;
      if (after === undefined) this.#remove(name);
      else {
        putInPlace(lock, file);
        isHeld = false;
      }
      return true;
    } finally {
      if (isHeld) {
        rmSync(lock);
        this.#removeEmptyParents(name);
      }
    }
  }

  #clashes(name: string): boolean {
    if (parentNames(name).some((parent) => this.read(parent) !== undefined)) return true;
    return this.list(`${name}/`).size > 0;
  }

  #remove(name: string): void {
    if (this.#packed().has(name)) this.#unpack(name);
    rmSync(join(this.#directory, name), { force: true });
  }

  #removeEmptyParents(name: string): void {
    for (const parent of parentNames(name).toReversed()) {
      try {
        rmdirSync(join(this.#directory, parent));
      } catch {
        return;
      }
    }
  }

  /** What `git pack-refs` left; a loose file of the same name is newer. */
  #packed(): Map<string, Oid> {
    const refs = new Map<string, Oid>();
    for (const line of readText(join(this.#directory, 'packed-refs'))?.split('\n') ?? []) {
      const [oid, name] = line.split(' ');
      if (oid !== undefined && name !== undefined && isOid(oid)) refs.set(name, oid);
    }
    return refs;
  }

  /** Rewrites packed-refs without one name and the peeled line (`^oid`) that may follow it. */
  #unpack(name: string): void {
    const file = join(this.#directory, 'packed-refs');
    const lock = takeLock(file, '');
    const lines = (readText(file) ?? '').split('\n');
    const at = lines.findIndex((line) => line.endsWith(` ${name}`));
    lines.splice(at, lines[at + 1]?.startsWith('^') ? 2 : 1);
    writeFileSync(lock, lines.join('\n'));
    renameSync(lock, file);
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function readOid(file: string): Oid | undefined {
  const text = readText(file)?.trim();
  return text !== undefined && isOid(text) ? text : undefined;
}

/** Creates `<file>.lock` with what the file is to hold. A git process has it for a moment only, so a short blocking wait is kinder than a refusal. */
function takeLock(file: string, text: string): string {
  const lock = `${file}.lock`;
  for (let attempt = 0; ; attempt += 1) {
    try {
      writeFileSync(lock, text, { flag: 'wx' });
      return lock;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt === LOCK_TRIES) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOCK_PAUSE_MS);
    }
  }
}

function putInPlace(lock: string, file: string): void {
  try {
    renameSync(lock, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EISDIR') throw error;
    removeEmptyFolders(file);
    renameSync(lock, file);
  }
}

/** Folders that deleted refs left behind stand in the way of a ref of their name. */
function removeEmptyFolders(folder: string): void {
  for (const entry of readdirSync(folder)) removeEmptyFolders(join(folder, entry));
  rmdirSync(folder);
}
