import type { Objects, Oid } from './storage.ts';

/** Who wrote or committed, and when. */
export interface Person {
  name: string;
  email: string;
  /** Milliseconds since the epoch; git keeps whole seconds. */
  at: number;
}

export interface Commit {
  oid: Oid;
  tree: Oid;
  parents: Oid[];
  author: Person;
  committer: Person;
  message: string;
  /** Whether the commit carries a signature; the forge's own always verify. */
  signed: boolean;
}

export type NewCommit = Omit<Commit, 'oid' | 'signed'> & { signed?: boolean };

// Not a real signature: the forge vouches for its own commits by writing this block, as GitHub does with its web-flow key.
const SIGNATURE = ['-----BEGIN PGP SIGNATURE-----', '', 'Zm9yZ2U=', '-----END PGP SIGNATURE-----'].join('\n ');

/** Reads a commit; throws when the object is missing or is something else. */
export function readCommit(objects: Objects, oid: Oid): Commit {
  const object = objects.read(oid);
  if (object?.type !== 'commit')
    throw new Error(`${oid} is ${object === undefined ? 'missing' : `a ${object.type}`}, not a commit`);
  const text = object.body.toString('utf8');
  const split = text.indexOf('\n\n');
  const headers = (split < 0 ? text : text.slice(0, split)).split('\n');
  const values = (key: string): string[] =>
    headers.filter((line) => line.startsWith(`${key} `)).map((line) => line.slice(key.length + 1));
  return {
    oid,
    tree: values('tree')[0] ?? '',
    parents: values('parent'),
    author: parsePerson(values('author')[0]),
    committer: parsePerson(values('committer')[0]),
    message: split < 0 ? '' : text.slice(split + 2),
    signed: values('gpgsig').length > 0,
  };
}

/** Writes a commit and returns its id; the message is kept as given. */
export function writeCommit(objects: Objects, commit: NewCommit): Oid {
  const headers = [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${formatPerson(commit.author)}`,
    `committer ${formatPerson(commit.committer)}`,
    ...(commit.signed === true ? [`gpgsig ${SIGNATURE}`] : []),
  ];
  // fsck refuses a NUL in a commit, as git's own commands do.
  const message = commit.message.replaceAll('\0', '');
  return objects.write('commit', Buffer.from(`${headers.join('\n')}\n\n${message}`));
}

/** Reads a person as the headers of commits and tags name them. */
export function parsePerson(text = ''): Person {
  const match = /^(.*?) ?<([^>]*)> (-?\d+)/.exec(text);
  return { name: match?.[1] ?? '', email: match?.[2] ?? '', at: Number(match?.[3] ?? 0) * 1000 };
}

/** The same the other way; what git keeps no place for is left out. */
export function formatPerson({ name, email, at }: Person): string {
  const clean = (value: string): string => value.replaceAll(/[<>\n\0]/g, '').trim();
  return `${clean(name)} <${clean(email)}> ${Math.max(0, Math.floor(at / 1000))} +0000`;
}
