import type { Changelog } from '../changelog-model.ts';
import type { ChangelogStyle } from '../changelog-style.ts';
import { plural } from '../../text/phrases.ts';
import { neutraliseSentence } from '../../text/neutralise.ts';
import { settingOf, type Setting } from './entry-lines.ts';
import { isSeen, summaryOf, warningOf, type Voice } from './range-words.ts';
import { MOST_UNITS, roomOf } from './room.ts';
import { countsOf, sectionsOf, shownWhole, titleLines, type DescribedSection, type Shown } from './sections.ts';

/** Template model of one component's changelog. Every text is Markdown that is safe to place as it is. */
export interface DescribedChangelog {
  /** A sentence without its full stop. */
  summary: string;
  warning?: string;
  /** The sections are folded away under these words. */
  fold?: string;
  sections: DescribedSection[];
  /** What is left out, and where it is. */
  more?: string;
  /** What the history could not tell. */
  unknown: string[];
}

export interface Description {
  /** Where people read GitHub. */
  web: string;
  style: ChangelogStyle;
  /** Where the whole changelog can be read; else GitHub's comparison is linked. */
  full?: string;
  /** Of a move, where it is not said. */
  voice?: Voice;
  /** It stands among others, so that one of many changes is folded under its counts. */
  isOneOfMany?: boolean;
}

/** What the partial `changelog` adds to each part at most: line breaks, marks of headings, the tags of a fold. */
const AROUND = { whole: 32, section: 64, line: 1 };

/** Titles are worth listing where so many fit; of fewer the counts say more. */
const LEAST_TITLES = 5;

/** Changes of one component that are read through beside those of others. */
const MOST_UNFOLDED = 10;

/** No line of a change is shorter: thousands of them are not written just to be measured. */
const SHORTEST_LINE = 40;

/** Gives a changelog as much room as there is, as often as it is tried: what takes long is done once. */
export type Fit = (room: number) => DescribedChangelog;

/**
 * Arranges a changelog for a body, with as much as fits: everything; or titles only, the newest where not all fit; or how many of
 * each kind; or one line. What is left out is counted and linked.
 */
export function fitChangelog(changelog: Changelog, description: Description): Fit {
  const setting = settingOf(changelog, description);
  const isFolded = description.isOneOfMany === true && total(shownWhole(setting)) > MOST_UNFOLDED;
  const fitted: Fitted = {
    setting,
    where: whereAll(changelog, description),
    folded: isFolded ? { fold: countsOf(setting) } : {},
  };
  const line = inOneLine(fitted);
  if (!isSeen(changelog)) return () => line;
  const tiers = [once(() => inFull(fitted)), once(() => inTitles(fitted))];
  const cut = once(() => cutter(fitted));
  const counts = once(() => ({ ...line, sections: [{ lines: [countsOf(fitted.setting)] }] }));
  const least = total(shownWhole(fitted.setting)) * SHORTEST_LINE;
  return (room) => {
    const whole = least > room ? undefined : tiers.find((tier) => roomOfChangelog(tier()) <= room);
    if (whole !== undefined) return whole();
    return cut()(room) ?? (roomOfChangelog(counts()) <= room ? counts() : line);
  };
}

/** `fitChangelog` where nothing stands beside it. */
export const describeChangelog = (
  changelog: Changelog,
  { room = MOST_UNITS, ...description }: Description & { room?: number },
): DescribedChangelog => fitChangelog(changelog, description)(room);

/** How much of a body a described changelog takes, once it is rendered. */
export function roomOfChangelog(described: DescribedChangelog): number {
  const { summary, warning = '', fold = '', sections, more = '', unknown } = described;
  return [
    AROUND.whole + (unknown.length > 0 ? AROUND.section : 0),
    roomOf(summary) + roomOf(warning) + roomOf(fold) + roomOf(more) + AROUND.section,
    ...sections.map(({ heading = '', fold = '' }) => roomOf(heading) + roomOf(fold) + AROUND.section),
    ...[...sections.flatMap(({ lines }) => lines), ...unknown].map(roomOfLine),
  ].reduce((sum, part) => sum + part, 0);
}

const roomOfLine = (line: string): number => roomOf(line) + AROUND.line;

