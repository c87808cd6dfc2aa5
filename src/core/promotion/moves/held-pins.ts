import { isCommitSha, isDigest, type ComponentName } from '../../names.ts';
import type { PinProblem } from '../../pins/index.ts';
import type { LaneComponent } from '../../pipeline/lanes.ts';
import { openedText } from '../../pipeline/pins/opened-texts.ts';
import type { PinRule } from '../../pipeline/pipeline.ts';
import type { Reason } from '../plan-model.ts';
import { pinIn, pinPlaces, spotsOf, type PinPlace, type PinSpot } from '../../pipeline/pins/pin-places.ts';

/** What all pins of a component hold on a branch, and where they stand; the first is the one whose history counts. */
export interface HeldPins {
  /** A full commit id, or a digest. */
  value: string;
  holds: PinRule['holds'];
  /** The tag that stands beside the digest. */
  tag?: string;
  pins: [PinPlace, ...PinPlace[]];
  /** Where all of them stand, in the order of the pipeline file. */
  spots: PinSpot[];
}

/** A branch that holds pins: where people find it, and the texts of its files. */
export interface PinnedBranch {
  /** `owner/repo branch`. */
  where: string;
  /** Of another repository than the lane's own: who reads of the lane need not be who may read there, so that nothing is quoted. */
  isForeign?: true;
  /** What the texts belong to: while that lives, each is read once, however many components have pins in it. */
  owner?: object;
  text(path: string): { text: string } | { missing: true } | { unreadable: string };
}

interface ReadPin {
  place: PinPlace;
  value: string;
  tag?: string;
  line: number;
  spots: PinSpot[];
}

/** Why a pin cannot be read, and what to do about it. */
interface Unread {
  code: 'pin-not-found' | 'pins-disagree';
  says: string;
  next: string;
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
    if ('code' in found) return blocked(component.name, found);
    read.push(found);
  }
  // A digest says more than the commit beside it: where a stage pins both, the digest is what moves.
  const leading = read.find(({ place }) => place.holds === 'digest') ?? read[0];
  if (leading === undefined)
    return blocked(component.name, {
      code: 'pin-not-found',
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
    return blocked(component, { code: 'pins-disagree', says, next: sameByHand(holds) });
  }
  if (!(holds === 'commit' ? isCommitSha(first.value) : isDigest(first.value))) {
    const what = holds === 'commit' ? 'a full commit id' : 'a digest (sha256:…)';
    const at = `${address.path}:${first.line}${address.arg === undefined ? '' : ` ARG ${address.arg}`}`;
    const says = isQuoted
      ? `${at} holds "${first.value}", which is not ${what}`
      : `${at} holds something that is not ${what}`;
    return blocked(component, { code: 'pin-unknown', says, next: nextFor(holds) });
  }
  const places = read.map(({ place }) => place).filter((place) => place !== first.place);
  return {
    value: first.value,
    holds,
    ...(first.tag === undefined ? {} : { tag: first.tag }),
    pins: [first.place, ...places],
    spots: read.flatMap(({ spots }) => spots),
  };
}

const nextFor = (holds: PinRule['holds']): string =>
  holds === 'commit'
    ? 'set it to a full commit id of the code repository by hand once'
    : 'set it to the digest of an image by hand once';

const sameByHand = (holds: PinRule['holds']): string => `set them to the same ${holds} by hand once`;

function readPin(place: PinPlace, branch: PinnedBranch): ReadPin | Unread {
  const { path } = place.address;
  const where = `${branch.where}: ${path}`;
  const file = branch.text(path);
  if ('unreadable' in file) {
    const says = `${where} cannot be edited: ${file.unreadable}`;
    return { code: 'pin-not-found', says, next: 'name another file in the pipeline' };
  }
  if ('missing' in file) {
    const next = 'add the file, or name another one in the pipeline';
    return { code: 'pin-not-found', says: `${where} does not exist`, next };
  }
  const pin = pinIn(openedText(file.text, branch.owner), place);
  if ('problem' in pin) return notFound(place, { where, problem: pin.problem, isQuoted: branch.isForeign !== true });
  const tag = pin.reference.tag;
  return {
    place,
    value: pin.value,
    ...(tag === undefined ? {} : { tag }),
    line: pin.line,
    spots: spotsOf(place, pin),
  };
}

function notFound(
  { address: { path, places = 1 }, holds }: PinPlace,
  { where, problem, isQuoted }: { where: string; problem: PinProblem; isQuoted: boolean },
): Unread {
  const isDisagreement = problem.code === 'disagree';
  const code = isDisagreement ? 'pins-disagree' : 'pin-not-found';
  const wanted = places === 1 ? 'one place' : `${places} places`;
  const next = isDisagreement ? sameByHand(holds) : `make the pin match exactly ${wanted}`;
  // A message quotes nothing, unless it is about what cannot be read as its format.
  if (!isQuoted)
    return {
      code,
      says: `${where}: ${problem.code === 'unreadable' ? 'it cannot be read' : problem.message}`,
      next,
    };
  const candidates = problem.candidates.map(({ line, text }) => `${path}:${line} ${text}`);
  const listed = candidates.length === 0 ? '' : ` Candidates: ${candidates.join('; ')}.`;
  return { code, says: `${where}: ${problem.message}${listed}`, next };
}

const blocked = (about: ComponentName, unread: Pick<Reason, 'code' | 'says' | 'next'>): { reason: Reason } => ({
  reason: { about, standing: 'blocked', ...unread },
});
