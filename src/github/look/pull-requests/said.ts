import type { Instant } from '../../../core/names.ts';
import { Marker } from '../../../core/text/markers.ts';
import { nodesOf } from '../raw.ts';
import type { RawDatedSaid, RawSaid } from './raw.ts';
import { isOurBot, type Self } from '../self.ts';

/** Keys of the markers in comments that this App has left; a marker in anybody else's text says nothing. */
export const saidKeys = (comments: RawSaid, self: Self): string[] =>
  nodesOf(comments)
    .filter(({ author }) => isOurBot(author, self))
    .flatMap(({ body }) => Marker.parse(body).map(({ key }) => key));

/** When this App left the newest of its comments; undefined where there is none. */
export function lastSaid(comments: RawDatedSaid, self: Self): Instant | undefined {
  const ours = nodesOf(comments).filter(({ author }) => isOurBot(author, self));
  return ours.length === 0 ? undefined : Math.max(...ours.map(({ createdAt }) => Date.parse(createdAt)));
}
