import type { Planted } from './planting.ts';

export type Branch = 'main' | 'release';

/** A change with the threads that it names. What it is in, a file tells: it is in a commit when its file is. */
export interface Feature {
  files: string[];
  planted: Planted[];
  title: string;
  body: string;
  landings: Landing[];
}

/** A feature's way onto a branch, and what was said there. */
export interface Landing {
  feature: Feature;
  branch: Branch;
  /** On that branch, oldest first. */
  commits: string[];
  number?: number;
  title?: string;
  body?: string;
}

/** What takes a feature off a branch, or brings it back by taking that back. */
export interface Undoing extends Landing {
  isReapplied: boolean;
}
