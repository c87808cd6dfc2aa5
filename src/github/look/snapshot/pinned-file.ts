import { commitSha } from '../../../core/names.ts';
import type { FileChange, FileHistory, PinnedFile } from '../../../core/promotion/snapshot.ts';
import { nodesOf, type RawBlobEntry, type RawFileHistory, type RawTip } from '../raw.ts';

/** An ordinary file; GitHub gives the mode as a decimal number. */
const ORDINARY_FILE = 0o100644;

/** A file with pins as the base and the Sluice branch hold it; `index` is its place among the paths that were asked for. */
export function pinnedFile(path: string, index: number, tips: { base: RawTip; head: RawTip | undefined }): PinnedFile {
  const here = tips.base[`f${index}`] ?? undefined;
  const there = tips.head?.[`f${index}`] ?? undefined;
  const unreadable = here === undefined ? undefined : whyUnreadable(here);
  return {
    path,
    ...textAs('base', here),
    ...textAs('head', there),
    ...(unreadable === undefined ? {} : { unreadable }),
    history: historyOf(tips.base[`h${index}`] ?? null),
  };
}

/** Changes of one file as a history query brings them. */
export function historyOf(raw: RawFileHistory | null): FileHistory {
  const changes = nodesOf(raw).map((node): FileChange => {
    const text = node.file?.object?.text ?? undefined;
    const before = nodesOf(node.parents)[0]?.file?.object?.text ?? undefined;
    return {
      commit: commitSha(node.oid),
      at: Date.parse(node.committedDate),
      author: node.author?.user?.login ?? node.author?.name ?? 'somebody',
      ...(text === undefined ? {} : { text }),
      ...(before === undefined ? {} : { before }),
    };
  });
  return { changes, hasOlder: raw?.pageInfo.hasNextPage ?? true };
}

function textAs<Key extends string>(key: Key, entry: RawBlobEntry | undefined): { [key in Key]?: string } {
  const text = entry?.object?.text;
  return text === null || text === undefined ? {} : ({ [key]: text } as { [key in Key]: string });
}

/** A file is edited as text, byte for byte; what is not plain UTF-8 text would not come back as it was. */
function whyUnreadable({ mode, object }: RawBlobEntry): string | undefined {
  if (mode !== ORDINARY_FILE) return `it is not an ordinary file (mode ${mode.toString(8)})`;
  const why = whyTextless(object);
  if (why !== undefined) return why;
  const isWhole = object?.byteSize === undefined || object.byteSize === Buffer.byteLength(object.text ?? '');
  return isWhole ? undefined : 'it is not UTF-8';
}

/** Why something that stands at a path has no text that could be believed. */
export function whyTextless(object: RawBlobEntry['object']): string | undefined {
  if (object?.text === null || object?.text === undefined)
    return object?.isBinary === true ? 'it is binary' : 'it has no text';
  return object.isTruncated === true ? 'it is too large to be read whole' : undefined;
}
