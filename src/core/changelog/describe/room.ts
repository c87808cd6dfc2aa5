/** How much of a body a text takes, and how room is shared. */

/**
 * GitHub refuses a body of more than 65,536 (422, "Body is too long") and does not say of what: so it is measured in UTF-16 units
 * and in bytes, with some of it left.
 */
export const MOST_UNITS = 60_000;
export const MOST_BYTES = 65_000;

const encoder = new TextEncoder();

/** In units of which a body has `MOST_UNITS`: a text that fits by them fits in bytes too. */
export function roomOf(text: string): number {
  const bytes = encoder.encode(text).length;
  return Math.max(text.length, Math.ceil((bytes * MOST_UNITS) / MOST_BYTES));
}

/** The room of every text in a model, wherever it stands. */
export function roomOfTexts(model: unknown): number {
  if (typeof model === 'string') return roomOf(model);
  if (model === null || typeof model !== 'object') return 0;
  return Object.values(model).reduce((sum: number, part: unknown) => sum + roomOfTexts(part), 0);
}

/** As many items, from the first on, as fit together. `least`: so many stand there in any case. */
export function fitting<Item>(
  items: Item[],
  room: number,
  { of, least = 0 }: { of: (item: Item) => number; least?: number },
): Item[] {
  let taken = 0;
  const end = items.findIndex((item, index) => (taken += of(item)) > room && index >= least);
  return end === -1 ? items : items.slice(0, end);
}

/** Everyone's part of the room: who wants little gets it all, and the others the same. */
export function shares(wants: number[], room: number): number[] {
  const given = wants.map(() => 0);
  let left = Math.max(0, room);
  const byWant = wants.map((want, index) => ({ want, index })).sort((a, b) => a.want - b.want || a.index - b.index);
  byWant.forEach(({ want, index }, turn) => {
    const share = Math.min(want, Math.floor(left / (wants.length - turn)));
    given[index] = share;
    left -= share;
  });
  return given;
}
