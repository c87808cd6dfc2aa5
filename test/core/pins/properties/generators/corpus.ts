/** Moves that people made in public repositories. Their files are not ours to ship, so that most checkouts have none. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** One commit that moved one image, and the file before and after it. */
export interface Rewrite {
  repo: string;
  commit: string;
  path: string;
  /** As its key spells it, without a registry that stands beside it. */
  image: string;
  /** A whole reference, a tag or a digest: what its key holds. */
  old: string;
  new: string;
  before: string;
  after: string;
}

const file = join(process.env['SLUICE_CORPUS'] ?? '', 'rewrites.jsonl.gz');

export const hasCorpus = process.env['SLUICE_CORPUS'] !== undefined && existsSync(file);
/** What the name of a test adds where it cannot run. */
export const unless = hasCorpus ? '' : '; skipped: set SLUICE_CORPUS to a folder with rewrites.jsonl.gz';

/** Every case of the corpus, in its order; none without it. */
export function corpusRewrites(): Rewrite[] {
  if (!hasCorpus) return [];
  const rows = gunzipSync(readFileSync(file)).toString().trim().split('\n');
  return rows.map((row) => JSON.parse(row) as Rewrite);
}
