import { createHash } from 'node:crypto';
import type { ObjectType, Oid } from '../storage.ts';

const FULL_OID = /^[0-9a-f]{40}$/;

/** Whether the text is a full object id; anything else never reaches a path on disk. */
export function isOid(text: string): boolean {
  return FULL_OID.test(text);
}

/** The bytes git hashes and deflates: `<type> <size>\0<body>`. */
export function envelope(type: ObjectType, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${type} ${body.length}\0`), body]);
}

/** The id git gives to this object. */
export function oidOf(type: ObjectType, body: Buffer): Oid {
  return createHash('sha1').update(`${type} ${body.length}\0`).update(body).digest('hex');
}
