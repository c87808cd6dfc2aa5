/** Control characters, line separators, and directions that make a text read differently from what it holds. */
const OBEYED = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/gu;

/** Foreign text as it may stand in one line of a terminal or a log: nothing in it is obeyed. */
export const printable = (text: string): string => text.toWellFormed().replace(OBEYED, '\ufffd');
