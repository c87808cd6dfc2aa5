import { inflateSync } from 'node:zlib';
import { oidOf } from '../store/object-id.ts';
import type { GitObject, Objects, ObjectType, Oid } from '../storage.ts';

const TYPES: Record<number, ObjectType> = { 1: 'commit', 2: 'tree', 3: 'blob', 4: 'tag' };
const OFFSET_DELTA = 6;
const REF_DELTA = 7;
/** `PACK`, a version and a count of four bytes each. */
const HEADER_BYTES = 12;
const OID_BYTES = 20;

/** An object of a pack as it is written there: whole, or as the difference to another one. */
interface Packed {
  type: number;
  bytes: Buffer;
  /** Where in the pack the other one begins, or its id. */
  base?: number | Oid;
}

/**
 * The objects of a repository together with those of a pack that has not been taken in yet, for those who must judge a push
 * before it happens. git itself unpacks and checks it afterwards.
 */
export function withPack(known: Objects, pack: Buffer): Objects {
  const arrived = readPack(known, pack);
  return {
    read: (oid) => arrived.get(oid) ?? known.read(oid),
    has: (oid) => arrived.has(oid) || known.has(oid),
    write: () => {
      throw new Error('a push is judged by reading only');
    },
  };
}

function readPack(known: Objects, pack: Buffer): Map<Oid, GitObject> {
  const arrived = new Map<Oid, GitObject>();
  // A push that only deletes brings no pack at all.
  if (pack.length < HEADER_BYTES) return arrived;
  const at = new Map<number, GitObject>();
  let waiting = [...packedObjects(pack)];
  // The base of a delta may stand behind it, and be one itself: what has no base yet waits for the next round.
  while (waiting.length > 0) {
    const left = waiting.filter(([offset, packed]) => {
      const object = resolve(packed, (base) =>
        typeof base === 'number' ? at.get(base) : (arrived.get(base) ?? known.read(base)),
      );
      if (object === undefined) return true;
      at.set(offset, object);
      arrived.set(oidOf(object.type, object.body), object);
      return false;
    });
    if (left.length === waiting.length) throw new Error('a pack holds differences to objects that nobody has');
    waiting = left;
  }
  return arrived;
}

function resolve(
  { type, bytes, base }: Packed,
  find: (base: number | Oid) => GitObject | undefined,
): GitObject | undefined {
  if (base === undefined) return { type: TYPES[type]!, body: bytes };
  const old = find(base);
  return old && { type: old.type, body: applyDelta(old.body, bytes) };
}

/** Every object with the place where it begins. */
function* packedObjects(pack: Buffer): Generator<[offset: number, object: Packed]> {
  let at = HEADER_BYTES;
  for (let left = pack.readUInt32BE(8); left > 0; left -= 1) {
    const offset = at;
    const type = (pack[at]! >> 4) & 7;
    // The size stands in seven bits a byte, as long as the highest bit is set; the bytes end where they are inflated.
    while (pack[at]! & 0x80) at += 1;
    at += 1;
    let base: number | Oid | undefined;
    if (type === OFFSET_DELTA) {
      const [back, end] = readOffset(pack, at);
      [base, at] = [offset - back, end];
    } else if (type === REF_DELTA) {
      base = pack.toString('hex', at, at + OID_BYTES);
      at += OID_BYTES;
    }
    const { buffer, engine } = inflateSync(pack.subarray(at), { info: true }) as unknown as Inflated;
    at += engine.bytesWritten;
    yield [offset, { type, bytes: buffer, ...(base !== undefined && { base }) }];
  }
}

/** What `info: true` makes of an answer; the engine tells how much it has read, which it calls written. */
interface Inflated {
  buffer: Buffer;
  engine: { bytesWritten: number };
}

/** Big-endian in seven bits a byte, with one added at each step, so that no number can be written in two ways. */
function readOffset(pack: Buffer, from: number): [back: number, end: number] {
  let at = from;
  let back = pack[at]! & 0x7f;
  while (pack[at]! & 0x80) {
    at += 1;
    back = (back + 1) * 128 + (pack[at]! & 0x7f);
  }
  return [back, at + 1];
}

/** A delta is two sizes, then pieces: copied from the old bytes, or new ones that it carries. */
function applyDelta(old: Buffer, delta: Buffer): Buffer {
  let at = 0;
  for (const _size of ['old', 'new']) {
    while (delta[at]! & 0x80) at += 1;
    at += 1;
  }
  const pieces: Buffer[] = [];
  while (at < delta.length) {
    const code = delta[at]!;
    at += 1;
    if (code & 0x80) {
      const [from, afterFrom] = readBytes(delta, at, code & 0x0f);
      const [size, afterSize] = readBytes(delta, afterFrom, (code >> 4) & 0x07);
      at = afterSize;
      pieces.push(old.subarray(from, from + (size === 0 ? 0x10000 : size)));
    } else {
      pieces.push(delta.subarray(at, at + code));
      at += code;
    }
  }
  return Buffer.concat(pieces);
}

/** A little-endian number of which only the bytes that the mask names are written. */
function readBytes(delta: Buffer, from: number, mask: number): [value: number, end: number] {
  let at = from;
  let value = 0;
  for (let index = 0; mask >> index > 0; index += 1) {
    if ((mask >> index) & 1) {
      value += delta[at]! * 2 ** (8 * index);
      at += 1;
    }
  }
  return [value, at];
}
