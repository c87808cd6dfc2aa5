import { kindOf, subjectOf } from '../../attention-key.ts';
import { plural } from '../../text/phrases.ts';
import { printable } from '../../text/printable.ts';
import type { PageFacts } from '../page-facts.ts';
import { momentOf, type Moment } from '../words/moment.ts';

/** Something that Sluice gave up on until a person, or something new, wakes it. */
export interface StuckView {
  /** What it is, in words. */
  what: string;
  /** As `sluice jobs` lists it. */
  key: string;
  because: string;
  since: Moment;
  /** How often it was tried. */
  tries: number;
  /** What to type. */
  wake: string;
}

/** Those shown; `sluice jobs` lists them all. */
const MOST = 20;

/** The words for each kind of work; another is called by its key alone. */
const KINDS: Readonly<Record<string, string>> = {
  lane: 'the lane',
  lanes: 'a look at every lane of',
  promotion: 'what follows the merge of',
  pipeline: 'the pipeline file of',
  proposal: 'the review of the pipeline file in',
  report: 'the report of a build',
  wish: 'the label on',
  commands: 'the commands on',
  control: 'the control issue of',
  tidy: 'tidying up in',
  builds: 'the builds of',
  delivery: 'the webhook delivery',
};

/** What is stuck, the longest first, and how many there are beyond those. */
export function stuckViews({ parked, now }: Pick<PageFacts, 'parked' | 'now'>): { shown: StuckView[]; more: number } {
  const longestFirst = parked.toSorted((a, b) => a.since - b.since || (a.key < b.key ? -1 : 1));
  return {
    shown: longestFirst.slice(0, MOST).map(({ key, cause, since, tries }) => ({
      what: whatIs(key),
      key: printable(key),
      because: printable(cause),
      since: momentOf(since, now),
      tries,
      wake: wakeCommand(key),
    })),
    more: Math.max(0, longestFirst.length - MOST),
  };
}

/** The command that makes it due again. */
export const wakeCommand = (key: string): string => `sluice jobs wake ${printable(key)}`;

/** `5 tries`. */
export const triesIn = (tries: number): string => plural(tries, 'try', 'tries');

function whatIs(key: string): string {
  const kind = KINDS[kindOf(key)];
  return kind === undefined ? printable(key) : `${kind} ${printable(subjectOf(key))}`;
}
