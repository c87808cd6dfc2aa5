import type { ComponentName } from '../../names.ts';
import { openedText } from '../../pipeline/pins/opened-texts.ts';
import { pinIn, type PinPlace } from '../../pipeline/pins/pin-places.ts';
import type { LocatedPin, PinMove, PinProblem, PinReference } from '../../pins/index.ts';
import type { Opener } from '../../pins/open.ts';
import { problemIn } from '../../pins/problem.ts';
import { rewriteEach, type RewrittenEach } from '../../pins/rewrite.ts';
import { planMove } from '../../pins/rewriting/planned-move.ts';
import { shortReference } from '../../text/phrases.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Reason } from '../plan-model.ts';
import type { Reference } from './reference.ts';

/** A pin, and what it is to hold. */
export interface PinWrite {
  place: PinPlace;
  to: Reference;
}

/** A text with some of its pins moved, byte for byte nothing else. A pin is moved only where it holds what its stage moves. */
export function writePins(text: string, writes: readonly PinWrite[], open: Opener): RewrittenEach {
  for (const [index, { place }] of writes.entries()) {
    const problem = notOfItsKind(open, place);
    if (problem !== undefined) return { problem, index };
  }
  const moves = writes.map(({ place, to }) => moveOf(place, pinReference(place.holds, to)));
  return rewriteEach(text, moves, open);
}

/** A single place, unless the pipeline says how many: a second reference to an image is never moved along unasked. */
const moveOf = ({ address }: PinPlace, to: PinReference): PinMove => ({ places: 1, ...address, to });

function pinReference(holds: PinPlace['holds'], { value, code, tag }: Reference): PinReference {
  if (holds === 'commit') return { commit: code };
  return { digest: value, ...(tag === undefined ? {} : { tag }) };
}

/** Why a pin is not one that the stage moves: what stands there is never replaced by something of another kind, nor written first. */
function notOfItsKind(open: Opener, place: PinPlace): PinProblem | undefined {
  const { address, holds } = place;
  const [file, found] = [open(address), pinIn(open, place)];
  if ('problem' in found) return found.problem;
  if (found.reference[holds] !== undefined || 'problem' in file) return undefined;
  const { code, is } = misfitOf(found);
  const form = holds === 'digest' ? 'sha256:…' : '40 hexadecimal digits';
  const isTag = holds === 'digest' && code === 'tag-only';
  const next = isTag
    ? 'Write the digest behind it by hand once, as "tag@sha256:…".'
    : `Write a ${holds} (${form}) there by hand once.`;
  const message = `Line ${found.line} holds ${is}, and the stage moves ${holds}s. ${next}`;
  return problemIn({ path: address.path, text: file.text })(code, message, [found.line]).problem;
}

function misfitOf({ reference, value }: LocatedPin): { code: PinProblem['code']; is: string } {
  if (value === '') return { code: 'no-value', is: 'nothing' };
  if (reference.digest === undefined && reference.tag !== undefined) return { code: 'tag-only', is: 'a tag by itself' };
  const [kind = 'something else'] = Object.keys(reference);
  return { code: 'bad-value', is: kind === 'something else' ? kind : `a ${kind}` };
}

/** Whether a pin holds the reference in a text. `owner`: as for `openedText`. */
export function pinHolds(text: string | undefined, { place, to: { value, code } }: PinWrite, owner?: object): boolean {
  const found = text === undefined ? undefined : pinIn(openedText(text, owner), place);
  if (found === undefined || 'problem' in found) return false;
  return found.value === (place.holds === 'commit' ? code : value);
}

/** A pin that can be read and not be written. */
export function unwritable(move: {
  component: ComponentName;
  here: Snapshot;
  pins: PinPlace[];
  to: Reference;
}): Reason | undefined {
  const { component, here, pins, to } = move;
  for (const place of pins) {
    const { path } = place.address;
    const text = here.files.find((file) => file.path === path)?.base ?? '';
    const open = openedText(text, here.files);
    const untagged = withoutItsTag(open, { place, to });
    if (untagged !== undefined) {
      const says = `${whereIs(here, path)}:${untagged.line} ${untagged.says}`;
      return { about: component, standing: 'blocked', code: 'pin-not-writable', says, next: TAG_IT };
    }
    const problem = notOfItsKind(open, place) ?? unplanned(open, { place, to });
    if (problem !== undefined) return notWritable(component, here, { path, problem });
  }
  return undefined;
}

/** Says that a component stays because of a problem with one of its pins. */
export const notWritable = (
  about: ComponentName,
  here: Snapshot,
  { path, problem }: { path: string; problem: PinProblem },
): Reason => ({
  about,
  standing: 'blocked',
  code: 'pin-not-writable',
  says: `${whereIs(here, path)}: ${problem.message}`,
  next: 'mend the pin, or name another one in the pipeline',
});

const whereIs = ({ repo, base }: Snapshot, path: string): string => `${repo} ${base.name}: ${path}`;

function unplanned(open: Opener, { place, to }: PinWrite): PinProblem | undefined {
  const planned = planMove(open, moveOf(place, pinReference(place.holds, to)));
  return 'problem' in planned ? planned.problem : undefined;
}

const TAG_IT = 'report the image with its tag, or take the tag out of the pin by hand once';

/** A tag and its digest move together: a tag that stays would name another image than the one that runs. */
function withoutItsTag(open: Opener, { place, to }: PinWrite): { line: number; says: string } | undefined {
  if (place.holds !== 'digest' || to.tag !== undefined) return undefined;
  const found = pinIn(open, place);
  if ('problem' in found || found.reference.tag === undefined || found.reference.digest === undefined) return undefined;
  const says = `holds the tag ${found.reference.tag} beside the digest, and nobody has told a tag of ${shortReference(to.value)}`;
  return { line: found.line, says };
}

/** Whether two texts of a file differ in nothing but what these pins hold. `owner`: as for `openedText`. */
export function differInPinsAlone(
  { base, head }: { base: string; head: string },
  places: readonly PinPlace[],
  owner?: object,
): boolean {
  const [before, after] = [openedText(base, owner), openedText(head, owner)];
  const moves: PinMove[] = [];
  for (const place of places) {
    const [held, there] = [pinIn(before, place), pinIn(after, place)];
    if ('problem' in held || 'problem' in there || there.reference[place.holds] === undefined) return false;
    moves.push(moveOf(place, asReference(held)));
  }
  const put = rewriteEach(head, moves, after);
  return 'text' in put && put.text === base;
}

function asReference({ reference: { commit, version, tag, digest } }: LocatedPin): PinReference {
  if (commit !== undefined) return { commit };
  if (version !== undefined) return { version };
  return { ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}
