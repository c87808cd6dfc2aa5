import type { CommitSha, RepoName } from '../names.ts';
import type { Attribution, Brought } from './attribution/attribute.ts';
import type { Changelog, ChangelogCommit, ChangelogIssue } from './changelog-model.ts';
import type { IssueFact, Range, RangeCommit } from './history.ts';
import { issueReferences } from './references/issue-references.ts';
import type { IssueReference } from './references/issue-references.ts';
import { findReverts } from './attribution/reverts.ts';
import type { Reverts } from './attribution/reverts.ts';
import { subjectOf } from './attribution/subjects.ts';

/** A change of the range that is still there at its end, and the threads it names. */
interface Change {
  references: IssueReference[];
}

/** The range sorted out, before titles of issues are known. */
export interface Gathered {
  pullRequests: (Change & { brought: Brought })[];
  direct: (Change & { commit: RangeCommit })[];
  reverted: RangeCommit[];
  /** All threads that the changes name, each once. */
  references: IssueReference[];
}

const STRENGTH: Record<ChangelogIssue['how'], number> = { mentioned: 0, told: 1, closing: 2 };

/** One thread, however its repository's letters are written. */
const keyOf = ({ repo, number }: { repo: string; number: number }): string => `${repo}#${number}`.toLowerCase();

/** Leaves out what the range itself takes back, and reads what is left for the threads it names. */
export function gatherReferences(
  { repo }: { repo: RepoName },
  range: Range,
  { pullRequests, direct }: Attribution,
): Gathered {
  const reverts = findReverts(repo, range.commits, pullRequests);
  const isLeft = ({ commit }: { commit: CommitSha }): boolean => !reverts.spent.has(commit);
  // A pull request is not an issue: whatever names one of the range does not wait for a release.
  const listed = new Set(pullRequests.map(({ fact }) => keyOf({ repo, number: fact.number })));
  const issuesOnly = (references: IssueReference[]): IssueReference[] =>
    unite(references.filter((reference) => !listed.has(keyOf(reference))));
  const gathered = {
    pullRequests: pullRequests
      .filter((brought) => isPullRequestLeft(brought, reverts))
      .map((brought) => ({ brought, references: issuesOnly(namedBy(repo, brought)) })),
    direct: direct
      .filter(isLeft)
      .map((commit) => ({ commit, references: issuesOnly(issueReferences(commit.message, repo)) })),
    reverted: revertedCommits(range.commits, pullRequests, reverts),
  };
  const changes: Change[] = [...gathered.pullRequests, ...gathered.direct];
  return { ...gathered, references: unite(changes.flatMap(({ references }) => references)) };
}

function isPullRequestLeft({ fact, commits }: Brought, { spent }: Reverts): boolean {
  if (fact.mergeCommit !== undefined && spent.has(fact.mergeCommit)) return false;
  return (
    commits.some(({ commit, parents }) => parents.length < 2 && !spent.has(commit)) ||
    !commits.some(({ commit }) => spent.has(commit))
  );
}

/** One line for each thing taken back: the commit that landed it, or the revert where the thing is older than the range. */
function revertedCommits(commits: RangeCommit[], pullRequests: Brought[], { undone, older }: Reverts): RangeCommit[] {
  const taken = (commit: CommitSha): boolean => undone.has(commit) || older.has(commit);
  const landing = new Map(
    pullRequests.flatMap(({ fact, commits }) => commits.map(({ commit }) => [commit, fact.mergeCommit])),
  );
  return commits.filter(({ commit }) => {
    const merge = landing.get(commit);
    return taken(commit) && (merge === undefined || merge === commit || !taken(merge));
  });
}

function namedBy(repo: RepoName, { fact, commits }: Brought): IssueReference[] {
  return [
    ...fact.closes.map(({ repo, number }) => ({ repo, number, how: 'closing' as const })),
    ...[fact.title, fact.body, ...commits.map(({ message }) => message)].flatMap((text) => issueReferences(text, repo)),
  ];
}

/** Each thread once, by its strongest mention, ordered by name: no order of a text or an API shows through. */
function unite(references: IssueReference[]): IssueReference[] {
  const strongest = new Map<string, IssueReference>();
  for (const reference of references) {
    const present = strongest.get(keyOf(reference));
    if (!present || STRENGTH[reference.how] > STRENGTH[present.how]) {
      strongest.set(keyOf(reference), { ...reference, repo: present?.repo ?? reference.repo });
    }
  }
  return [...strongest.values()].sort(
    (a, b) => compare(a.repo.toLowerCase(), b.repo.toLowerCase()) || a.number - b.number,
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** Puts names and titles to what was gathered. */
export function assembleChangelog(parts: {
  request: { repo: RepoName; from: CommitSha; to: CommitSha };
  range: Range;
  gathered: Gathered;
  issues: ReadonlyMap<string, IssueFact>;
}): Changelog {
  const { request, range, gathered } = parts;
  const facts = knownIssues(gathered, parts.issues);
  const listed = gathered.references.filter((reference) => isListed(reference, facts));
  const refs = new Map(listed.map((reference) => [keyOf(reference), refOf(reference, facts)]));
  return {
    repo: request.repo,
    from: request.from,
    to: request.to,
    classification: range.classification,
    commits: range.commits.map(({ commit }) => commit),
    pullRequests: gathered.pullRequests.map(({ brought, references }) => ({
      number: brought.fact.number,
      title: brought.fact.title,
      author: brought.fact.author,
      issues: references.map((reference) => refs.get(keyOf(reference))).filter((ref) => ref !== undefined),
    })),
    issues: listed.map((reference) => issueOf(reference, { home: request.repo, facts })),
    directCommits: gathered.direct.map(({ commit }) => line(commit)),
    removed: range.removed.map(line),
    reverted: gathered.reverted.map(line),
  };
}

type Facts = ReadonlyMap<string, IssueFact>;

function knownIssues(gathered: Gathered, issues: ReadonlyMap<string, IssueFact>): Facts {
  const linked = gathered.pullRequests.flatMap(({ brought }) => brought.fact.closes);
  return new Map([...linked, ...issues.values()].map((fact) => [keyOf(fact), fact]));
}

/** A bare number may be a pull request or nothing at all: it is an issue when the history knows it as one. */
const isListed = (reference: IssueReference, facts: Facts): boolean =>
  reference.how !== 'mentioned' || facts.has(keyOf(reference));

const refOf = (reference: IssueReference, facts: Facts): string =>
  `${facts.get(keyOf(reference))?.repo ?? reference.repo}#${reference.number}`;

function issueOf(reference: IssueReference, { home, facts }: { home: RepoName; facts: Facts }): ChangelogIssue {
  const fact = facts.get(keyOf(reference));
  // Who may read the component's repository may not be allowed to read a private issue elsewhere.
  const isShown = fact && (!fact.private || fact.repo.toLowerCase() === home.toLowerCase());
  return {
    ref: refOf(reference, facts),
    how: reference.how,
    closing: reference.how === 'closing',
    ...(isShown && { title: fact.title }),
  };
}

const line = ({ commit, message, author }: RangeCommit): ChangelogCommit => ({
  commit,
  subject: subjectOf(message),
  author,
});
