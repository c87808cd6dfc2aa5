import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';
import type { GitObject, Objects, ObjectType, Oid } from '../storage.ts';
import { envelope, isOid, oidOf } from './object-id.ts';

/** Objects never change, so what was read once may be kept; past this many bytes the cache starts afresh. */
const CACHE_BYTES = 64 * 1024 * 1024;
const LARGEST_OBJECT = 256 * 1024 * 1024;
/** Most bytes of a large tree are ids, which no effort makes shorter. */
const UNCOMPRESSED = { level: 0, memLevel: 1 };

/** Objects as loose files; what a client's git has packed is asked of git itself. */
export class ObjectFiles implements Objects {
  readonly #directory: string;
  readonly #cache = new Map<Oid, GitObject>();
  #cachedBytes = 0;

  constructor(directory: string) {
    this.#directory = directory;
  }

  read(oid: Oid): GitObject | undefined {
    if (!isOid(oid)) return undefined;
    return this.#cache.get(oid) ?? this.#remember(oid, this.#readLoose(oid) ?? this.#readPacked(oid));
  }

  write(type: ObjectType, body: Buffer): Oid {
    const oid = oidOf(type, body);
    if (this.#cache.has(oid)) return oid;
    writeNew(this.#file(oid), deflateSync(envelope(type, body), UNCOMPRESSED));
    this.#remember(oid, { type, body });
    return oid;
  }

  has(oid: Oid): boolean {
    return this.read(oid) !== undefined;
  }

  #file(oid: Oid): string {
    return join(this.#directory, 'objects', oid.slice(0, 2), oid.slice(2));
  }

  #readLoose(oid: Oid): GitObject | undefined {
    const file = this.#file(oid);
    if (!existsSync(file)) return undefined;
    const raw = inflateSync(readFileSync(file));
    const start = raw.indexOf(0);
    const [type] = raw.toString('latin1', 0, start).split(' ');
    return { type: type as ObjectType, body: raw.subarray(start + 1) };
  }

  #readPacked(oid: Oid): GitObject | undefined {
    if (!readdirSync(join(this.#directory, 'objects', 'pack')).some((name) => name.endsWith('.pack'))) return undefined;
    const { stdout, status, error, stderr } = spawnSync('git', ['--git-dir', this.#directory, 'cat-file', '--batch'], {
      input: `${oid}\n`,
      maxBuffer: LARGEST_OBJECT,
    });
    if (error !== undefined || status !== 0)
      throw new Error(`git cat-file failed: ${String(stderr)}`, { cause: error });
    const start = stdout.indexOf('\n');
    const [, type, size] = stdout.toString('latin1', 0, start).split(' ');
    if (type === 'missing' || size === undefined) return undefined;
    return { type: type as ObjectType, body: stdout.subarray(start + 1, start + 1 + Number(size)) };
  }

  #remember(oid: Oid, object: GitObject | undefined): GitObject | undefined {
    if (object === undefined) return undefined;
    if (this.#cachedBytes > CACHE_BYTES) {
      this.#cache.clear();
      this.#cachedBytes = 0;
    }
    this.#cache.set(oid, object);
    this.#cachedBytes += object.body.length;
    return object;
  }
}

/**
 * Nobody knows the id of an object while it is written, so it needs no draft that is renamed when it is whole.
 * A file that is there already holds the same.
 */
function writeNew(file: string, bytes: Buffer): void {
  try {
    writeFileSync(file, bytes, { mode: 0o444, flag: 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT') throw error;
    mkdirSync(dirname(file), { recursive: true });
    writeNew(file, bytes);
  }
}
