/** Where a forge repository keeps its git data: two small interfaces, one implementation in memory and one on disk. */

/** A full git object id: 40 lowercase hexadecimal characters. */
export type Oid = string;
export type ObjectType = 'blob' | 'tree' | 'commit' | 'tag';

export interface GitObject {
  type: ObjectType;
  body: Buffer;
}

export interface Objects {
  read(oid: Oid): GitObject | undefined;
  write(type: ObjectType, body: Buffer): Oid;
  has(oid: Oid): boolean;
}

export interface Refs {
  read(name: string): Oid | undefined;
  /** Every ref whose full name starts with the prefix, sorted by name. */
  list(prefix?: string): Map<string, Oid>;
  /** `before` undefined: the ref must not exist; `after` undefined: delete it. False when the ref held something else. */
  compareAndSwap(name: string, before: Oid | undefined, after: Oid | undefined): boolean;
}

export interface Storage {
  objects: Objects;
  refs: Refs;
  /** The bare repository on disk, when there is one; a git client can only come there. */
  directory?: string;
}
