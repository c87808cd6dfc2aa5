import type { Verdict } from './judge.ts';

/** The least share of clean pairs that is a success. */
export const least = 0.95;

export interface Score {
  clean: number;
  pairs: number;
}

export function scoreOf(verdicts: readonly Verdict[]): Score {
  return { clean: verdicts.filter(({ faults }) => faults.length === 0).length, pairs: verdicts.length };
}

export function isGoodEnough({ clean, pairs }: Score): boolean {
  return pairs > 0 && clean / pairs >= least;
}

/** A line per operation, what is wrong below it, the totals, and last the score. `all`: what hangs on the situation, place by place. */
export function reportLines(verdicts: readonly Verdict[], { all }: { all: boolean }): string[] {
  const byOperation = [...Map.groupBy(verdicts, ({ operationId }) => operationId)];
  const width = Math.max(0, ...byOperation.map(([operationId]) => operationId.length));
  const lines = byOperation.flatMap(([operationId, pairs]) => [
    `${operationId.padEnd(width)}  ${pairs.map(wordOf).join(', ')}`,
    ...pairs.flatMap((pair) => detailLines(pair, all)),
  ]);
  const { clean, pairs } = scoreOf(verdicts);
  return [
    ...lines,
    '',
    `${byOperation.length} operations, ${pairs} pairs of operation and status`,
    `forge: ${clean} of ${pairs} pairs clean`,
  ];
}

function detailLines({ status, faults, notes, situational }: Verdict, all: boolean): string[] {
  const places = situational.length === 1 ? '1 place is' : `${situational.length} places are`;
  const times = all
    ? situational.map((place) => `at times ${place}`)
    : [`${places} at times of a type that was not recorded`].slice(situational.length === 0 ? 1 : 0);
  return [
    ...faults.map((fault) => `    ${status}: ${fault}`),
    ...[...notes, ...times].map((note) => `    ${status}, no fault: ${note}`),
  ];
}

const marks: Record<Verdict['byRule'], string> = {
  all: ' (by a fault rule)',
  some: ' (by a fault rule too)',
  none: '',
};

function wordOf({ status, faults, byRule }: Verdict): string {
  return `${status} ${faults.length === 0 ? 'clean' : 'not clean'}${marks[byRule]}`;
}

/** What is left out of the described pairs, and why: a line for each. */
export function beyondLines(beyond: ReadonlyMap<string, string>, described: readonly string[]): string[] {
  const left = [...beyond].filter(([pair]) => described.includes(pair));
  return left.map(([pair, reason]) => `beyond the forge: ${pair}: ${reason}`);
}
