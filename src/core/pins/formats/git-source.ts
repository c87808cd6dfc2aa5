/** What a text fixes of a git repository: `…?ref=v1.2` as kustomize and Terraform write it, `owner/repo@ref` as GitHub Actions does. */
import { isCommitSha } from '../../names.ts';
import type { Refusal, ScalarValue } from '../pin-file.ts';
import { stretchOf, type Fixed } from './bare-value.ts';

/** A repository at a revision, in one text. */
export interface GitSource {
  /** The repository, and what is named in it, without the revision and without `git::`. */
  name: string;
  names: readonly string[];
  /** The revision inside the text. */
  start: number;
  end: number;
}

/** Far above what any of these tools takes. */
const LONGEST = 2048;
const LOCAL = /^[./]/;
const GITHUB = /^(?:[a-z+]+:\/\/)?(?:[^@/\s]+@)?(?:www\.|ssh\.)?github\.[a-z\d.-]+(?::\d+)?[:/]([\w.-]+)\/([\w.-]+)/i;
/** `v4`, `1.2`, `v1.2.3-rc.1`, `20240115`. */
const VERSION = /^v?\d[\w.+-]*$/;
/** `payments-v1.2.3`. With fewer numbers it is more often a branch: `release-1.28`. */
const NAMED_VERSION = /[-_./@]v?\d+\.\d+\.\d+(?:[-+.][\w.+-]*)?$/;
const SHORT_COMMIT = /^(?=[a-f]*\d)[\da-f]{7,39}$/;
const BRANCH = /(?:^|\/)(?:heads|releases?|feature|hotfix)\/|\.x$/i;
const SLASH: Refusal = {
  why: 'its tag has a slash in it',
  next: 'Name what stands behind the slash by `pattern`.',
};

/** The `ref` in a URL's query; undefined where there is none, or more than one. */
export function readGitSource(text: string): GitSource | undefined {
  const query = text.indexOf('?');
  if (query <= 0 || text.length > LONGEST || LOCAL.test(text) || /\s/.test(text)) return undefined;
  const refs: { start: number; end: number }[] = [];
  let start = query + 1;
  for (const field of text.slice(start).split('&')) {
    if (field.startsWith('ref=')) refs.push({ start: start + 'ref='.length, end: start + field.length });
    start += field.length + 1;
  }
  const [ref, ...others] = refs;
  if (ref === undefined || others.length > 0) return undefined;
  const name = text.slice(0, query).replace(/^git::/, '');
  return { name, names: namesOfGitUrl(name), ...ref };
}

/** The repository and the revision of `owner/repo@ref` and `owner/repo/path@ref`; undefined for what lies in the same repository. */
export function readAction(text: string): GitSource | undefined {
  const at = text.indexOf('@');
  const name = text.slice(0, at);
  const [owner = '', repo = '', ...path] = name.split('/');
  const isName = [owner, repo, ...path].every((part) => /^[\w.-]+$/.test(part));
  if (at < 0 || text.length > LONGEST || !isName || LOCAL.test(name)) return undefined;
  const repository = `${owner}/${repo}`;
  return { name, names: [...new Set([repository, name])], start: at + 1, end: text.length };
}

/** What a repository may be called whose URL this is: as written, without the path in it and `.git`, and `owner/repo` on GitHub. */
export function namesOfGitUrl(url: string): string[] {
  const scheme = url.indexOf('://');
  const path = url.indexOf('//', scheme < 0 ? 0 : scheme + '://'.length);
  const repository = path < 0 ? url : url.slice(0, path);
  const [, owner, repo] = GITHUB.exec(url.slice(0, LONGEST)) ?? [];
  const short = owner === undefined || repo === undefined ? [] : [`${owner}/${repo.replace(/\.git$/, '')}`];
  return [...new Set([url, repository.replace(/\/$/, '').replace(/\.git$/, ''), ...short])];
}

/** What a revision fixes: a commit or a tag stays what it is, whereas a branch moves by itself. */
export function fixedBy(value: ScalarValue, within?: { start: number; end: number }): Fixed {
  const part = stretchOf(value, 'word', within);
  if (!isFixed(part.text)) return { parts: [] };
  return { parts: [part], ...(part.text.includes('/') ? { refusal: SLASH } : {}) };
}

/** Only what has the form of a commit or of a version is taken for fixed. */
function isFixed(revision: string): boolean {
  if (isCommitSha(revision) || SHORT_COMMIT.test(revision)) return true;
  if (revision.length > 128 || BRANCH.test(revision)) return false;
  return VERSION.test(revision) || (/^[\w.+/-]+$/.test(revision) && NAMED_VERSION.test(revision));
}
