import type { Range, RangeCommit } from '../../core/changelog/history.ts';
import { authorOf } from '../../core/changelog/references/people.ts';
import { commitSha } from '../../core/names.ts';
import type { RangeAnswer, RawCommit } from '../process/requests.ts';

/** What git said, in the words of the core. */
export function toRange({ classification, commits, removed, elsewhere, touching }: RangeAnswer): Range {
  const touched = touching && new Set(touching);
  const placed = (raw: RawCommit): RangeCommit => toCommit(raw, touched);
  return {
    classification,
    commits: commits.map(placed),
    removed: removed.map(placed),
    ...(elsewhere.length > 0 && { elsewhere: elsewhere.map((raw) => toCommit(raw)) }),
  };
}

function toCommit(
  [id, parents, name, email, authoredAt, at, message]: RawCommit,
  touched?: ReadonlySet<string>,
): RangeCommit {
  return {
    commit: commitSha(id),
    parents: parents === '' ? [] : parents.split(' ').map(commitSha),
    message,
    author: authorOf({ name, email }),
    at: at * 1000,
    authoredAt: authoredAt * 1000,
    ...(touched && { touches: touched.has(id) }),
  };
}
