import type { RepoName } from '../names.ts';
import type { ChangelogQuestion } from './answer-changelog.ts';
import { removedLines } from './attribution/removed.ts';
import { subjectOf } from './attribution/subjects.ts';
import type { Changelog, ChangelogIssue, ChangelogPullRequest } from './changelog-model.ts';
import type { Gathered, GatheredPullRequest } from './gather.ts';
import type { IssueFact, KnownThreads, Range } from './history.ts';
import type { IssueReference } from './references/issue-references.ts';
import { issueReferences } from './references/issue-references.ts';
import { ownWords } from './reverts/quoted-titles.ts';
import { threadKey, strongest } from './threads.ts';

interface Parts {
  question: ChangelogQuestion;
  range: Range;
  gathered: Gathered;
  threads: KnownThreads;
  /** What such a history can never know: GitHub, where there are any. */
  limits: readonly string[];
  /** What was left out of this range. */
  gaps: readonly string[];
}

/** Puts names and titles to what was gathered. */
export function assembleChangelog(parts: Parts): Changelog {
  const { question, range, gathered, limits, gaps } = parts;
  const { repo } = question;
  const refs = listedRefs(parts);
  const refsOf = (references: IssueReference[]): string[] => [
    ...new Set(references.flatMap((reference) => refs.get(threadKey(reference))?.ref ?? [])),
  ];
  const isAnything = range.commits.length + range.removed.length > 0;
  return {
    repo,
    from: question.from,
    to: question.to,
    classification: range.classification,
    commits: gathered.commits,
    pullRequests: gathered.pullRequests.map((one) => pullRequestOf(one, refsOf(one.references))),
    issues: eachOnce([...refs.values()]),
    trackerKeys: [
      ...new Set([...gathered.pullRequests, ...gathered.direct].flatMap(({ trackerKeys }) => trackerKeys)),
    ].sort(),
    directCommits: gathered.direct.map(({ commit: { commit, message, author } }) => ({
      commit,
      subject: subjectOf(message),
      author,
    })),
    removed: removedLines(repo, range.removed),
    reverted: gathered.reverted,
    unknown: isAnything ? [...limits, ...gaps] : [],
  };
}

const pullRequestOf = (
  { brought: { fact }, trackerKeys, origins, coAuthors, kind }: GatheredPullRequest,
  issues: string[],
): ChangelogPullRequest => ({
  number: fact.number,
  title: fact.title,
  author: fact.author,
  coAuthors,
  issues,
  trackerKeys,
  origins,
  labels: fact.labels ?? [],
  ...(kind && { kind }),
  ...(fact.mergedAt !== undefined && { mergedAt: fact.mergedAt }),
});

/** What each reference is listed as, by the name it was asked for under. */
function listedRefs(parts: Parts): Map<string, ChangelogIssue> {
  const { question, gathered, threads } = parts;
  const linked = gathered.pullRequests.flatMap(({ brought }) => brought.fact.closes);
  const facts = new Map([...linked.map((fact) => [threadKey(fact), fact] as const), ...threads.found]);
  const isBelieved = believer(parts, facts);
  const listed = new Map<string, ChangelogIssue>();
  for (const reference of gathered.references) {
    const fact = facts.get(threadKey(reference));
    const isIssue = fact ? fact.isPullRequest !== true : isBelieved(reference);
    if (isIssue) listed.set(threadKey(reference), issueOf(reference, { home: question.repo, fact }));
  }
  return listed;
}

/**
 * Whether a reference that no fact confirms is an issue. A bare number may be a pull request or nothing at all; where nobody
 * could be asked, it is believed when a title names it.
 */
function believer(parts: Parts, facts: ReadonlyMap<string, IssueFact>): (reference: IssueReference) => boolean {
  const { question, gathered, threads, limits } = parts;
  const unsure = limits.length === 0 ? [] : gathered.references.filter((one) => !facts.has(threadKey(one)));
  const numbers = new Set(unsure.filter(({ how }) => how === 'mentioned').map(({ number }) => number));
  const telling = titlesOf(gathered).filter((title) =>
    title.match(/\d+/g)?.some((digits) => numbers.has(Number(digits))),
  );
  const named = new Set(
    telling.flatMap((title) => issueReferences(title, question.repo, question.host)).map(threadKey),
  );
  return (reference) =>
    !threads.absent.has(threadKey(reference)) && (reference.how !== 'mentioned' || named.has(threadKey(reference)));
}

const titlesOf = ({ pullRequests, direct }: Gathered): string[] =>
  [
    ...pullRequests.flatMap(({ brought: { fact, commits } }) => [
      fact.title,
      ...commits.map(({ message }) => subjectOf(message)),
    ]),
    ...direct.map(({ commit }) => subjectOf(commit.message)),
  ].map((title) => ownWords(title, { titlesBack: false }));

function issueOf(
  reference: IssueReference,
  { home, fact }: { home: RepoName; fact: IssueFact | undefined },
): ChangelogIssue {
  // Who may read the component's repository may not be allowed to read a private issue elsewhere.
  const isPrivate = fact?.private === true && fact.repo.toLowerCase() !== home.toLowerCase();
  return {
    ref: `${fact?.repo ?? reference.repo}#${fact?.number ?? reference.number}`,
    how: reference.how,
    closing: reference.how === 'closing',
    ...(fact && !isPrivate && { title: fact.title }),
    ...(isPrivate && { private: true as const }),
  };
}

/** A transferred issue may be named by its old and its new address. */
function eachOnce(issues: ChangelogIssue[]): ChangelogIssue[] {
  const byRef = new Map(issues.map((issue) => [issue.ref.toLowerCase(), issue]));
  const references = issues.map(({ ref, how }) => {
    const [repo = '', number = ''] = ref.split('#');
    return { repo: repo as RepoName, number: Number(number), how };
  });
  return strongest(references).map((reference) => {
    const issue = byRef.get(threadKey(reference)) as ChangelogIssue;
    return { ...issue, how: reference.how, closing: reference.how === 'closing' };
  });
}
