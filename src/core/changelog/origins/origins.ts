import type { RepoName } from '../../names.ts';
import { isDependencyBot } from '../references/people.ts';
import { pickedCommits } from '../range/named-commits.ts';
import type { RangeCommit } from '../history.ts';
import { numbersOf } from '../attribution/attribute.ts';
import type { Attribution, Brought } from '../attribution/attribute.ts';
import { commitIndex } from '../range/commit-index.ts';
import { copySource } from './copies.ts';
import { withHomeNumbers } from '../attribution/home-numbers.ts';
import { numbersAfter } from '../attribution/numbers-after.ts';
import { isRevertingBranch, ownWords } from '../reverts/quoted-titles.ts';
import { claimsOf, subjectOf, trailingNumbers } from '../attribution/subjects.ts';

/** Where a pull request's change comes from. */
export interface Origins {
  /** Pull requests of the same repository that it was picked, backported or bundled from, ascending; never itself. */
  numbers: number[];
  /** The commits it was picked from, as far as they are at hand: their messages tell its issues too. */
  commits: RangeCommit[];
}

const NUMBER = String.raw`([1-9]\d{0,6})`;
/** Branches of backport workflows: sorenlouv's and korthout's, Mergify's, Prow's cherry-picker and Kubernetes' script. */
const BRANCHES = [
  String.raw`(?:^|[/_-])(?:backport|cherry-?pick)(?:[/_-](?:pr|of))*[/_-]#?${NUMBER}(?=$|[/_-](?:to|on|into|for|from)?(?:[/_-]|$)|[/_-][a-z]{3,})`,
  String.raw`(?:^|[/_-])${NUMBER}[/_-](?:backport|cherry-?pick)(?=$|[/_-])`,
  String.raw`^mergify\/(?:bp|copy)\/.*\/pr-${NUMBER}$`,
].map((form) => new RegExp(form, 'i'));
const AUTOMATED = /^automated-cherry-pick-of((?:-?#[1-9]\d{0,6})+)/i;

const PICK_WORD = String.raw`(?:backport(?:s|ed|ing)?|bp|(?:automated )?cherry[- ]?pick(?:s|ed|ing)?)(?: (?:of|from|for))?(?: (?:PRs?|pull requests?))?:?`;
/** `[backport #12]`, `Backport of #12`, `Backport PR #12 on branch v3.x`, `Automated cherry pick of #12: …`. */
const TITLE = new RegExp(String.raw`(?<![\w-])${PICK_WORD} `, 'gi');
/** In a body only where a line begins so. */
const LINE = new RegExp(
  String.raw`^[ \t]*(?:[*-] )?(?:This (?:is an? |PR (?:is an? )?)?)?(?:automated |manual |clean )?${PICK_WORD} `,
  'gim',
);
/** A line of a squash that bundles: `* fix: the cache (#12)`. */
const BUNDLED = /^[ \t]*(?:[*-][ \t]+)?(\S.*\((?:#|GH-)[1-9]\d{0,6}\))[ \t]*$/gim;
/** A squash of a branch into which pull requests were merged. */
const BUNDLED_MERGE = /^[ \t]*[*-][ \t]+Merged? (?:pull request|PR) #([1-9]\d{0,6}) from \S+[ \t]*$/gim;
/** A fork that is brought up to date counts the merges of its own from 1. */
const NEAR = 2;
const MAY_TELL = /backport|\bbp\b|cherry/i;
const RAISES_VERSIONS = /^(?:[\w-]+(?:\([^)]*\))?!?: )?bump .* from \S+ to \S+|^(?:build|chore|fix)\(deps/i;

/** Tells where the pull requests of a range come from. What a commit was copied from is looked for in the range and in `elsewhere`. */
export function originsOf(
  repo: RepoName,
  { commits, elsewhere = [] }: { commits: RangeCommit[]; elsewhere?: RangeCommit[] },
  { pullRequests }: Attribution,
): (brought: Brought) => Origins {
  const index = commitIndex([...commits, ...elsewhere]);
  const copied = copySource(commits, elsewhere);
  const owners = numbersOf(pullRequests);
  const listed = new Set(owners.values());
  const numberOf = (commit: RangeCommit): number[] => {
    const owner = owners.get(commit.commit);
    return owner === undefined ? claimsOf(commit).map(({ number }) => number) : [owner];
  };
  return (brought) => {
    const picked = brought.commits.flatMap(({ message }) =>
      pickedCommits(message).flatMap((id) => index.find(id) ?? []),
    );
    const sourceCommits = [...new Set([...picked, ...brought.commits.flatMap(copied)])];
    // What it bundles and what is in the range by itself speaks for itself: notes of a release list its pull requests.
    const bundles = bundledBy(repo, brought).filter((number) => !listed.has(number));
    const numbers = new Set([...sourceCommits.flatMap(numberOf), ...toldBy(repo, brought), ...bundles]);
    numbers.delete(brought.fact.number);
    return { numbers: [...numbers].sort((a, b) => a - b), commits: picked };
  };
}

/** What the words of a pull request, its branch and its commits say. */
function toldBy(repo: RepoName, { fact, commits }: Brought): number[] {
  const own = (text: string): string => (MAY_TELL.test(text) ? ownWords(text, { titlesBack: false }) : '');
  const messages = commits.map(({ message }) => own(message)).filter((message) => message !== '');
  const titles = [own(fact.title), ...messages.map(subjectOf)];
  return [
    ...titles.flatMap((title) => numbersAfter(title, TITLE, repo)),
    ...[own(fact.body), ...messages].flatMap((body) => numbersAfter(body, LINE, repo)),
    ...commits.flatMap((commit) => earlierNumbers(repo, commit)),
    ...(isRevertingBranch(fact.head ?? '') ? [] : branchNumbers(fact.head ?? '')),
  ];
}

/** Of a picked commit on a branch, the last number is the one it was picked from. */
function earlierNumbers(repo: RepoName, { message, parents }: RangeCommit): number[] {
  const isPicked = pickedCommits(message).length > 0;
  return claimsOf({ message: withHomeNumbers(message, repo), parents }).flatMap(({ number, earlier }) =>
    isPicked ? [number, ...earlier] : earlier,
  );
}

/** The body of a dependency's update is that dependency's changelog, with numbers of its own. */
const raisesVersions = ({ title, author }: Brought['fact']): boolean =>
  isDependencyBot(author) || RAISES_VERSIONS.test(title);

/** The lines of a squash's body that end in numbers, and those that merge others. */
function bundledBy(repo: RepoName, { fact, commits }: Brought): number[] {
  const landing = commits.find(({ commit }) => commit === fact.mergeCommit);
  if (!landing || landing.parents.length > 1 || raisesVersions(fact)) return [];
  const [, body = ''] = /\n([^]*)/.exec(withHomeNumbers(landing.message, repo)) ?? [];
  const merged = [...body.matchAll(BUNDLED_MERGE)].map(([, number]) => Number(number));
  return [
    ...[...body.matchAll(BUNDLED)].flatMap(([, line = '']) => trailingNumbers(line).numbers),
    ...merged.filter((number) => number * NEAR >= fact.number),
  ];
}

function branchNumbers(branch: string): number[] {
  const automated = AUTOMATED.exec(branch)?.[1] ?? '';
  return [
    ...[...automated.matchAll(/\d+/g)].map(([digits]) => Number(digits)),
    ...BRANCHES.flatMap((form) => form.exec(branch)?.[1] ?? []).map(Number),
  ];
}
