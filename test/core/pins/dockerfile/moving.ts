/** What the tests of Dockerfiles move, and how. */
import { rewritePins } from '../../../../src/core/pins/index.ts';
import type { PinMove, PinProblem, RewrittenPins } from '../../../../src/core/pins/index.ts';

export const OLD = `sha256:${'a'.repeat(64)}`;
export const NEW = `sha256:${'b'.repeat(64)}`;
export const OLD_COMMIT = 'a'.repeat(40);
export const NEW_COMMIT = 'b'.repeat(40);

type How = Partial<PinMove> & Pick<PinMove, 'to'>;

export const move = (text: string, how: How): RewrittenPins => rewritePins(text, { path: 'Dockerfile', ...how });

export function moved(text: string, how: How): string {
  const result = move(text, how);
  if ('problem' in result) throw new Error(`${result.problem.code}: ${result.problem.message}`);
  return result.text;
}

export function problemOf(text: string, how: How): PinProblem {
  const result = move(text, how);
  if (!('problem' in result)) throw new Error(`moved: ${result.text}`);
  return result.problem;
}
