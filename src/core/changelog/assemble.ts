import type { RepoName } from '../names.ts';
import type { ChangelogQuestion } from './answer-changelog.ts';
import type { Brought } from './attribution/attribute.ts';
import { removedLines } from './attribution/removed.ts';
import { unreadOrigins } from './origins/unread-origins.ts';
import { subjectOf } from './attribution/subjects.ts';
import type { Changelog, ChangelogIssue, ChangelogPullRequest, ChangeReferences } from './changelog-model.ts';
import type { ChangeWords } from './change-words.ts';
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
  const isAnything = range.commits.length + range.removed.length > 0;
  return {
    repo,
    from: question.from,
    to: question.to,
    classification: range.classification,
    commits: gathered.commits,
    pullRequests: gathered.pullRequests.map((one) => pullRequestOf(one, refs)),
    issues: eachOnce([...refs.values()]),
    trackerKeys: [
      ...new Set([...gathered.pullRequests, ...gathered.direct].flatMap(({ trackerKeys }) => trackerKeys)),
    ].sort(),
    directCommits: gathered.direct.map(({ commit: { commit, message, author }, ...words }) => ({
      commit,
      subject: subjectOf(message),
      author,
      ...referencesOf(words, refs),
    })),
    removed: removedLines(repo, range.removed, stillThere(gathered)),
    reverted: gathered.reverted,
    unknown: isAnything ? [...limits, ...gaps, ...unreadOrigins(gathered)] : [],
  };
}

/** The pull requests of the range, without those of their commits that it took back itself. */
function stillThere({ pullRequests, reverted }: Gathered): Brought[] {
  const undone = new Set(reverted.filter(({ what }) => what === 'undone').map(({ commit }) => commit));
  return pullRequests.map(({ brought }) => ({
    ...brought,
    commits: brought.commits.filter(({ commit }) => !undone.has(commit)),
  }));
}

const pullRequestOf = (
  { brought: { fact }, origins, coAuthors, kind, ...words }: GatheredPullRequest,
  refs: ListedRefs,
): ChangelogPullRequest => ({
  number: fact.number,
  title: fact.title,
  author: fact.author,
  coAuthors,
  ...referencesOf(words, refs),
  origins,
  labels: fact.labels ?? [],
  ...(kind && { kind }),
  ...(fact.mergedAt !== undefined && { mergedAt: fact.mergedAt }),
});

/** A change's own word for each issue: what others say of the same one is theirs. */
function referencesOf({ references, trackerKeys }: ChangeWords, refs: ListedRefs): ChangeReferences {
  const own = references.flatMap((reference) => {
    const issue = refs.get(threadKey(reference));
    return issue === undefined ? [] : [{ ref: issue.ref, how: reference.how }];
  });
  const saidTo = (how: ChangelogIssue['how']): string[] => [
    ...new Set(own.filter((one) => one.how === how).map(({ ref }) => ref)),
  ];
  const closes = saidTo('closing');
  return {
    issues: [...new Set(own.map(({ ref }) => ref))],
    closes,
    // One that has moved may be named by both of its addresses.
    tells: saidTo('told').filter((ref) => !closes.includes(ref)),
    trackerKeys,
  };
}

/** What each reference is listed as, by the name it was asked for under. */
type ListedRefs = ReadonlyMap<string, ChangelogIssue>;

function listedRefs(parts: Parts): ListedRefs {
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
