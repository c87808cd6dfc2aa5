import { fillPlaceholders } from '../pipeline/pipeline.ts';
import { openedText } from '../pipeline/pins/opened-texts.ts';
import { pinIn, pinPlaces, type PinPlace } from '../pipeline/pins/pin-places.ts';
import type { Snapshot } from '../promotion/snapshot.ts';
import type { Removal } from './removal.ts';

/** What a component leaves behind in a stage's repository. */
export interface Belongings {
  /** Files that are the component's alone. */
  deletes: string[];
  /** Its pins in files of others, and files beside other components' pins: for a person. */
  left: Leftover[];
}

export interface Leftover {
  path: string;
  /** From 1; undefined for a whole file. */
  line?: number;
  because: string;
}

/** The files below each directory that was asked for, by directory; one that does not exist has none. */
export type FilesBelow = ReadonlyMap<string, string[]>;

/** The directories that bear the component's name: all below them is looked at. */
export function directoriesOf({ pins, component }: Removal): string[] {
  const directories = pins.flatMap(({ file }) => {
    const segments = file.split('/');
    const first = segments.findIndex((segment) => segment.includes('{component}'));
    if (first === -1 || first === segments.length - 1) return [];
    return [fillPlaceholders(segments.slice(0, first + 1).join('/'), component.name)];
  });
  return [...new Set(directories)];
}

/**
 * Sorts what the stage's branch holds of the component. `inUse`: files that other components and stages have pins in, before the
 * removal or now; those are never deleted, and a directory that holds one is nobody's alone.
 */
export function belongingsOf(
  removal: Removal,
  { here, below, inUse }: { here: Snapshot; below: FilesBelow; inUse: string[] },
): Belongings {
  const shared = new Set([...removal.others, ...inUse]);
  const deletes = new Set<string>();
  const left: Leftover[] = [];
  for (const [index, place] of pinPlaces(removal.pins, removal.component).entries()) {
    const { path } = place.address;
    const isNamed = removal.pins[index]?.file.includes('{component}') === true;
    if (!isThere(here, path)) continue;
    if (isNamed && !shared.has(path)) deletes.add(path);
    else left.push(...pinLeft(here, place));
  }
  for (const directory of directoriesOf(removal)) {
    const files = below.get(directory) ?? [];
    const other = [...shared].find((path) => path.startsWith(`${directory}/`));
    if (other === undefined) for (const path of files) deletes.add(path);
    else
      left.push(
        ...besideOthers(
          files.filter((path) => !deletes.has(path) && !shared.has(path)),
          other,
        ),
      );
  }
  return { deletes: [...deletes].toSorted(), left };
}

function isThere({ files }: Snapshot, path: string): boolean {
  const file = files.find((candidate) => candidate.path === path);
  return file !== undefined && (file.base !== undefined || file.unreadable !== undefined);
}

/** A pin that a person has taken out of the shared file already is not left. */
function pinLeft({ files }: Snapshot, place: PinPlace): Leftover[] {
  const { path } = place.address;
  const text = files.find((file) => file.path === path)?.base;
  if (text === undefined) return [{ path, because: 'it cannot be read as text' }];
  const found = pinIn(openedText(text, files), place);
  return 'problem' in found ? [] : [{ path, line: found.line, because: 'the file has other pins too' }];
}

const besideOthers = (files: string[], other: string): Leftover[] =>
  files.map((path) => ({ path, because: `it stands beside ${other}, which is another component’s or stage’s` }));
