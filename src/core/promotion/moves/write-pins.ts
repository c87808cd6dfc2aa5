import type { ComponentName } from '../../names.ts';
import { locatePin, rewritePins, type PinReference, type RewrittenPins } from '../../pins/index.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Reason } from '../plan-model.ts';
import type { PinPlace } from './pin-places.ts';
import type { Reference } from './reference.ts';

/** A text with one pin moved to a reference, byte for byte nothing else. */
export const writePin = (text: string, { address, holds }: PinPlace, to: Reference): RewrittenPins =>
  rewritePins(text, { ...address, to: pinReference(holds, to) });

function pinReference(holds: PinPlace['holds'], { value, code, tag }: Reference): PinReference {
  if (holds === 'commit') return { commit: code };
  return { digest: value, ...(tag === undefined ? {} : { tag }) };
}

/** Whether a pin holds the reference in a text. */
export function pinHolds(text: string | undefined, place: PinPlace, { value, code }: Reference): boolean {
  const found = text === undefined ? undefined : locatePin(text, place.address);
  if (found === undefined || 'problem' in found) return false;
  return found.value === (place.holds === 'commit' ? code : value);
}

/** A pin that can be read and not be written: a tag beside the digest for which there is no new one, for example. */
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
    const written = writePin(text, place, to);
    if (!('problem' in written)) continue;
    return {
      about: component,
      standing: 'blocked',
      code: 'pin-not-writable',
      says: `${here.repo} ${here.base.name}: ${path}: ${written.problem.message}`,
      next: 'mend the pin, or name another one in the pipeline',
    };
  }
  return undefined;
}

/** Whether two texts of a file differ in nothing but what these pins hold. */
export function differInPinsAlone(base: string, head: string, places: PinPlace[]): boolean {
  let text = head;
  for (const place of places) {
    const [held, there] = [base, text].map((where) => locatePin(where, place.address));
    if (held === undefined || there === undefined || 'problem' in held || 'problem' in there) return false;
    if (there.reference[place.holds] === undefined) return false;
    const { commit, version, tag, digest } = held.reference;
    const to =
      commit !== undefined ? { commit } : version !== undefined ? { version } : withoutUndefined({ tag, digest });
    const put = rewritePins(text, { ...place.address, to });
    if ('problem' in put) return false;
    text = put.text;
  }
  return text === base;
}

const withoutUndefined = ({
  tag,
  digest,
}: {
  tag?: string | undefined;
  digest?: string | undefined;
}): PinReference => ({
  ...(tag === undefined ? {} : { tag }),
  ...(digest === undefined ? {} : { digest }),
});
