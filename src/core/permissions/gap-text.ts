import { printable } from '../text/printable.ts';
import type { Missing, PermissionGap } from './permission-gaps.ts';

/** Whom the gap is about: `The App on acme`, or `The App’s registration`. */
export const gapTitle = ({ at }: PermissionGap): string =>
  at === 'app' ? 'The App’s registration' : `The App on ${printable(at.account)}`;

/** One sentence a permission or event, the same in the log, on the page and from `sluice doctor`. */
export const gapSentences = ({ missing }: PermissionGap): string[] => missing.map(sentenceOf);

/** What an owner does about it. */
export const gapRemedy = ({ at, address }: PermissionGap): string =>
  at === 'app'
    ? `add it to the App’s registration at ${address}; owners of each installation are then asked to accept it`
    : `an owner of ${printable(at.account)} accepts it at ${address}`;

function sentenceOf(missing: Missing): string {
  if ('event' in missing) return `is not told of ${printable(missing.event)}: ${missing.without}`;
  const { permission, has, needs, without } = missing;
  return `${has === undefined ? 'has no' : `has ${printable(has)} of`} ${printable(permission)} (needs ${needs}): ${without}`;
}
