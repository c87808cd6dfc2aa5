import type { Feature, Landing } from './feature.ts';
import type { Garden } from './garden.ts';
import type { Planted } from './planting.ts';

export type How = 'closing' | 'told' | 'mentioned';

/** What a changelog of a range has to say of each thread that was planted, by the garden's own books. */
export interface Expected {
  /** Has to be named, and so, by `owner/repo#n`. */
  required: Map<string, How>;
  /** May be named so, or not at all, and why nobody can tell. */
  allowed: Map<string, { how: How; because: Doubt }>;
  /** Nothing may name it, however. */
  forbidden: Set<string>;
}

/**
 * `twice`: the release branch brings to main what main had by a commit of its own: new by the commits, old by what the tree holds.
 * `told elsewhere`: a copy or a re-apply repeats none of the words. They stand in texts from outside the range, and for fifty commits
 * one query may be made, which brings the texts of those commits' pull requests.
 * `not looked up`: a bare mention. That query looks up the numbers of the commits' messages where git told them before; by the API
 * alone it is the one that tells the commits, and what only descriptions name comes with its answer.
 * `believed`: the same of what is no issue at all, but is named as one that is closed or told. The changelog has to own up to it.
 */
export type Doubt = 'twice' | 'told elsewhere' | 'not looked up' | 'believed';

/** Whether the numbers that commits name can be looked up: where git tells the commits, the one query is left for that. */
type Source = 'api' | 'mirror';

const HOW: Record<Planted['wording'], How | undefined> = {
  closing: 'closing',
  told: 'told',
  mentioned: 'mentioned',
  negated: 'mentioned',
  hidden: undefined,
};

/** Issues are really in a range when the tree at its end has their change and the tree at its beginning had not. */
export function expected(garden: Garden, { from, to, source }: { from: string; to: string; source: Source }): Expected {
  const all: Expected = { required: new Map(), allowed: new Map(), forbidden: new Set() };
  for (const feature of garden.features) {
    const brought = feature.landings.filter((landing) => isBetween(garden, landing, from, to));
    for (const planted of feature.planted) {
      const { ref, target, wording } = planted;
      const how = garden.has(to, feature) ? HOW[wording] : undefined;
      const because = doubt(garden, { feature, brought, planted, from, source });
      if (how === undefined || because === 'not there') all.forbidden.add(ref);
      else if (because !== undefined) all.allowed.set(ref, { how, because });
      else if (target === 'issue') all.required.set(ref, how);
      else all.forbidden.add(ref);
    }
  }
  return all;
}

interface Question {
  feature: Feature;
  /** Its landings in the range. */
  brought: Landing[];
  planted: Planted;
  from: string;
  source: Source;
}

/** Why nobody can tell whether an issue is in the range; nothing where it surely is. */
function doubt(garden: Garden, question: Question): Doubt | 'not there' | undefined {
  const { feature, brought, planted, from, source } = question;
  if (garden.has(from, feature)) return brought.some(isCopy) ? 'twice' : 'not there';
  if (brought.length === 0) return 'not there';
  const saying = brought.filter((landing) => textsOf(garden, landing).some(names(planted)));
  if (saying.length === 0) return 'told elsewhere';
  const isMention = HOW[planted.wording] === 'mentioned';
  if (planted.target === 'issue' && !isMention) return undefined;
  const isLookedUp = source === 'mirror' && saying.some((landing) => messagesOf(garden, landing).some(names(planted)));
  if (isLookedUp) return undefined;
  return isMention ? 'not looked up' : 'believed';
}

/** Not what brings back what was taken back. */
const isCopy = (landing: Landing): boolean => !('isReapplied' in landing);

function isBetween(garden: Garden, { commits }: Landing, from: string, to: string): boolean {
  const last = commits.at(-1) ?? '';
  return garden.isBefore(last, to) && !garden.isBefore(last, from);
}

const messagesOf = (garden: Garden, { commits }: Landing): string[] =>
  commits.flatMap((commit) => garden.messagesBy(commit));

/** What a landing says of its own. */
const textsOf = (garden: Garden, landing: Landing): string[] => [
  landing.title ?? '',
  landing.body ?? '',
  ...messagesOf(garden, landing),
];

const names =
  ({ text }: Planted) =>
  (said: string): boolean =>
    said.split(text).some((rest, place) => place > 0 && !/^\d/.test(rest));
