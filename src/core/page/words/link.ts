import {
  isCommitSha,
  isPlainName,
  type CommitSha,
  type ComponentName,
  type PromotionId,
  type RepoName,
} from '../../names.ts';
import { ChangeId } from '../../promotion/change-id.ts';

/** A name that leads somewhere. */
export interface Link {
  name: string;
  url: string;
}

/** A foreign address, if it is one of the web's: no script and no file is ever a link. */
export function webAddress(text: unknown): string | undefined {
  if (typeof text !== 'string' || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' ? url.href : undefined;
}

/** A commit's page at GitHub. */
export const commitUrl = (web: string, repo: RepoName, commit: CommitSha): string => `${web}/${repo}/commit/${commit}`;

/** A line of a file, from 1. */
export interface FileLine {
  file: string;
  line: number;
}

/** A line of a file at GitHub, as it was at a commit. */
export function fileUrl(web: string, at: FileLine & { repo: RepoName; commit: CommitSha }): string {
  const path = at.file.split('/').map(encodeURIComponent).join('/');
  return `${web}/${at.repo}/blob/${at.commit}/${path}#L${at.line}`;
}

/** A promotion by its number, leading to its pull request. */
export function promotionLink(web: string, promotion: PromotionId): Link {
  const [repo = '', number = ''] = promotion.split('#');
  return { name: `${repo}#${number}`, url: `${web}/${repo}/pull/${number}` };
}

/** A pull request or an issue, whichever has the number: GitHub leads on from the one to the other. */
export function threadLink(web: string, thread: PromotionId): Link {
  const { name } = promotionLink(web, thread);
  return { name, url: `${web}/${name.replace('#', '/issues/')}` };
}

/** Pages of Sluice itself. Every part is a checked name, so that nothing needs to be encoded. */
export const componentPath = (pipeline: RepoName, component: string): string => `/components/${pipeline}/${component}`;
export const changelogPath = (
  pipeline: RepoName,
  { component, from, to }: { component: string; from: CommitSha; to: CommitSha },
): string => `/changelog/${pipeline}/${component}/${from}...${to}`;
export const lanePath = (pipeline: RepoName, lane: { stage: string; component?: string }): string =>
  `/lanes/${pipeline}/${lane.stage}${lane.component === undefined ? '' : `/${lane.component}`}`;

/** The path of what a move of a component brings; undefined where its code is not known, or is the same. */
export function changesPath(
  pipeline: RepoName,
  { component, from, to }: { component: string; from: CommitSha | undefined; to: CommitSha | undefined },
): string | undefined {
  if (from === undefined || to === undefined || from === to || !isPlainName(component)) return undefined;
  return changelogPath(pipeline, { component, from, to });
}

/** A change by its one name, leading to everywhere it has been; undefined where its code is not known. */
export function changeLink(
  pipeline: RepoName,
  { component, code }: { component: string; code: string | undefined },
): Link | undefined {
  if (code === undefined || !isCommitSha(code) || !isPlainName(component)) return undefined;
  const name = ChangeId.format(component as ComponentName, code);
  return { name, url: `${componentPath(pipeline, component)}?change=${name}` };
}
