/** Where a Dockerfile refers to images: `FROM`, `COPY --from`, `RUN --mount=from=…` and the syntax directive. */
import type { Refusal } from '../../pin-file.ts';
import { actionOf, offsetOf, type Instruction, type Instructions } from './instructions.ts';
import { sliceOf, spell, textOf, type Segment } from './spelling.ts';
import { declare, type Scope, type Variable } from './variables.ts';
import type { Declared } from './values.ts';
import { flagsOf, wordsOf, type Word } from './words.ts';

/** A reference to an image, with its variables filled. */
export interface Spelled {
  pointer: string;
  /** Of what stands for the image there. */
  offset: number;
  segments: readonly Segment[];
  refusal?: Refusal;
}

const NOT_FILLED: Refusal = {
  why: 'BuildKit fills no variables there',
  next: 'Give the image a stage of its own before it (FROM … AS <name>), and name that stage there.',
};

const FROM = 'from=';

/** Every reference to an image, in the order of the file. Stages of the file itself, and `scratch`, are none. */
export function referencesOf(read: Instructions, args: readonly Declared[]): Spelled[] {
  const scope = globalScope(read, args);
  const walk: Walk = { read, scope, stages: new Set(), counts: { FROM: 0, COPY: 0, RUN: 0 } };
  const froms = new Map(read.instructions.filter(isFrom).map((from) => [from, spelledFrom(walk, from)]));
  return [
    ...syntaxOf(read),
    ...read.instructions.flatMap((instruction) => froms.get(instruction) ?? spelledFlags(walk, instruction)),
  ];
}

interface Walk {
  read: Instructions;
  scope: Scope;
  /** In lower case: their names compare so. */
  stages: Set<string>;
  /** Of the instructions so far. */
  counts: { FROM: number; COPY: number; RUN: number };
}

const isFrom = ({ keyword }: Instruction): boolean => keyword === 'FROM';

/** The `ARG`s before the first `FROM`, each with the values of those before it. */
function globalScope({ instructions, escape }: Instructions, args: readonly Declared[]): Scope {
  const first = instructions.find(isFrom);
  const end = first === undefined ? Number.POSITIVE_INFINITY : offsetOf(first, 0);
  const scope = new Map<string, Variable>();
  for (const { name, pointer, instruction, written } of args) {
    if (written === undefined || offsetOf(instruction, 0) > end) continue;
    const segments = spell({ instruction, escape, scope }, written);
    declare(
      scope,
      name,
      segments.map((segment) => ({ arg: pointer, ...segment })),
    );
  }
  return scope;
}

function syntaxOf({ syntax }: Instructions): Spelled[] {
  if (syntax === undefined) return [];
  const { text, start: offset } = syntax;
  return [{ pointer: '/syntax', offset, segments: [{ text, offset }] }];
}

function spelledFrom({ read, scope, stages, counts }: Walk, instruction: Instruction): Spelled[] {
  const { escape } = read;
  const pointer = `/FROM/${counts.FROM}`;
  counts.FROM += 1;
  const words: Word[] = [];
  for (const word of wordsOf(instruction, escape)) {
    if (words.length === 0 && word.text.startsWith('--')) continue;
    if (words.push(word) === 3) break;
  }
  const [image, as, name] = words;
  if (image === undefined) return [];
  const segments = spell({ instruction, escape, scope }, image);
  const isOwn = isOfFile(segments, stages);
  if (as?.text.toUpperCase() === 'AS' && name !== undefined) stages.add(name.text.toLowerCase());
  return isOwn ? [] : [{ pointer, offset: offsetOf(instruction, image.at), segments }];
}

/** References in the flags of an instruction, `ONBUILD` or not. A stage may be named before it begins. */
function spelledFlags(walk: Walk, instruction: Instruction): Spelled[] {
  const action = actionOf(instruction);
  const { escape } = walk.read;
  if (action.keyword === 'COPY') {
    const pointer = `/COPY/${walk.counts.COPY}`;
    walk.counts.COPY += 1;
    return flagsOf(action, 'from', escape).flatMap((word) => spelledFlag(walk, action, { word, pointer }));
  }
  if (action.keyword !== 'RUN') return [];
  const pointer = `/RUN/${walk.counts.RUN}`;
  walk.counts.RUN += 1;
  const mounts = flagsOf(action, 'mount', escape).flatMap((word) =>
    spelledFlag(walk, action, { word, pointer, within: mountedFrom }),
  );
  return mounts.length === 1 ? mounts : mounts.map((mount, at) => ({ ...mount, pointer: `${pointer}/${at}` }));
}

interface Flag {
  word: Word;
  pointer: string;
  /** What of it is the image. */
  within?: (segments: readonly Segment[]) => readonly Segment[] | undefined;
}

function spelledFlag({ read, scope, stages }: Walk, instruction: Instruction, flag: Flag): Spelled[] {
  const { word, pointer, within = whole } = flag;
  const { escape } = read;
  const written = within(spell({ instruction, escape }, word));
  if (written === undefined) return [];
  const isFilled = textOf(written).includes('$');
  const segments = isFilled ? (within(spell({ instruction, escape, scope }, word)) ?? []) : written;
  if (isOfFile(segments, stages) || /^\d+$/.test(textOf(segments))) return [];
  const offset = written[0]?.offset ?? offsetOf(instruction, word.at);
  return [{ pointer, offset, segments, ...(isFilled ? { refusal: NOT_FILLED } : {}) }];
}

/** Whether it is a stage of the file, or nothing to begin with. */
function isOfFile(segments: readonly Segment[], stages: ReadonlySet<string>): boolean {
  const text = textOf(segments);
  const isKnown = segments.every(({ unknown }) => unknown === undefined);
  return isKnown && (text === 'scratch' || stages.has(text.toLowerCase()));
}

const whole = (segments: readonly Segment[]): readonly Segment[] => segments;

/** What a mount is from, as its comma-separated fields (RFC 4180) say; the last one counts. */
function mountedFrom(segments: readonly Segment[]): Segment[] | undefined {
  let found: Segment[] | undefined;
  for (const { 0: field, index } of textOf(segments).matchAll(/"[^"]*"|[^",]+/g)) {
    const quotes = field.startsWith('"') ? 1 : 0;
    const start = quotes + FROM.length;
    if (field.slice(quotes, start).toLowerCase() === FROM) {
      found = sliceOf(segments, index + start, index + field.length - quotes);
    }
  }
  return found;
}
