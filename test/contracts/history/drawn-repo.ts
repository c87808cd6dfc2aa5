import { commitSha, repoName, type CommitSha, type RepoName } from '../../../src/core/names.ts';
import type { Classification, Range } from '../../../src/core/changelog/history.ts';
import { fullNameOf } from '../../../src/forge/domain/json/repository.ts';
import type { Repo } from '../../../src/forge/domain/state.ts';
import { formatPerson } from '../../../src/forge/git/commit.ts';
import { editTree } from '../../../src/forge/git/tree.ts';

/** Text by path; null takes the file away. */
type Files = Record<string, string | null>;

export interface DrawnCommit {
  parents?: string[];
  /** Against all parents together, the later ones over the earlier. */
  files?: Files;
  message?: string | Buffer;
  author?: { name: string; email: string };
  /** Minutes since the drawing began: when it was committed. By default one more than the commit before. */
  at?: number;
  /** When it was written; by default when it was committed. */
  authoredAt?: number;
}

interface Kept {
  oid: CommitSha;
  parents: string[];
  files: Map<string, string>;
  message: string;
  author: { name: string; email: string };
  at: number;
  authoredAt: number;
}

const BEGIN = Date.UTC(2026, 0, 5, 9);
const MINUTE = 60_000;
export const STRANGER = { name: 'Eve Doe', email: 'eve@example.com' };

/** A repository of the forge whose commits a test draws one by one, and which knows by itself what lies between any two of them. */
export class DrawnRepo {
  readonly name: RepoName;
  readonly #repo: Repo;
  readonly #commits = new Map<string, Kept>();
  #minutes = 0;

  constructor(repo: Repo) {
    this.name = repoName(fullNameOf(repo));
    this.#repo = repo;
  }

  get directory(): string {
    const { directory } = this.#repo.git;
    if (directory === undefined) throw new Error(`${this.name} is not on disk`);
    return directory;
  }

  /** Commits; without `parents` on the commit before, `[]` begins a history. The default branch goes along. */
  commit(name: string, drawn: DrawnCommit = {}): CommitSha {
    const { objects, refs } = this.#repo.git;
    const parents = drawn.parents ?? [...this.#commits.keys()].slice(-1);
    const files = new Map(parents.flatMap((parent) => [...this.#at(parent).files]));
    for (const [path, text] of Object.entries(drawn.files ?? {}))
      if (text === null) files.delete(path);
      else files.set(path, text);
    const { message = `Draw ${name}`, author = STRANGER } = drawn;
    this.#minutes = drawn.at ?? this.#minutes + 1;
    const at = BEGIN + this.#minutes * MINUTE;
    const authoredAt = drawn.authoredAt === undefined ? at : BEGIN + drawn.authoredAt * MINUTE;
    const changes = [...files].map(([path, text]) => ({ path, content: Buffer.from(text) }));
    const head = [
      `tree ${editTree(objects, undefined, changes)}`,
      ...parents.map((parent) => `parent ${this.of(parent)}`),
      `author ${formatPerson({ ...author, at: authoredAt })}`,
      `committer ${formatPerson({ ...author, at })}`,
    ].join('\n');
    const body = Buffer.concat([Buffer.from(`${head}\n\n`), Buffer.from(message)]);
    const oid = commitSha(objects.write('commit', body));
    this.#commits.set(name, { oid, parents, files, message: message.toString(), author, at, authoredAt });
    const branch = `refs/heads/${this.#repo.defaultBranch}`;
    refs.compareAndSwap(branch, refs.read(branch), oid);
    return oid;
  }

  /** Several in a row, `name1` to `nameN`. */
  line(name: string, length: number, first: DrawnCommit = {}): void {
    for (let number = 1; number <= length; number += 1) this.commit(`${name}${number}`, number === 1 ? first : {});
  }

  of(name: string): CommitSha {
    return this.#at(name).oid;
  }

  /** What any history has to answer for two of its commits, by what was drawn; `folders` are those that `paths` speak of. */
  between(from: string, to: string, folders?: string[]): Seen {
    const [old, fresh] = [this.#closure(from), this.#closure(to)];
    const only = (these: Set<string>, those: Set<string>): SeenCommits =>
      Object.fromEntries([...these].filter((name) => !those.has(name)).map((name) => this.#seen(name, folders)));
    const classification = classify({ from, to, old, fresh });
    // Where nothing is shared, nothing came and nothing went: they are two histories.
    if (classification === 'unrelated') return { classification, commits: {}, removed: {} };
    return { classification, commits: only(fresh, old), removed: only(old, fresh) };
  }

  #seen(name: string, folders: string[] | undefined): [string, SeenCommit] {
    const { oid, parents, message, author, at, authoredAt } = this.#at(name);
    const touches = folders && { touches: this.#touches(name, folders) };
    const ids = parents.map((parent) => this.of(parent));
    return [oid, { parents: ids, message: message.trim(), author: authorOf(author), at, authoredAt, ...touches }];
  }

  /** Whether it left something in those folders as none of its parents had it. */
  #touches(name: string, folders: string[]): boolean {
    const { files, parents } = this.#at(name);
    const befores =
      parents.length === 0 ? [new Map<string, string>()] : parents.map((parent) => this.#at(parent).files);
    const paths = new Set([...files.keys(), ...befores.flatMap((before) => [...before.keys()])]);
    const isInside = (path: string): boolean =>
      folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
    return [...paths].some((path) => isInside(path) && befores.every((before) => before.get(path) !== files.get(path)));
  }

  #closure(name: string): Set<string> {
    const reached = new Set<string>();
    const pending = [name];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (reached.has(next)) continue;
      reached.add(next);
      pending.push(...this.#at(next).parents);
    }
    return reached;
  }

  #at(name: string): Kept {
    const commit = this.#commits.get(name);
    if (commit === undefined) throw new Error(`nobody drew ${name}`);
    return commit;
  }
}

function classify(ends: { from: string; to: string; old: Set<string>; fresh: Set<string> }): Classification {
  const { from, to, old, fresh } = ends;
  if (from === to) return 'identical';
  if (fresh.has(from)) return 'forward';
  if (old.has(to)) return 'rollback';
  return [...old].some((name) => fresh.has(name)) ? 'diverged' : 'unrelated';
}

/** GitHub gives every account an address of its own that has the login in it. */
const authorOf = ({ name, email }: { name: string; email: string }): string =>
  /^(?:\d+\+)?(.+)@users\.noreply\.github\.com$/.exec(email)?.[1] ?? name;

interface SeenCommit {
  parents: string[];
  message: string;
  author: string;
  at: number;
  authoredAt: number | undefined;
  touches?: boolean | undefined;
}
type SeenCommits = Record<string, SeenCommit>;

export interface Seen {
  classification: Classification;
  commits: SeenCommits;
  removed: SeenCommits;
}

/** A range as far as two histories must agree on it: its order is theirs, and so is the blank around a message. */
export function seenIn({ classification, commits, removed }: Range): Seen {
  const byId = (list: Range['commits']): SeenCommits =>
    Object.fromEntries(
      list.map(({ commit, parents, message, author, at, authoredAt, touches }) => [
        commit,
        { parents, message: message.trim(), author, at, authoredAt, ...(touches === undefined ? {} : { touches }) },
      ]),
    );
  return { classification, commits: byId(commits), removed: byId(removed) };
}
