import { formatPerson, parsePerson } from '../commit.ts';
import type { Person } from '../commit.ts';
import type { Objects, ObjectType, Oid } from '../storage.ts';

/** An annotated tag: an object of its own that names another. */
export interface Tag {
  oid: Oid;
  object: Oid;
  type: ObjectType;
  name: string;
  tagger: Person;
  message: string;
}

/** Reads an annotated tag; undefined when the object is missing or is something else. */
export function readTag(objects: Objects, oid: Oid): Tag | undefined {
  const object = objects.read(oid);
  if (object?.type !== 'tag') return undefined;
  const text = object.body.toString('utf8');
  const split = text.indexOf('\n\n');
  const headers = (split < 0 ? text : text.slice(0, split)).split('\n');
  const value = (key: string) => headers.find((line) => line.startsWith(`${key} `))?.slice(key.length + 1);
  return {
    oid,
    object: value('object') ?? '',
    type: (value('type') ?? 'commit') as ObjectType,
    name: value('tag') ?? '',
    tagger: parsePerson(value('tagger')),
    message: split < 0 ? '' : text.slice(split + 2),
  };
}

/** Writes an annotated tag and returns its id; no ref names it yet. The message is kept as given. */
export function writeTag(objects: Objects, { object, type, name, tagger, message }: Omit<Tag, 'oid'>): Oid {
  const headers = [`object ${object}`, `type ${type}`, `tag ${name}`, `tagger ${formatPerson(tagger)}`];
  return objects.write('tag', Buffer.from(`${headers.join('\n')}\n\n${message.replaceAll('\0', '')}`));
}
