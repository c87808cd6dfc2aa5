/** Moves that people made in public repositories, made again. Their files are not ours to ship, so that most checkouts have no cases. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { findPins, rewritePins } from '../../../src/core/pins/index.ts';

interface Case {
  repo: string;
  path: string;
  key: string;
  image: string;
  old: string;
  new: string;
  before: string;
  after: string;
}

const corpus = process.env['SLUICE_CORPUS'] ?? '';
const cases = join(corpus, 'rewrites.jsonl.gz');

/** The tag and the digest of a whole reference, of a tag or of a digest. */
function referenceOf(text: string, image: string): { tag?: string; digest?: string } {
  const rest = text.startsWith(image) ? text.slice(image.length) : text.startsWith('sha256:') ? `@${text}` : `:${text}`;
  const [, tag, digest] = /^(?::([\w.-]+))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(rest) ?? [];
  return { ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}

function outcomeOf({ path, image, before, after, ...reference }: Case): string {
  // The cases name a repository as its key does, without the registry beside it.
  const spelled = findPins(before, { path }).map((pin) => pin.image ?? '');
  const name = spelled.find((found) => found === image || found.endsWith(`/${image}`)) ?? image;
  const from = referenceOf(reference.old, image);
  const result = rewritePins(before, { path, image: name, from, to: referenceOf(reference.new, image) });
  if ('problem' in result) return result.problem.code;
  return result.text === after ? 'the same bytes' : 'other bytes';
}

describe('moves of images in public repositories', () => {
  const played = existsSync(cases) ? it : it.skip;
  const unless = existsSync(cases) ? '' : '; skipped: set SLUICE_CORPUS to a folder with rewrites.jsonl.gz';

  played(`are made again byte for byte, or refused${unless}`, () => {
    const rows = gunzipSync(readFileSync(cases)).toString().trim().split('\n');
    const yaml = rows.map((row) => JSON.parse(row) as Case).filter(({ path }) => /\.ya?ml$/.test(path));

    const outcomes = Map.groupBy(yaml, outcomeOf);

    const countOf = (outcome: string): number => outcomes.get(outcome)?.length ?? 0;
    expect(countOf('other bytes')).toBe(0);
    // Of 208; the others are 46 Helm templates, one reference in an annotation's text, and one move that takes the tag away.
    expect(countOf('the same bytes')).toBeGreaterThanOrEqual(160);
  });
});
