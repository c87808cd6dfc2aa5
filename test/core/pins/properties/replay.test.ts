/** The moves of the corpus, made again from nothing but what a person would say of them. */
import { describe, expect, it } from '@jest/globals';
import { findPins, rewritePins } from '../../../../src/core/pins/index.ts';
import { corpusRewrites, hasCorpus, unless, type Rewrite } from './generators/corpus.ts';

/** Two that no rule by image can make: one takes the tag away, one lies in the text of an annotation. */
const REFUSED = [
  'common/centraldashboard/base/deployment.yaml: refused: bad-value',
  'gcp/kustomize-fns/remove_namespace.yaml: refused: none',
];

/** The tag and the digest of a whole reference, of a tag or of a digest. */
function referenceOf(text: string, image: string): { tag?: string; digest?: string } {
  const rest = text.startsWith(image) ? text.slice(image.length) : text.startsWith('sha256:') ? `@${text}` : `:${text}`;
  const [, tag, digest] = /^(?::([\w.-]+))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(rest) ?? [];
  return { ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}

/** What became of a case, if it is not the very bytes that people wrote. */
function replay({ path, image, before, after, ...row }: Rewrite, { withOld }: { withOld: boolean }): string {
  const [from, to] = [referenceOf(row.old, image), referenceOf(row.new, image)];
  const result = rewritePins(before, { path, image, to, ...(withOld ? { from } : {}) });
  if ('problem' in result) return `refused: ${result.problem.code}`;
  return result.text === after ? 'the same bytes' : 'other bytes';
}

function replayAll(rows: readonly Rewrite[], how: { withOld: boolean }): { wrong: string[]; refused: string[] } {
  const outcomes = Map.groupBy(rows, (row) => replay(row, how));
  const listed = (isMeant: (outcome: string) => boolean): string[] =>
    [...outcomes]
      .filter(([outcome]) => isMeant(outcome))
      .flatMap(([outcome, rows]) => rows.map(({ path }) => `${path}: ${outcome}`));
  const refused = listed((outcome) => outcome.startsWith('refused'));
  return { wrong: listed((outcome) => outcome === 'other bytes'), refused: refused.toSorted() };
}

/** Whether the file holds the image in two versions: only the old one tells which of them moves. */
function holdsSeveral({ before, path, image }: Rewrite): boolean {
  const held = findPins(before, { path }).filter((pin) => pin.image === image);
  return new Set(held.map(({ tag, digest }) => `${tag}@${digest}`)).size > 1;
}

describe('moves of images in public repositories', () => {
  const played = hasCorpus ? it : it.skip;
  const rows = corpusRewrites();

  played(`are made again byte for byte by the image, the old reference and the new one${unless}`, () => {
    expect(rows.length).toBeGreaterThanOrEqual(290);
    expect(replayAll(rows, { withOld: true })).toEqual({ wrong: [], refused: REFUSED });
  });

  played(
    `are made again byte for byte without the old reference, where the file holds one of the image${unless}`,
    () => {
      const [several, alone] = [rows.filter(holdsSeveral), rows.filter((row) => !holdsSeveral(row))];

      expect(several.length).toBeLessThanOrEqual(3);
      expect(replayAll(alone, { withOld: false })).toEqual({ wrong: [], refused: REFUSED });
    },
  );
});
