import { isCommitSha, isDigest, type ComponentName } from '../../names.ts';
import { locatePin } from '../../pins/index.ts';
import type { LaneComponent } from '../../pipeline/lanes.ts';
import type { PinRule } from '../../pipeline/pipeline.ts';
import type { Reason } from '../plan-model.ts';
import { pinPlaces, type PinPlace } from './pin-places.ts';

/** What all pins of a component hold on a branch, and where they stand; the first is the one whose history counts. */
export interface HeldPins {
  /** A full commit id, or a digest. */
  value: string;
  holds: PinRule['holds'];
  /** The tag that stands beside the digest. */
  tag?: string;
  pins: [PinPlace, ...PinPlace[]];
}

/** A branch that holds pins: where people find it, and the texts of its files. */
export interface PinnedBranch {
  /** `owner/repo branch`. */
  where: string;
  /** Of another repository than the lane's own: who reads of the lane need not be who may read there, so that nothing is quoted. */
  isForeign?: true;
  text(path: string): { text: string } | { missing: true } | { unreadable: string };
}

interface ReadPin {
  place: PinPlace;
  value: string;
  tag?: string;
  line: number;
}

/** The one reference that all pins of the component hold on the branch, or why that cannot be said. */
export function readPins(
  rules: PinRule[],
  branch: PinnedBranch,
  component: LaneComponent,
): HeldPins | { reason: Reason } {
  const read: ReadPin[] = [];
  for (const place of pinPlaces(rules, component)) {
    const found = readPin(place, branch);
    if ('problem' in found) return blocked(component.name, 'pin-not-found', { says: found.problem, next: found.next });
    read.push(found);
  }
  // A digest says more than the commit beside it: where a stage pins both, the digest is what moves.
  const leading = read.find(({ place }) => place.holds === 'digest') ?? read[0];
  if (leading === undefined)
    return blocked(component.name, 'pin-not-found', {
      says: 'the stage names no pin',
      next: 'name one in the pipeline',
    });
  return agreed(leading, read, { component: component.name, isQuoted: branch.isForeign !== true });
}

function agreed(
  first: ReadPin,
  read: ReadPin[],
  { component, isQuoted }: { component: ComponentName; isQuoted: boolean },
): HeldPins | { reason: Reason } {
  const { holds, address } = first.place;
  const other = read.find(({ place, value }) => place.holds === holds && value !== first.value);
  if (other !== undefined) {
    const [one, two] = [first, other].map(({ place, line, value }) => {
      const at = `${place.address.path}:${line}`;
      return isQuoted ? `${at} holds ${value}` : at;
    });
    const says = `its pins disagree: ${one}, ${two}`;
    return blocked(component, 'pins-disagree', { says, next: `set them to the same ${holds} by hand once` });
  }
  if (!(holds === 'commit' ? isCommitSha(first.value) : isDigest(first.value))) {
    const what = holds === 'commit' ? 'a full commit id' : 'a digest (sha256:…)';
    const at = `${address.path}:${first.line}${address.arg === undefined ? '' : ` ARG ${address.arg}`}`;
    const says = isQuoted
      ? `${at} holds "${first.value}", which is not ${what}`
      : `${at} holds something that is not ${what}`;
    return blocked(component, 'pin-unknown', { says, next: nextFor(holds) });
  }
  const places = read.map(({ place }) => place).filter((place) => place !== first.place);
  return {
    value: first.value,
    holds,
    ...(first.tag === undefined ? {} : { tag: first.tag }),
    pins: [first.place, ...places],
  };
}

const nextFor = (holds: PinRule['holds']): string =>
  holds === 'commit'
    ? 'set it to a full commit id of the code repository by hand once'
    : 'set it to the digest of an image by hand once';

function readPin(place: PinPlace, branch: PinnedBranch): ReadPin | { problem: string; next: string } {
  const { path } = place.address;
  const where = `${branch.where}: ${path}`;
  const file = branch.text(path);
  if ('unreadable' in file)
    return { problem: `${where} cannot be edited: ${file.unreadable}`, next: 'name another file in the pipeline' };
  if ('missing' in file)
    return { problem: `${where} does not exist`, next: 'add the file, or name another one in the pipeline' };
  const pin = locatePin(file.text, place.address);
  if (!('problem' in pin)) {
    const tag = pin.reference.tag;
    return { place, value: pin.value, ...(tag === undefined ? {} : { tag }), line: pin.line };
  }
  const next = 'make the pin match exactly one place';
  // A message quotes nothing, unless it is about what cannot be read as its format.
  if (branch.isForeign === true)
    return {
      problem: `${where}: ${pin.problem.code === 'unreadable' ? 'it cannot be read' : pin.problem.message}`,
      next,
    };
  const candidates = pin.problem.candidates.map(({ line, text }) => `${path}:${line} ${text}`);
  const listed = candidates.length === 0 ? '' : ` Candidates: ${candidates.join('; ')}.`;
  return { problem: `${where}: ${pin.problem.message}${listed}`, next };
}

const blocked = (about: ComponentName, code: string, words: { says: string; next: string }): { reason: Reason } => ({
  reason: { about, standing: 'blocked', code, ...words },
});
