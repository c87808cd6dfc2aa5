import * as fc from 'fast-check';

/** How a reference is written, and so what a changelog has to take it for; `hidden` is none at all. */
type Wording = 'closing' | 'told' | 'mentioned' | 'negated' | 'hidden';
type Place = 'body' | 'title' | 'commit';
type Spelling = 'short' | 'gh' | 'elsewhere' | 'address';
/** What its number is: people write numbers of pull requests, and of what is not there. */
type Target = 'issue' | 'pull' | 'nothing';

/** The wish to plant one reference in a change. */
export interface Seedling {
  wording: Wording;
  place: Place;
  spelling: Spelling;
  target: Target;
  /** Which of several words. */
  word: number;
}

export interface Planted {
  /** `owner/repo#n`. */
  ref: string;
  wording: Wording;
  place: Place;
  target: Target;
  /** As it stands in its place. */
  text: string;
}

const WORDS: Record<Wording, readonly string[]> = {
  closing: ['Fixes', 'closes:', 'RESOLVED', 'Fix', 'close'],
  told: ['Refs', 'Part of', 'Relates to', 'Ref'],
  mentioned: ['See', 'Like', 'More of'],
  negated: ['This does not fix', "doesn't close", 'never resolves'],
  hidden: ['Fixes', 'Closes'],
};

const HIDING: readonly ((text: string) => string)[] = [
  (text) => `\`${text}\``,
  (text) => `\`\`\`\n${text}\n\`\`\``,
  (text) => `<!-- ${text} -->`,
  // Last, for commits alone: whether GitHub links what a description quotes is unconfirmed.
  (text) => `> ${text}`,
];

export const seedlings: fc.Arbitrary<Seedling> = fc.record({
  wording: fc.constantFrom<Wording>('closing', 'closing', 'closing', 'told', 'told', 'mentioned', 'negated', 'hidden'),
  place: fc.constantFrom<Place>('body', 'body', 'title', 'commit'),
  spelling: fc.constantFrom<Spelling>('short', 'short', 'gh', 'elsewhere', 'address'),
  target: fc.constantFrom<Target>('issue', 'issue', 'issue', 'issue', 'issue', 'issue', 'issue', 'pull', 'nothing'),
  word: fc.nat(60),
});

/** Where a seedling's issue has to be: in the component's own repository, or in another one. */
export const isElsewhere = ({ spelling, word, target }: Seedling): boolean =>
  target !== 'pull' && (spelling === 'elsewhere' || (spelling === 'address' && word % 2 === 1));

/** Where a seedling goes. GitHub reads bodies alone as Markdown, and links what a negated keyword names there as if it were none. */
function placeOf({ wording, place }: Seedling): Place {
  if (wording === 'negated') return 'commit';
  return wording === 'hidden' && place === 'title' ? 'body' : place;
}

/** The text that names a thread, as a seedling wants it. */
export function plant(seedling: Seedling, thread: { repo: string; number: number }): Planted {
  const { wording, spelling, target, word } = seedling;
  const { repo, number } = thread;
  const spelt = { short: `#${number}`, gh: `GH-${number}`, elsewhere: `${repo}#${number}` };
  const name = spelling === 'address' ? `https://github.com/${repo}/issues/${number}` : spelt[spelling];
  const words = WORDS[wording];
  const said = `${words[word % words.length]} ${name}`;
  const place = placeOf(seedling);
  const hiding = place === 'commit' ? HIDING : HIDING.slice(0, -1);
  const text = wording === 'hidden' ? (hiding[word % hiding.length]?.(said) ?? said) : said;
  return { ref: `${repo}#${number}`, wording, place, target, text };
}
