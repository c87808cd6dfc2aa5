/** What the tests of pins move: one image, from one digest and tag to others. */
import { rewritePins } from '../../../src/core/pins/index.ts';
import type { PinMove, PinProblem } from '../../../src/core/pins/index.ts';

export const IMAGE = 'registry.acme.dev/payments';
export const OLD = `sha256:${'a'.repeat(64)}`;
export const NEW = `sha256:${'b'.repeat(64)}`;

/** `<T>` and `<D>` stand for the tag and the digest of a pin, before its move and after it. */
export const at = (template: string, tag: string, digest: string): string =>
  template.replaceAll('<T>', tag).replaceAll('<D>', digest);

/** Moves the image's pin in `app.yaml`, unless the move says otherwise. */
export function move(text: string, how: Partial<PinMove> & Pick<PinMove, 'to'>): ReturnType<typeof rewritePins> {
  const isNamed = how.image !== undefined || how.pointer !== undefined || how.marker !== undefined;
  return rewritePins(text, { path: 'app.yaml', ...(isNamed ? {} : { image: IMAGE }), ...how });
}

export function moved(text: string, how: Partial<PinMove> & Pick<PinMove, 'to'>): string {
  const result = move(text, how);
  if ('problem' in result) throw new Error(result.problem.message);
  return result.text;
}

export function problemOf(text: string, how: Partial<PinMove> & Pick<PinMove, 'to'>): PinProblem {
  const result = move(text, how);
  if (!('problem' in result)) throw new Error(`moved: ${result.text}`);
  return result.problem;
}
