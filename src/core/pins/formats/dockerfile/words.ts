/** The words of an instruction, as a shell would split them. */

/** A word with its quotes and escapes, and where it begins in its instruction's text. */
export interface Word {
  text: string;
  at: number;
}

/** What Go calls space, as far as it has one byte or two (unicode.IsSpace). */
const BLANKS = ' \t\v\f\r\n\u0085\u00A0';

/** The words behind an instruction's keyword, in their order. */
export function* wordsOf({ text, from }: { text: string; from: number }, escape: string): Generator<Word> {
  let quote = '';
  let start = -1;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at] as string;
    if (quote === '' && BLANKS.includes(character)) {
      if (start >= 0) yield { text: text.slice(start, at), at: start };
      start = -1;
      continue;
    }
    if (start < 0) start = at;
    if (character === escape && quote !== "'") at += 1;
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (character === quote) quote = '';
  }
  if (start >= 0) yield { text: text.slice(start), at: start };
}

/** What the flags of one name are set to: `--from=…`. Flags stand before everything else. */
export function flagsOf(instruction: { text: string; from: number }, name: string, escape: string): Word[] {
  const flags: Word[] = [];
  const prefix = `--${name}=`;
  for (const { text, at } of wordsOf(instruction, escape)) {
    if (!text.startsWith('--')) break;
    if (text.startsWith(prefix)) flags.push({ text: text.slice(prefix.length), at: at + prefix.length });
  }
  return flags;
}
