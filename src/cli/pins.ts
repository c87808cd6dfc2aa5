import { pinOwners } from '../core/pipeline/pins/pin-owners.ts';
import { suggestPins, writeSuggestions } from '../core/pipeline/pin-suggestions.ts';
import { printable } from '../core/text/printable.ts';
import { lookThrough, type Listing } from './pins/look-through.ts';
import { namedPipeline, repoNamed } from './pins/named-pipeline.ts';
import { ruledPins } from './pins/ruled-pins.ts';
import { tableOf } from './pins/table.ts';
import { treeOf } from './pins/tree.ts';

export interface PinsOptions {
  /** Path of a pipeline file. */
  pipeline?: string;
  /** `owner/name` of the repository that the files are of. */
  repo?: string;
  json?: true;
  /** Whether the entries of a pipeline are printed that would move what was found. */
  suggest?: true;
}

/** What the command leaves on its two outputs, and its exit code: 1 where the one file that was named cannot be read. */
export interface ListedPins {
  code: 0 | 1;
  out: string;
  err: string[];
}

/** Lists every reference in the files below a folder, or in one file; with a pipeline also which of its stages move each. */
export async function listPins(root: string, options: PinsOptions): Promise<ListedPins> {
  const repo = repoNamed(options.repo);
  const tree = await treeOf(root);
  const { pipeline, note } = await namedPipeline(tree.folder, options.pipeline);
  const whose = pipeline && { owners: pinOwners(pipeline, repo), ruled: ruledPins(pipeline, repo) };
  const listing = await lookThrough(tree, whose);
  const code = tree.isFile && listing.unread.length > 0 ? 1 : 0;
  const notes = note === undefined ? [] : [note];
  if (options.json) return { code, out: json(listing), err: notes };
  const unread = listing.unread.map(({ file, because }) => printable(`${file} was not read: ${because}`));
  const write = options.suggest ? suggestion : tableOf;
  return { code, out: code === 1 ? '' : write(listing, pipeline !== undefined), err: [...notes, ...unread] };
}

/** What a stage would need in its `pins`; with a pipeline, for the references of its components that none of its stages moves. */
function suggestion({ pins }: Listing, hasStages: boolean): string {
  const unmoved = hasStages ? pins.filter(({ movedBy }) => movedBy?.length === 0) : pins;
  const suggested = writeSuggestions(suggestPins(unmoved));
  if (suggested.length === 0)
    return 'No reference here could be moved that is not: stages move digests and full commit ids.\n';
  return `${['pins:', ...suggested].map(printable).join('\n')}\n`;
}

/** For programs: a version, so that a later form can be told from this one. */
function json({ pins, unread }: Listing): string {
  const listed = pins.map(({ component, file, pin, movedBy }) => {
    const { line, kind, image, name, arg, marker, tag, digest, commit, version, pointer, refusal } = pin;
    const named = { component, file, line, kind, image, name, arg, marker };
    return { ...named, tag, digest, commit, version, pointer, refusal, movedBy };
  });
  return `${JSON.stringify({ version: 1, pins: listed, unread }, undefined, 2)}\n`;
}
