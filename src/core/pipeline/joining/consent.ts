import type { RepoName } from '../../names.ts';
import type { Consent } from './joining-file.ts';

/** What decides whether the content of a repository may become known to a pipeline. */
export interface Walls {
  repo: RepoName;
  isPublic: boolean;
  consent: Consent;
}

/** A pipeline of one owner must not carry what is closed to another out of its walls, unless that repository has joined. */
export const isOpenTo = ({ repo, isPublic, consent }: Walls, pipeline: RepoName): boolean =>
  isPublic || isSameOwner(repo, pipeline) || hasJoined(repo, consent, pipeline);

/** Whether a repository has agreed to be carried by the pipeline; a pipeline's own repository has. */
export const hasJoined = (repo: RepoName, consent: Consent, pipeline: RepoName): boolean =>
  isSame(repo, pipeline) || ('to' in consent && isSame(consent.to, pipeline));

export const isSameOwner = (one: RepoName, other: RepoName): boolean => isSame(ownerOf(one), ownerOf(other));

const ownerOf = (repo: RepoName): string => repo.split('/')[0] ?? '';

/** GitHub's names ignore case. */
const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
