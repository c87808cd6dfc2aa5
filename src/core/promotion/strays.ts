import type { LaneComponent } from '../pipeline/lanes.ts';
import { parseRepository } from '../pins/formats/image-reference.ts';
import { openedText } from '../pipeline/pins/opened-texts.ts';
import { pinsIn } from '../pins/find.ts';
import type { FoundPin } from '../pins/index.ts';
import type { HeldPins, PinnedBranch } from './moves/held-pins.ts';

/** Another reference to a component's image, in a file that it is pinned in, to something else than the pin holds. */
export interface Stray {
  file: string;
  /** From 1. */
  line: number;
  /** A digest, or the tag where it has none. */
  holds: string;
}

/** Of one component; a file that has more is not kept in order by its pins. */
const MOST_STRAYS = 10;

/** Reads the references of a branch's files, each file once however many components have pins in it. */
export function referencesOn(branch: PinnedBranch): (path: string) => FoundPin[] {
  const read = new Map<string, FoundPin[]>();
  return (path) => {
    const file = branch.text(path);
    const found = read.get(path) ?? ('text' in file ? pinsOf(file.text, path, branch.owner) : []);
    read.set(path, found);
    return found;
  };
}

/** Those too that cannot be moved: they are left behind all the more. */
function pinsOf(text: string, path: string, owner: object | undefined): FoundPin[] {
  const file = openedText(text, owner)({ path });
  return 'problem' in file ? [] : pinsIn(file, { all: true });
}

/** What refers to a component's image beside its pins, and was left behind or runs ahead. */
export function straysOf(
  { image }: LaneComponent,
  { value, holds, tag, spots }: HeldPins,
  references: (path: string) => FoundPin[],
): Stray[] {
  const own = image === undefined ? undefined : parseRepository(image);
  if (own === undefined || holds !== 'digest') return [];
  const strays = [...new Set(spots.map(({ file }) => file))].flatMap((file) =>
    references(file).flatMap((found): Stray[] => {
      if (found.image === undefined || parseRepository(found.image) !== own) return [];
      const other = found.digest ?? found.tag;
      const isSame = found.digest === undefined ? found.tag === tag : found.digest === value;
      return other === undefined || isSame ? [] : [{ file, line: found.line, holds: other }];
    }),
  );
  return strays.slice(0, MOST_STRAYS);
}
