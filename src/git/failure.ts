import { basicOf, type Reach } from './hardening.ts';
import type { Failure, Repository } from './process/requests.ts';

/** Git did not do what it was asked; the message is for people and holds no token. */
export class GitFailure extends Error implements Failure {
  readonly kind: Failure['kind'];
  readonly because: string;
  readonly next?: string;

  constructor(kind: Failure['kind'], because: string, next?: string) {
    super(because);
    this.kind = kind;
    this.because = because;
    if (next !== undefined) this.next = next;
  }
}

/** What git says (in its C locale) and what it means for people. The first that fits counts. */
const MEANINGS: readonly (readonly [says: RegExp, because: string, next?: string])[] = [
  [/spawn git (?:ENOENT|EACCES)/, 'git is not installed where Sluice runs', 'install git 2.39 or newer'],
  [/directory that does not exist/, 'there is no such folder'],
  [/dubious ownership/, 'it belongs to another user', 'run Sluice as its owner, or make a clone of your own'],
  [/No space left on device|disk quota exceeded/i, 'the disk is full'],
  // Before damage, as which git words some of them: `packfile x.pack cannot be mapped: Cannot allocate memory`.
  [/Cannot allocate memory|out of memory/i, 'there is not enough memory'],
  [/Too many open files|Resource temporarily unavailable/i, 'this machine is too busy'],
  [/Permission denied|Operation not permitted|Read-only file system/i, 'this user may not read or write it'],
  [/Input\/output error|Stale file handle/i, 'the disk does not answer as it should'],
  [
    /Authentication failed|could not read (?:Username|Password)|error: 40[13]\b/,
    'the server does not accept the token',
  ],
  [/error: 404\b|repository .* not found/i, 'the server has no such repository, or hides it from the token'],
  [
    /error: 30\d\b|update url base from redirection/,
    'the server sends to another address, and the token does not follow',
  ],
  [/error: (?:429|5\d\d)\b/, 'the server does not answer at the moment'],
  [/Could not resolve|Failed to connect|Connection (?:refused|reset|timed out)/, 'the server cannot be reached'],
  [/early EOF|unexpected disconnect|RPC failed|Operation too slow/, 'the connection broke off'],
];

/** What git says of objects and files of the repository that are not as they were written. */
const DAMAGE = [
  /not a git repository|bad config|unknown index/,
  /is corrupt|is empty|file smaller|garbage at end|inflate:|loose object|packfile .* (?:cannot|does not)/,
  /(?:invalid|bad|missing) (?:object|blob|tree|commit)|could not (?:read|parse)|unable to read(?! config)|did not send all necessary/i,
];

/** What is broken at the server is not broken here. */
const SAID_BY_SERVER = /^(?:remote:|fatal: remote error:).*$/gm;

/** Turns what simple-git throws into a sentence that names no secret. */
export function failureOf(error: unknown, about: { repository: Repository; reach?: Reach | undefined }): GitFailure {
  if (error instanceof GitFailure) return error;
  const said = error instanceof Error ? error.message : String(error);
  // What a folder or a repository is called is no part of what went wrong.
  const text = [about.repository.directory, about.reach?.url ?? ''].reduce(without, said);
  if (!about.repository.isMirror && /not a git repository/.test(text))
    return new GitFailure('other', 'git finds no repository there');
  const meaning = MEANINGS.find(([says]) => says.test(text));
  if (meaning !== undefined) return new GitFailure('other', meaning[1], meaning[2]);
  const own = text.replaceAll(SAID_BY_SERVER, '');
  if (DAMAGE.some((says) => says.test(own))) return new GitFailure('broken', 'objects of it are missing or damaged');
  return new GitFailure('other', `git says ${JSON.stringify(redacted(gist(said), about.reach?.token).slice(0, 500))}`);
}

const without = (text: string, name: string): string => (name === '' ? text : text.replaceAll(name, ''));

/** Git's hints come before what they are about. */
function gist(text: string): string {
  const lines = text.split('\n').filter((line) => /^(?:fatal|error|remote):/.test(line));
  return (lines.length > 0 ? lines.join('\n') : text).trim();
}

function redacted(text: string, token: string | undefined): string {
  if (token === undefined) return text;
  return [basicOf(token), token].reduce((told, secret) => told.replaceAll(secret, '[redacted]'), text);
}
