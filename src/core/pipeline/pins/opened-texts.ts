import { openerOf, type Opener } from '../../pins/open.ts';

/** By what a text belongs to: with that it is forgotten. */
const opened = new WeakMap<object, Map<string, Opener>>();

/**
 * A text that pins are read from. One with an owner (the files of a look, the texts of an answer) is read once for as long as that
 * lives, however many components have pins in it.
 */
export function openedText(text: string, owner?: object): Opener {
  if (owner === undefined) return openerOf(text);
  const texts = opened.get(owner) ?? new Map<string, Opener>();
  opened.set(owner, texts);
  const open = texts.get(text) ?? openerOf(text);
  texts.set(text, open);
  return open;
}
