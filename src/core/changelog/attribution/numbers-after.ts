import type { RepoName } from '../../names.ts';

const NUMBER = String.raw`([1-9]\d{0,6})(?![\w-])`;
/** One pull request of a list, with what stands before it: `#1`, `[#1]`, `owner/repo#1`, a link. */
const NEXT = new RegExp(
  String.raw`(?:[ \t,&]|\band\b)*\[?(?:(?:([\w-]+\/[\w.-]+)?#|GH-)${NUMBER}|https:\/\/github\.com\/([\w-]+\/[\w.-]+)\/pull\/${NUMBER})`,
  'iy',
);

/**
 * The numbers of this repository's pull requests that stand in a list right after each place where `head` matches. `head` is
 * global and ends where the list begins.
 */
export function numbersAfter(text: string, head: RegExp, repo: RepoName): number[] {
  const numbers: number[] = [];
  for (const match of text.matchAll(head)) {
    NEXT.lastIndex = match.index + match[0].length;
    for (let next = NEXT.exec(text); next; next = NEXT.exec(text)) {
      const [, named = repo, number, urlRepo, urlNumber] = next;
      if ((urlRepo ?? named).toLowerCase() === repo.toLowerCase()) numbers.push(Number(number ?? urlNumber));
      if (text[NEXT.lastIndex] === ']') NEXT.lastIndex += 1;
    }
  }
  return [...new Set(numbers)];
}
