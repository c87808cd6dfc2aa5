import { fillPlaceholders, type PinRule } from '../../../core/pipeline/pipeline.ts';
import type { LookRequest } from '../../../ports/github/looks.ts';

/** As many commits of a pinned file's past as it takes to see a move and its revert among other edits. */
const FILE_HISTORY = 10;

/** Each change brings two texts of its file: with more files the plan asks for the few histories that it needs. */
const MOST_HISTORIES = 10;

const BLOB = 'mode object { ... on Blob { oid text isBinary isTruncated byteSize } }';

/** Where the pins of components are, each file once. */
export function pathsOf(
  pins: PinRule[],
  components: Pick<LookRequest['lane']['components'][number], 'name'>[],
): string[] {
  return [...new Set(components.flatMap(({ name }) => pins.map((pin) => fillPlaceholders(pin.file, name))))];
}

/** The paths whose pins a lane moves. */
export const pinnedPaths = ({ lane, pins }: LookRequest): string[] => pathsOf(pins, lane.components);

/** Whether a look brings the histories of that many files. */
export const bringsHistories = (paths: string[]): boolean => paths.length <= MOST_HISTORIES;

/** Variables of the paths, `<alias>P<index>`. */
export const pathVariables = (alias: string, paths: string[]): Record<string, string> =>
  Object.fromEntries(paths.map((path, index) => [`${alias}P${index}`, path]));

/** Each file of a commit as `f<index>`. */
export const fileFields = (alias: string, paths: string[]): string =>
  paths.map((_, index) => `f${index}: file(path: $${alias}P${index}) { ${BLOB} }`).join('\n');

/** Each file's newest changes as `h<index>`. */
export const historyFields = (alias: string, paths: string[]): string =>
  paths.map((_, index) => `h${index}: ${fileHistory(`${alias}P${index}`, FILE_HISTORY)}`).join('\n');

/** The newest changes of one file: the text each left, and the text its first parent had. `path` is the variable's name. */
export const fileHistory = (path: string, first: number): string =>
  `history(first: ${first}, path: $${path}) { pageInfo { hasNextPage } nodes { oid committedDate author { name user { login } }
    file(path: $${path}) { object { ... on Blob { text } } }
    parents(first: 1) { nodes { file(path: $${path}) { object { ... on Blob { text } } } } } } }`;
