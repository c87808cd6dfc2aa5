import type { UserError } from '../core/errors/catalogue.ts';
import { UserMistake } from '../core/errors/user-mistake.ts';
import { rewritePins, unifiedDiff, type PinChange, type PinProblem } from '../core/pins/index.ts';
import { WAYS } from '../core/pins/pin-rule.ts';
import { plural } from '../core/text/phrases.ts';
import { printable } from '../core/text/printable.ts';
import { askedMove, type AskedMove, type MoveOptions } from './pins/asked-move.ts';
import { readNamed, type NamedFile } from './pins/named-files.ts';
import { patchPath, patchRoot } from './pins/patch-root.ts';
import { replaceFiles } from './pins/replace-files.ts';

export type PinOptions = MoveOptions & { write?: true };

/** What the command leaves on its two outputs, and its exit code: 0 changed, 2 refused, 3 nothing to do. */
export interface Moved {
  code: 0 | 2 | 3;
  out: string;
  err: string[];
}

interface Rewritten {
  file: NamedFile;
  text: string;
  changes: PinChange[];
}

interface Refused {
  file: NamedFile;
  problem: PinProblem;
}

/** Moves pins in files: everything that was asked for or, where anything is refused, nothing. */
export async function movePins(names: readonly string[], options: PinOptions): Promise<Moved> {
  try {
    const move = askedMove(options);
    const { files, mistakes } = await readNamed(names);
    if (mistakes.length > 0) return refusal(mistakes.map(mistakeLine));
    const tried = files.map((file) => ({ file, ...rewritePins(file.text, { ...move, path: file.readAs }) }));
    return await settle(tried, { move, isWritten: options.write === true });
  } catch (error) {
    if (error instanceof UserMistake) return refusal([mistakeLine(error.userError)]);
    throw error;
  }
}

async function settle(
  tried: readonly (Rewritten | Refused)[],
  { move, isWritten }: { move: AskedMove; isWritten: boolean },
): Promise<Moved> {
  const lacking = tried.filter((one) => 'problem' in one && isLacking(one.problem, move));
  const spared = lacking.length < tried.length ? lacking : [];
  const refused = tried.filter((one) => 'problem' in one && !spared.includes(one));
  if (refused.length > 0) return refusal(refused.flatMap((one) => ('problem' in one ? problemLines(one) : [])));
  const changed = tried.filter((one) => 'changes' in one).filter(({ changes }) => changes.length > 0);
  const patch = await patchOf(changed);
  if (changed.length > 0 && isWritten)
    await replaceFiles(changed.map(({ file, text }) => ({ ...file, before: file.text, after: text })));
  const notes = spared.flatMap((one) => ('problem' in one ? [sparedLine(one, move.image ?? '')] : []));
  const where = isWritten ? [] : patch.notes;
  return {
    code: changed.length > 0 ? 0 : 3,
    out: patch.text,
    err: [...notes, ...where, lastLine(changed.length, isWritten)].map(printable),
  };
}

async function patchOf(changed: readonly Rewritten[]): Promise<{ text: string; notes: string[] }> {
  const root = await patchRoot(changed.map(({ file }) => file.path));
  const diffs = changed.map(({ file, changes }) => unifiedDiff(patchPath(root, file.path), file.text, changes));
  const note = `The paths in the patch count from ${root}: apply it there.`;
  return { text: diffs.join(''), notes: root === process.cwd() ? [] : [note] };
}

/** An image may be missing from one of several files; a place that was named, or counted, has to be in each. */
const isLacking = ({ code }: PinProblem, { image, places }: AskedMove): boolean =>
  (code === 'none' || code === 'not-carried') && image !== undefined && places === undefined;

const sparedLine = ({ file, problem }: Refused, image: string): string =>
  problem.code === 'none'
    ? `${file.name} has no reference to ${image}, and stays as it is`
    : `${file.name} was not searched for ${image}, since nothing is known of it but its lines`;

function lastLine(changed: number, isWritten: boolean): string {
  if (changed === 0) return 'Nothing to do: what was asked for stands there already.';
  return isWritten
    ? `${plural(changed, 'file')} written.`
    : `Nothing was written: --write changes ${plural(changed, 'file')}.`;
}

const refusal = (err: string[]): Moved => ({ code: 2, out: '', err });

const mistakeLine = ({ sentence, docs }: UserError): string => `${sentence} (${docs})`;

const problemLines = ({ file, problem }: Refused): string[] =>
  [
    // A rule's keys are the command's options.
    problem.message.replaceAll(file.readAs, () => file.name).replaceAll(RULE_KEY, '--$1'),
    ...problem.candidates.map(({ line, text }) => `  ${file.name}:${line}  ${text}`),
  ].map(printable);

const RULE_KEY = new RegExp(`\`(${[...WAYS, 'places'].join('|')})\``, 'g');
