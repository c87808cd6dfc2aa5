/**
 * What the small process is asked and what it answers. Both sides import only this and each other's types: the process stays
 * small, since every git is started from it.
 */

/** A repository on disk. */
export interface Repository {
  directory: string;
  /** Ours, made by this program: not looked for in folders above, and whoever owns the folder is trusted. */
  isMirror: boolean;
}

/** How two commits lie to each other, and what lies between them. */
export interface RangeRequest {
  ask: 'range';
  repository: Repository;
  from: string;
  to: string;
  /** Folders and files, as they are spelt, whose changes are told apart. */
  roots?: string[];
}

/** Brings commits, and all that is behind them, from a server into a mirror; makes the mirror where there is none. */
export interface FetchRequest {
  ask: 'fetch';
  repository: Repository;
  url: string;
  token: string;
  commits: string[];
  /** What is there is broken: another takes its place. */
  isAnew: boolean;
}

export type Request = RangeRequest | FetchRequest;

/** Id, parents, author's name and address, when it was written and committed (seconds), message. */
export type RawCommit = [
  id: string,
  parents: string,
  name: string,
  email: string,
  authoredAt: number,
  at: number,
  message: string,
];

export interface RangeAnswer {
  classification: 'identical' | 'forward' | 'rollback' | 'diverged' | 'unrelated' | 'unknown-old' | 'unknown-new';
  commits: RawCommit[];
  removed: RawCommit[];
  elsewhere: RawCommit[];
  /** Ids of commits of both lists that change something below the roots; absent where none were asked for. */
  touching?: string[];
}

export interface Answers {
  range: RangeAnswer;
  /** Which of the commits are there now a range tells. */
  fetch: 'done';
}

/** What went wrong, as far as somebody acts on it: a broken mirror is made anew, the rest is only said. */
export interface Failure {
  kind: 'broken' | 'other';
  because: string;
  /** What somebody has to do, where it is known. */
  next?: string;
}

export type Outcome<Name extends keyof Answers> = { answer: Answers[Name] } | { failure: Failure };

/** One line over the channel; `number` ties an answer to its request. */
export type Asked = { number: number; request: Request };
export type Answered = { number: number } & Outcome<keyof Answers>;
