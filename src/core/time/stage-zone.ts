import type { Stage } from '../pipeline/pipeline.ts';

/** The time zone that the people of a stage go by: of its schedule, else of its first window; undefined where it names none. */
export function zoneOf({ environment }: Pick<Stage, 'environment'>): string | undefined {
  if (environment === undefined) return undefined;
  if (environment.release !== 'on-change') return environment.release.timezone;
  return environment.gates.flatMap((gate) => ('window' in gate ? [gate.window.timezone] : []))[0];
}
