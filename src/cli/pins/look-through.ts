import { resolve } from 'node:path';

import { pinsIn } from '../../core/pins/find.ts';
import { formatOf, type FoundPin, type HeldReference } from '../../core/pins/index.ts';
import { openFile } from '../../core/pins/open.ts';
import type { Unreadable } from '../../core/pins/pin-file.ts';
import { shortNameOf, type PinnedFile, type PinOwner } from '../../core/pipeline/pins/pin-owners.ts';
import { readAs } from './named-files.ts';
import type { RuledPin, RuledPins } from './ruled-pins.ts';
import { readText } from './text-file.ts';
import type { Tree } from './tree.ts';

/** A reference, where it stands, and whose it is. */
export interface ListedPin {
  component?: string;
  file: string;
  pin: FoundPin;
  /** The stages whose pins stand there; absent where no pipeline was asked, or it does not know the component. */
  movedBy?: readonly string[];
}

/** What a tree holds. */
export interface Listing {
  pins: ListedPin[];
  unread: { file: string; because: string }[];
  /** How many files were read. */
  read: number;
}

/** What a pipeline knows of the references in a file. */
export interface Whose {
  owners: (file: PinnedFile) => (PinOwner | undefined)[];
  ruled: RuledPins;
}

/** Every reference in the files of a tree, in the order of files and lines. */
export async function lookThrough(tree: Tree, whose: Whose | undefined): Promise<Listing> {
  const listing: Listing = { pins: [], unread: [...tree.unread], read: 0 };
  for (const file of tree.files) {
    const pins = await pinsOf(file, tree, whose);
    if (pins === undefined) continue;
    if ('because' in pins) {
      listing.unread.push({ file, because: pins.because });
      continue;
    }
    listing.read += 1;
    for (const pin of pins) listing.pins.push(pin);
  }
  return listing;
}

/** What a file of a format that nobody knows has in it where somebody means Sluice to read it. */
const MARK = 'sluice:';
const UNKNOWN = `nothing is known of its format, and no comment in it says "${MARK} <name>"`;

/** The references in a file, or why it could not be read; undefined for one that nobody has meant to be read. */
async function pinsOf(
  file: string,
  { folder, isFile }: Tree,
  whose: Whose | undefined,
): Promise<ListedPin[] | { because: string } | undefined> {
  const path = resolve(folder, file);
  const as = readAs(path, file);
  const isKnown = formatOf(as) !== 'text' || whose?.ruled.isNamed(file) === true;
  const read = await readText(path);
  if ('is' in read) return isFile || (isKnown && read.is !== 'binary') ? read : undefined;
  if (!isKnown && !read.text.includes(MARK)) return isFile ? { because: UNKNOWN } : undefined;
  const pins = foundIn(read.text, as);
  return 'unreadable' in pins ? { because: pins.unreadable } : ownedPins({ path: file, text: read.text, pins }, whose);
}

function foundIn(text: string, path: string): FoundPin[] | Unreadable {
  const file = openFile(text, path);
  return 'unreadable' in file ? file : pinsIn(file, { all: true });
}

function ownedPins(file: PinnedFile, whose: Whose | undefined): ListedPin[] {
  const owners = whose?.owners(file) ?? [];
  const listed = file.pins.map((pin, index) => listedPin(file.path, { pin, owner: owners[index] }));
  return withRuled(listed, file, whose).toSorted((one, other) => one.pin.line - other.pin.line);
}

/** With those too that only a rule of the pipeline tells to be pins. */
function withRuled(listed: ListedPin[], file: PinnedFile, whose: Whose | undefined): ListedPin[] {
  if (whose?.ruled.isNamed(file.path) !== true) return listed;
  const ruled = Map.groupBy(whose.ruled.pinsIn(file.path, file.text), ({ pin }) => placeOf(pin));
  const places = new Set(listed.map(({ pin }) => placeOf(pin)));
  const others = [...ruled].flatMap(([place, [first, ...more]]) =>
    first === undefined || places.has(place) ? [] : [listedPin(file.path, { ...first, owner: together(first, more) })],
  );
  const known = listed.map((one) => {
    const [first, ...more] = ruled.get(placeOf(one.pin)) ?? [];
    const isOwned = first === undefined || (one.movedBy ?? []).length > 0;
    return isOwned ? one : listedPin(file.path, { pin: one.pin, owner: together(first, more) });
  });
  return [...known, ...others];
}

const together = ({ owner }: RuledPin, others: readonly RuledPin[]): PinOwner => ({
  component: owner.component,
  movedBy: [...new Set([owner, ...others.map((other) => other.owner)].flatMap(({ movedBy }) => movedBy))],
});

/** Several patterns may find something on one line. */
const placeOf = (pin: FoundPin): string => `${pin.pointer} ${valueOf(pin)}`;

/** What a pin holds, as it stands in the file; empty where nothing does. */
export const valueOf = ({ tag, digest, commit, version }: HeldReference): string =>
  commit ?? version ?? [tag, digest].filter((part) => part !== undefined).join('@');

function listedPin(file: string, { pin, owner }: { pin: FoundPin; owner: RuledPin['owner'] | undefined }): ListedPin {
  const component = owner?.component ?? shortNameOf(pin) ?? pin.marker;
  return {
    ...(component === undefined ? {} : { component }),
    file,
    pin,
    ...(owner === undefined ? {} : { movedBy: owner.movedBy }),
  };
}
