/** What GitHub's button, git and people write before a title in quotes: the first takes it back, the others bring it back. */
const REVERTS = String.raw`revert(?:s|ed|ing)?`;
const REAPPLIES = String.raw`re-?(?:appl(?:y|ies|ied|ying)|land(?:s|ed|ing)?)`;
/** `chore: revert "fix: the door"`, also within the quotes of another. */
const HEAD = String.raw`(?:${REVERTS}|${REAPPLIES}):?[ \t]+["“]`;
const HEADS = String.raw`${HEAD}(?:(?:[^"“#:\n]{1,60}: ?)?${HEAD})*`;
/**
 * To the last quote of the line. GitHub breaks a long title in two, with an ellipsis on either side, and people wrap theirs; of
 * what nobody closed the line is taken.
 */
const REST = String.raw`(?:[^\n]*…\r?\n\s*…(?:[^\n]*["”])?|[^\n]*["”]|[^\n]*\n[^\n"”]*\S[^\n"”]*["”]|[^\n]*)`;
const QUOTE = new RegExp(String.raw`(?<![\w-])(${HEADS})${REST}`, 'gi');
const ONE_REVERT = new RegExp(String.raw`(?<![\w-])${REVERTS}:?[ \t]+["“]`, 'gi');
const SUBJECT = new RegExp(String.raw`^(?:[^"“:]{1,60}[:,] ?)?(${HEADS})`, 'i');
const MAY_QUOTE = new RegExp(HEAD, 'i');
/** GitHub's button names its branch after the one that it takes back. */
const REVERTING_BRANCH = /^(Merge pull request #\d+ from [\w-]+\/)revert-\d+-\S+/;

/** Whether a branch was made by GitHub's button: what else it is called is of the branch that it takes back. */
export const isRevertingBranch = (branch: string): boolean => /^revert-\d+-/.test(branch);

/** Whether a title in quotes, with these words before it, is in again: `Reapply "…`, `Revert "Revert "…`. */
const isBack = (heads: string): boolean => (heads.match(ONE_REVERT) ?? []).length % 2 === 0;

/** Whether a subject is that of a re-apply, by its words before the quotes. */
export function bringsTitleBack(subject: string): boolean {
  const heads = SUBJECT.exec(subject)?.[1];
  return heads !== undefined && isBack(heads);
}

/**
 * A title, body or message without the titles that it takes back: what stands in their quotes was said of another change.
 * `titlesBack`: those that it brings back are kept, since nothing else in the range says what they are about.
 */
export function ownWords(text: string, { titlesBack }: { titlesBack: boolean }): string {
  const own = text.replace(REVERTING_BRANCH, '$1revert');
  if (!MAY_QUOTE.test(own)) return own;
  return own.replace(QUOTE, (quote, heads: string) => (titlesBack && isBack(heads) ? quote : '""'));
}
