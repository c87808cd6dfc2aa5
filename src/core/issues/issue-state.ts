import type { Consent } from '../pipeline/joining/joining-file.ts';
import type { RepoName } from '../names.ts';
import type { Audience } from '../promotion/snapshot.ts';

export interface IssueAddress {
  repo: RepoName;
  number: number;
}

/** What a reference turned out to be. */
export type IssueLook = IssueState | AbsentIssue | { absent: 'pull-request' };

/** An issue as it stands, with what is needed to tell it something. */
export interface IssueState {
  absent?: undefined;
  repo: RepoName;
  number: number;
  /** GitHub's node id. */
  id: string;
  state: 'open' | 'closed';
  locked: boolean;
  archived: boolean;
  /** Whether its repository takes part in the pipeline: an issue elsewhere is listed and not told. */
  consent: Consent;
  audience: Audience;
  labels: LabelRef[];
  /** Labels of the repository by the names that were asked for; a name it has not is left out. */
  known: LabelRef[];
  /** Comments of this App with a marker, oldest first. */
  said: SaidComment[];
}

/** A reference that leads to nothing that could be told. */
export interface AbsentIssue {
  /** `gone`: deleted, transferred, never there; `unseen`: the App cannot see the repository. */
  absent: 'gone' | 'unseen';
  /** Of its repository, where that can be seen. */
  audience?: Audience;
  consent?: Consent;
}

/** `id`: GitHub's node id; undefined: the repository has no such label yet. */
export interface LabelRef {
  name: string;
  id?: string;
}

export interface SaidComment {
  /** GitHub's node id. */
  id: string;
  kind: string;
  key: string;
  /** Further fields of the marker. */
  fields: Readonly<Record<string, string>>;
}
