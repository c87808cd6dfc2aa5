import { passagesOf } from './passages.ts';
import { isProject } from './tracker-project.ts';

/** The branch that a merge names in its subject. */
const MERGED_BRANCH = /^Merge (?:pull request #\d+ from [\w-]+\/|(?:remote-tracking )?branch ')([^\s']+)/;

/**
 * The keys of other trackers (`PAY-12`) that a title, body or commit message names, each once, in their order; only those of
 * the given projects. Code, comments and quotes are passed over; the branch that a merge names is read as a branch.
 */
export function trackerKeysIn(markdown: string, projects: readonly string[]): string[] {
  const names = projectNames(projects);
  if (names.length === 0) return [];
  const branch = MERGED_BRANCH.exec(markdown)?.[1] ?? '';
  const form = new RegExp(`(?:${names.join('|')})-\\d`);
  const passages = passagesOf(markdown, { form, linkNames: true });
  const keys = passages.flatMap(({ text }) => text.match(keyInText(names)) ?? []);
  return [...new Set([...keys, ...trackerKeysOfBranch(branch, projects)])];
}

/**
 * The keys that a branch's name holds, each once: `feature/pay-12-checkout` is about `PAY-12`. Branches are often named in small
 * letters, and Atlassian's own App for GitHub takes them so (github-for-jira, `jiraIssueKeyParser`).
 */
export function trackerKeysOfBranch(branch: string, projects: readonly string[]): string[] {
  const names = projectNames(projects);
  const keys = names.length === 0 ? [] : (branch.match(keyInBranch(names)) ?? []);
  return [...new Set(keys.map((key) => key.toUpperCase()))];
}

/** A key is looked for by the letters of its project. The longest first, so that `MY_PAY` is tried before a `MY`. */
const projectNames = (projects: readonly string[]): string[] =>
  [...new Set(projects.map((project) => project.toUpperCase()))].filter(isProject).sort((a, b) => b.length - a.length);

/**
 * A key begins and ends where a word does: not `CVE-2024-1234`, `thisNOT-123`, `TICKET-123-455`, `PAY-1.5` or `PAY-012`. In a
 * text its letters are large, for `web-1` is a machine.
 */
const keyInText = (names: string[]): RegExp =>
  new RegExp(String.raw`(?<![\p{L}\p{N}_-])(?:${names.join('|')})-[1-9]\d{0,9}(?![\p{L}\p{N}]|[-.]\d)`, 'gu');

/** There `-` and `_` stand where a text has spaces: `fix_PAY-12-2fa` holds a key, and `ticket-123-455` none. */
const keyInBranch = (names: string[]): RegExp =>
  new RegExp(String.raw`(?<![A-Za-z\d])(?:${names.join('|')})-[1-9]\d{0,9}(?![A-Za-z\d]|\.\d|-\d+(?![\w-]))`, 'gi');
