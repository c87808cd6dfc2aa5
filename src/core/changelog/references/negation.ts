/** Where a clause begins: what stands before says nothing of what follows. */
const CLAUSE = new RegExp(
  [
    String.raw`[.!?](?=\s|$)|[;:(,]| [-–—]+ `,
    String.raw`\b(?:but|however)\b`,
    // A clause of its own goes on in `and fixes`.
    String.raw`\b(?:and|so)(?:\s+also)?(?=\s+$)`,
  ].join('|'),
  'gi',
);
const MANY_WORDS = 8;

/** Said anywhere in the clause. `not only fixes` fixes. */
const NEGATED =
  /(?:\b(?:not|cannot|never|no\s+longer|hardly|barely|scarcely|(?:do|does|did|ca|wo|is|was|should|would|could)nt)|n['’ʼ]t)(?![\w'’])(?!\s+(?:only|just|merely)\b)/i;
/** Said of what was done before, or of what did not come about. */
const UNDONE =
  /\brevert(?:s|ed|ing)?\b.*\b(?:that|which)\b|\b(?:supposed|tried)\s+to\b|\b(?:was|were)\s+(?:meant|intended)\s+to\b/is;
const MANNER = String.raw`(?:\w+ly|already|also|any\s?more|even|ever|itself|just|quite|to|yet)`;
/** Said right before. */
const RIGHT_BEFORE = new RegExp(
  String.raw`\b(?:nor|neither|without|instead\s+of|rather\s+than|fails?\s+to)\s+(?:\w+\s+)?(?:${MANNER}\s+){0,3}$`,
  'i',
);
/** `does not, by itself, fix`: what is put in is no clause. */
const PUT_IN = /(\bnot|n['’ʼ]t|\bnever),[^,.;]{0,60},/gi;

/**
 * Whether what is said right after `before` is negated: earlier in the clause, eight words back at the most. `keyword` is the
 * word itself: a capital at the beginning of a line begins a sentence, and `and fixes` a clause.
 */
export function isNegated(before: string, keyword: string): boolean {
  if (/(?:^|\n)[^\S\n]*$/.test(before) && /^\p{Lu}/u.test(keyword)) return false;
  const clause = clauseOf(before.replace(PUT_IN, '$1'), keyword);
  const words = lastWords(clause);
  return NEGATED.test(words) || UNDONE.test(words) || RIGHT_BEFORE.test(clause);
}

function clauseOf(text: string, keyword: string): string {
  const declares = /s$/i.test(keyword);
  const starts = [...text.matchAll(CLAUSE)].filter(([mark]) => declares || !/^(?:and|so)\b/i.test(mark));
  const last = starts.at(-1);
  return last ? text.slice(last.index + last[0].length) : text;
}

const lastWords = (text: string): string => (text.match(/\S+\s*/g) ?? []).slice(-MANY_WORDS).join('');
