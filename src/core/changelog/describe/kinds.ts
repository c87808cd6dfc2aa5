import type { ChangelogPullRequest } from '../changelog-model.ts';
import type { ChangelogStyle } from '../changelog-style.ts';
import { HEADING } from './headings.ts';

/** The first line of Conventional Commits 1.0.0: `feat(web)!: retry transfers`. */
const CONVENTIONAL = /^\s*([a-z][\w-]*)\s*(?:\([^()]*\))?(!)?:/i;
const BREAKING = /\bBREAKING[ -]CHANGE:/;

/**
 * The heading that a pull request stands under. What is marked as breaking is of that kind first of all; then the labels decide,
 * which people set, and then the type that the title begins with.
 */
export function headingOf(
  { title, labels }: Pick<ChangelogPullRequest, 'title' | 'labels'>,
  { kinds }: Pick<ChangelogStyle, 'kinds'>,
): string {
  const conventional = CONVENTIONAL.exec(title);
  const isBreaking = conventional?.[2] !== undefined || BREAKING.test(title);
  const type = conventional?.[1]?.toLowerCase();
  const worn = new Set(labels.map((label) => label.toLowerCase()));
  const kind =
    (isBreaking ? kinds.find(({ breaking }) => breaking === true) : undefined) ??
    kinds.find((one) => one.labels.some((label) => worn.has(label.toLowerCase()))) ??
    kinds.find(({ types }) => types.some((one) => one.toLowerCase() === type));
  return kind?.title ?? HEADING.other;
}
