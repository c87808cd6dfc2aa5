import { Marker } from '../../../core/text/markers.ts';
import { nodesOf } from '../raw.ts';
import type { RawSaid } from './raw.ts';
import { isOurBot, type Self } from '../self.ts';

/** Keys of the markers in comments that this App has left; a marker in anybody else's text says nothing. */
export const saidKeys = (comments: RawSaid, self: Self): string[] =>
  nodesOf(comments)
    .filter(({ author }) => isOurBot(author, self))
    .flatMap(({ body }) => Marker.parse(body).map(({ key }) => key));
