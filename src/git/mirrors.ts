import { join, resolve } from 'node:path';

import { isKnown, unknown } from '../core/answer.ts';
import type { Answer } from '../core/answer.ts';
import type { History, Range } from '../core/changelog/history.ts';
import { rootsOf } from '../core/changelog/range/path-roots.ts';
import type { RepoName } from '../core/names.ts';
import type { CloneAccess } from '../ports/github/clone-access.ts';
import type { Log } from '../ports/log.ts';
import type { Mirrors } from '../ports/mirrors.ts';
import { GitProcess } from './process/git-process.ts';
import type { RangeRequest } from './process/requests.ts';
import { answerRange } from './mirror/answer-range.ts';
import { removeUnused } from './mirror/removals.ts';

export interface MirrorOptions {
  /** The folder of all mirrors; `<owner>/<name>.git` below it, in lower case. */
  directory: string;
  access: CloneAccess;
  log: Log;
  /** Milliseconds that an answer may take; what takes longer goes on, for the next time. */
  patience?: number;
}

/** A first copy of a large repository takes minutes; the API answers meanwhile. */
const PATIENCE_MS = 20_000;

/** Blobless mirrors of repositories, each made when it is first asked for and fetched into only for commits that it lacks. */
export function openMirrors(options: MirrorOptions): Mirrors {
  return new GitMirrors(options);
}

class GitMirrors implements Mirrors {
  readonly #directory: string;
  readonly #access: CloneAccess;
  readonly #log: Log;
  readonly #patience: number;
  readonly #gits = new GitProcess();
  readonly #swept: Promise<void>;
  /** Equal questions at the same time are one. */
  readonly #asked = new Map<string, Promise<Answer<Range>>>();
  readonly #fetching = new Set<string>();
  /** Repositories whose fetch takes longer than anybody waits. */
  readonly #slow = new Set<string>();
  readonly #told = new Set<string>();

  constructor({ directory, access, log, patience = PATIENCE_MS }: MirrorOptions) {
    this.#directory = resolve(directory);
    this.#access = access;
    this.#log = log;
    this.#patience = patience;
    this.#swept = removeUnused(this.#directory, Date.now()).then((removed) => {
      if (removed.length > 0) log.info({ mirrors: removed }, 'mirrors that nobody used removed');
    });
  }

  readonly range: History['range'] = async (...[repo, from, to, paths]) => {
    const name = repo.toLowerCase();
    if (this.#slow.has(name)) return unknown(`the mirror of ${repo} is still being fetched`);
    const roots = rootsOf(paths);
    const repository = { directory: join(this.#directory, `${name}.git`), isMirror: true };
    const answer = await this.#inTime(
      repo,
      this.#ask(repo, { ask: 'range', repository, from, to, ...(roots && { roots }) }),
    );
    if (!isKnown(answer)) this.#tell(repo, answer.unknown);
    return answer;
  };

  async close(): Promise<void> {
    await this.#swept;
    await this.#gits.close();
  }

  #ask(repo: RepoName, request: RangeRequest): Promise<Answer<Range>> {
    const key = JSON.stringify(request);
    const present = this.#asked.get(key);
    if (present !== undefined) return present;
    const use = { gits: this.#gits, access: this.#access, fetching: this.#noteFetch };
    const answer = this.#swept
      .then(() => answerRange(use, repo, request))
      .catch((error: unknown) => unknown(`the mirror of ${repo} cannot be used, because of ${String(error)}`))
      .finally(() => this.#asked.delete(key));
    this.#asked.set(key, answer);
    return answer;
  }

  readonly #noteFetch = (repo: RepoName): (() => void) => {
    const name = repo.toLowerCase();
    this.#fetching.add(name);
    return () => {
      this.#fetching.delete(name);
      this.#slow.delete(name);
    };
  };

  async #inTime(repo: RepoName, answer: Promise<Answer<Range>>): Promise<Answer<Range>> {
    const { promise: late, resolve: giveUp } = Promise.withResolvers<Answer<Range>>();
    const timer = setTimeout(() => {
      const name = repo.toLowerCase();
      if (this.#fetching.has(name)) this.#slow.add(name);
      giveUp(unknown(`the mirror of ${repo} took longer than ${this.#patience / 1000} seconds`));
    }, this.#patience);
    try {
      return await Promise.race([answer, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** The API answers in its place, so each cause is said once. */
  #tell(repo: RepoName, because: string): void {
    if (this.#told.has(because)) return;
    this.#told.add(because);
    this.#log.warn({ repo, because }, 'mirror not used');
  }
}
