/** The proof that a pull request's body acts on nothing that it was not meant to, made on the text that is sent. */
import type { DescribedChangelog } from '../../changelog/describe/fit-changelog.ts';
import { liveThings } from '../../text/live-things.ts';
import { Marker } from '../../text/markers.ts';
import type { Message } from '../plan-model.ts';

const FOLD_TAGS = ['<details>', '<summary>', '</summary>', '</details>'];
const FRAME_TAGS = ['<sub>', '</sub>'];
const DESTINATION = /\]\(([^()\s]+)\)/g;
/** The number in the sentence about the pull request before this one. */
const DECLINED = /^The one before this, (#\d+),/;

/** The parts of a lane's model that the proof reads and takes foreign text out of. */
interface ContentModel {
  components?: Component[];
  /** What moves and has no row. */
  named?: string[];
  forced?: Record<string, unknown>;
  declined?: string;
  left?: { about: string }[];
}

interface Component {
  changes?: DescribedChangelog;
  lacks?: string | undefined;
  [part: string]: unknown;
}

export interface ProvenText {
  text: string;
  /** What acted in the text as it was to be; foreign text has been taken out of it then. */
  live: string[];
}

/**
 * The text of a message, read again as GitHub would read it. Should anything in it act, the neutraliser has failed: then it is
 * rendered without changes, reasons and titles, which leaves how many there are. Other messages are rendered as they are.
 */
export function provenText(message: Message, render: (message: Message) => string): ProvenText {
  const text = render(message);
  if (message.kind !== 'content') return { text, live: [] };
  const live = liveThings(text, meantBy(message));
  if (live.length === 0) return { text, live };
  const bare = withheld(message);
  const withoutForeign = render(bare);
  const still = liveThings(withoutForeign, meantBy(bare));
  if (still.length > 0) throw new Error(`the template ${message.template} is live by itself: ${still.join(', ')}`);
  return { text: withoutForeign, live };
}

/** What a body may hold: its template's own tags, its marker, and the references that it makes on purpose. */
function meantBy({ model, kind, key, fields }: Message): string[] {
  const { components = [], named, forced = {}, declined = '' } = model as ContentModel;
  const folding = components.flatMap(({ changes }) => (changes === undefined ? [] : [changes, ...changes.sections]));
  // Who asked for a forced release, and where, is told there too.
  const links = [forced['said'], forced['release']].filter((text) => typeof text === 'string');
  return [
    Marker.format({ ...fields, kind, key }),
    ...FRAME_TAGS,
    ...(named === undefined ? [] : FOLD_TAGS),
    ...folding.flatMap(({ fold }) => (fold === undefined ? [] : FOLD_TAGS)),
    ...links.flatMap((text) => [...text.matchAll(DESTINATION)].map(([, url = '']) => url)),
    ...(DECLINED.exec(declined)?.slice(1) ?? []),
  ];
}

/** The message without a foreign word that can be left out: names of moves stay, and how much of everything there is. */
function withheld(message: Message): Message {
  const { components, forced, declined, left, ...rest } = message.model as ContentModel;
  const bare = {
    ...rest,
    ...(components === undefined ? {} : { components: components.map(withoutChanges) }),
    ...(forced === undefined ? {} : { forced: { ...forced, title: undefined } }),
    ...(declined === undefined ? {} : { declined: 'The one before this was closed by a person.' }),
    ...(left === undefined ? {} : { left: left.map(({ about }) => ({ about, says: NOT_SHOWN })) }),
  };
  return { ...message, model: bare };
}

/** As it stands in the place of what was taken out. */
const NOT_SHOWN = 'what is to be said of it is not shown, since a part of it would have acted here';

function withoutChanges({ changes, ...row }: Component): Component {
  const named = { ...row, lacks: undefined };
  if (changes === undefined) return named;
  const { fold: _, ...told } = changes;
  return { ...named, changes: { ...told, sections: [], more: `Of these, ${NOT_SHOWN}.`, unknown: [] } };
}