/** What stands in every description, however short. */
export function frameOf(
  changelog: Changelog,
  voice: Voice = 'move',
): Pick<DescribedChangelog, 'summary' | 'warning' | 'unknown'> {
  const warning = warningOf(changelog, voice);
  return {
    summary: summaryOf(changelog, voice),
    ...(warning === undefined ? {} : { warning }),
    // What a pull request leaves open, the issues' own look settles before anybody is told.
    unknown: voice === 'move' ? [] : changelog.unknown.map((sentence) => neutraliseSentence(sentence)),
  };
}

const frameIn = ({ changelog, voice }: Setting): ReturnType<typeof frameOf> => frameOf(changelog, voice);

/** A changelog, and where the whole of it can be read. */
interface Fitted {
  setting: Setting;
  where: string;
  folded: { fold?: string };
}

const inFull = ({ setting, folded }: Fitted): DescribedChangelog => ({
  ...frameIn(setting),
  ...folded,
  sections: sectionsOf(setting, 'full', shownWhole(setting)),
});

const inTitles = ({ setting, where, folded }: Fitted): DescribedChangelog => ({
  ...frameIn(setting),
  ...folded,
  sections: sectionsOf(setting, 'titles', shownWhole(setting)),
  more: `These are the titles alone; there is more ${where}.`,
});

/** How much there is, and where. */
function inOneLine({ setting, where }: Fitted): DescribedChangelog {
  const hasMore = isSeen(setting.changelog) && total(shownWhole(setting)) > 0;
  return { ...frameIn(setting), sections: [], ...(hasMore ? { more: `They are listed ${where}.` } : {}) };
}

/** The titles of the newest, of every list as many as there is room for, in turn. */
function cutter({ setting, where, folded }: Fitted): (room: number) => DescribedChangelog | undefined {
  const all = total(shownWhole(setting));
  const more = (left: number): string => `And ${plural(left, 'older change')}, ${where}.`;
  const bare = sectionsOf(setting, 'titles', shownWhole(setting)).map((section) => ({ ...section, lines: [] }));
  const frame = { ...frameIn(setting), ...folded, more: more(all) };
  const around = roomOfChangelog({ ...frame, sections: bare });
  const rooms = mapValues(titleLines(setting), (lines) => lines.map(roomOfLine));
  return (room) => {
    const shown = inTurn(rooms, room - around);
    if (total(shown) < LEAST_TITLES) return undefined;
    return { ...frame, sections: sectionsOf(setting, 'titles', shown), more: more(all - total(shown)) };
  };
}

/** Takes the newest of each list in turn, as long as there is room. */
function inTurn(rooms: Record<keyof Shown, number[]>, room: number): Shown {
  const shown = mapValues(rooms, () => 0);
  const wanting = new Set(Object.keys(rooms) as (keyof Shown)[]);
  let left = room;
  while (wanting.size > 0) {
    for (const part of wanting) {
      const wants = rooms[part][shown[part]] ?? Infinity;
      if (wants > left) wanting.delete(part);
      else {
        left -= wants;
        shown[part] += 1;
      }
    }
  }
  return shown;
}

/** With its preposition: of a way back GitHub shows commits, where it compares others. */
function whereAll(changelog: Changelog, { web, full }: Description): string {
  if (full !== undefined) return `in [the whole changelog](${full})`;
  const name = changelog.classification === 'rollback' ? 'among [the commits' : 'in [the comparison';
  return `${name} at GitHub](${compareAddress(changelog, web)})`;
}

/** Two commits, and how they lie to each other where that is known. */
export type Compared = Pick<Changelog, 'repo' | 'from' | 'to'> & Partial<Pick<Changelog, 'classification'>>;

/** Where GitHub compares the two: from the older to the newer, since the other way round it shows nothing. */
export const compareAddress = ({ repo, from, to, classification }: Compared, web: string): string =>
  `${web}/${repo}/compare/${classification === 'rollback' ? `${to}...${from}` : `${from}...${to}`}`;

const total = (shown: Shown): number => Object.values(shown).reduce((sum, count) => sum + count, 0);

const mapValues = <Key extends string, From, To>(record: Record<Key, From>, to: (value: From) => To): Record<Key, To> =>
  Object.fromEntries(Object.entries<From>(record).map(([key, value]) => [key, to(value)])) as Record<Key, To>;

function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}
