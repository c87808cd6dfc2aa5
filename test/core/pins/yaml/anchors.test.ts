import { describe, expect, it } from '@jest/globals';
import { findPins } from '../../../../src/core/pins/index.ts';
import { IMAGE, NEW, OLD, move, moved, problemOf } from '../examples.ts';

const BOTH = { tag: 'v2', digest: NEW };
const WHOLE = `${IMAGE}:v1@${OLD}`;
const at = (text: string): string => text.replaceAll('v1', 'v2').replaceAll(OLD, NEW);

describe('what is written once and used in several places', () => {
  it.each([
    ['an image that another one repeats', `a: {image: &i "${WHOLE}"}\nb: {image: *i}\n`],
    ['an image that a list of them repeats', `a: {image: &i ${WHOLE}}\nb: [{image: *i}, {image: *i}]\n`],
    ['a custom key that repeats it', `a: {image: &i ${WHOLE}}\nb: {sidecarImage: *i}\n`],
    ['an image under a key of no meaning', `x-image: &i ${WHOLE}\nservices:\n  web: {image: *i}\n  job: {image: *i}\n`],
    ['an image in a list of definitions', `images:\n- &i ${WHOLE}\nweb:\n  image: *i\n`],
    ['a digest', `a: {repository: ${IMAGE}, digest: &d "${OLD}"}\nb: {repository: ${IMAGE}, digest: *d}\n`],
    ['a tag that stands apart', `tags: {web: &t v1@${OLD}}\nimage: {repository: ${IMAGE}, tag: *t}\n`],
    [
      'a tag and a digest that stand apart',
      `x: [&t v1, &d "${OLD}"]\na: {repository: ${IMAGE}, tag: *t, digest: *d}\nb: {repository: ${IMAGE}, tag: *t, digest: *d}\n`,
    ],
    [
      'a tag that stands apart beside digests of their own',
      `x: &t v1\na: {repository: ${IMAGE}, tag: *t, digest: "${OLD}"}\nb: {repository: ${IMAGE}, digest: "${OLD}", tag: *t}\n`,
    ],
    [
      'a map of a tag that others merge beside their repository',
      `image: &i {tag: v1, digest: "${OLD}"}\na: {<<: *i, repository: ${IMAGE}}\nb: {<<: *i, repository: ${IMAGE}}\n`,
    ],
    [
      'a map that others merge',
      `x-app: &app\n  image: ${WHOLE}\nservices:\n  a:\n    <<: *app\n  b: {<<: *app, x: 1}\n`,
    ],
    ['one of the maps that another merges', `a: &a {image: ${WHOLE}}\nb: &b {x: 1}\nc: {<<: [*b, *a]}\n`],
    ['a map that is merged by what is merged', `a: &a {image: ${WHOLE}}\nb: &b {<<: *a}\nc: {<<: *b, x: 1}\n`],
    [
      'a map that one merges and another overrides',
      `a: &a {image: ${WHOLE}}\nb: {<<: *a}\nc: {<<: *a, image: "other:v0"}\n`,
    ],
    ['a merged map that holds an alias', `a: &a {image: &i ${WHOLE}}\nb: {<<: *a}\nc: {image: *i}\n`],
    ['a map that stands under the merge key', `a:\n  <<: {image: "${WHOLE}"}\n`],
    ['a map that is repeated as a whole', `a: &a {image: ${WHOLE}}\nb: *a\nc: [*a, *a]\n`],
    ['a list that is repeated as a whole', `a: &a\n- image: ${WHOLE}\nb: *a\n`],
    ['a map inside one that is merged', `a: &a {web: {image: ${WHOLE}}}\nb: {<<: *a}\n`],
    [
      'a repository that is merged beside an own tag',
      `a: &a\n  repository: ${IMAGE}\nb:\n  <<: *a\n  tag: v1@${OLD}\n`,
    ],
    [
      'a name that is given to another value later',
      `a: &a {image: ${WHOLE}}\nb: {<<: *a}\nc: &a {x: 1}\nd: {<<: *a}\n`,
    ],
  ])('moves with all of its uses: %s', (_, text) => {
    expect(moved(text, { to: BOTH })).toBe(at(text));
  });

  it('is one change however many use it', () => {
    const text = `x-app: &app {image: ${WHOLE}}\na: {<<: *app}\nb: {<<: *app}\n`;

    expect(move(text, { to: BOTH })).toMatchObject({ changes: [{ line: 1, to: BOTH.tag + '@' + NEW }] });
    expect(findPins(text, { path: 'app.yaml' })).toMatchObject([{ image: IMAGE, pointer: '/x-app/image' }]);
  });

  it.each([
    ['a note', `image: &i ${WHOLE}\nnote: *i\n`],
    ['a key', `a: {image: &i ${WHOLE}}\nb: {image: *i}\n*i : x\n`],
    ['the key of a list', `a: {image: &i ${WHOLE}}\n? [*i]\n: x\n`],
    ['a note that a merge takes over', `a: &a {image: &i ${WHOLE}}\nb: {<<: *a}\nc: &c {note: *i}\nd: {<<: *c}\n`],
    ['another image', `a: &a {repository: ${IMAGE}, tag: v1}\nb: {<<: *a, repository: other}\n`],
    ['another image, through an alias', `a: {repository: ${IMAGE}, tag: &t v1}\nb: {repository: other, tag: *t}\n`],
    ['a custom key that a merge takes over', `a: &a {sidecarImage: ${WHOLE}}\nb: {<<: *a}\n`],
    [
      'images of two names, by what stands apart',
      `x-tag: &t v1\na: {repository: ${IMAGE}, tag: *t}\nb: {repository: other, tag: *t}\n`,
    ],
    ['a note beside it', `x-tag: &t v1\nimage: {repository: ${IMAGE}, tag: *t}\nnote: *t\n`],
  ])('stays where something that is no reference to it uses it too: %s', (_, text) => {
    expect(problemOf(text, { to: text.includes(OLD) ? BOTH : { tag: 'v2' } }).code).toBe('not-literal');
    expect(findPins(text, { path: 'app.yaml' })).toEqual([]);
  });

  it.each([
    ['a map', `a: &a {image: ${WHOLE}}\nb: *a\n`, '/a/image'],
    ['a list', `a: &a [{image: "${WHOLE}"}]\nb: *a\n`, '/a/0/image'],
    ['a map inside a merged one', `a: &a {web: {image: ${WHOLE}}}\nb: {<<: *a}\n`, '/a/web/image'],
    ['an image', `a: {image: &i "${WHOLE}"} \nb: {image: *i}\n`, '/a/image'],
    [
      'a tag and a digest',
      `x: [&t v1, &d "${OLD}"]\na: {repository: ${IMAGE}, tag: *t, digest: *d}\nb: {repository: ${IMAGE}, tag: *t, digest: *d}\n`,
      '/x/0',
    ],
  ])('moves by its place where %s repeats it', (_, text, pointer) => {
    expect(moved(text, { pointer, to: BOTH })).toBe(at(text));
    const marked = text.replace('\n', ' # sluice: it\n');
    expect(moved(marked, { marker: 'it', to: BOTH })).toBe(at(marked));
  });

  it.each([
    ['by aliases', `a: {image: {tag: &t v1}}\nb: {image: {tag: *t}}\n`, '/a/image/tag'],
    ['from a place apart', `x: &t v1\nb: {image: {tag: *t}}\n`, '/x'],
  ])('stays where it is the tag of images without a name %s', (_, text, pointer) => {
    expect(problemOf(text, { pointer, to: { tag: 'v2' } }).code).toBe('not-literal');
    expect(findPins(text, { path: 'app.yaml' })).toEqual([]);
  });

  it.each([
    ['in circles', `a: &a {<<: *a, repository: ${IMAGE}, digest: "${OLD}"}\n`],
    ['twice over', `a: &a {digest: "${OLD}"}\nb: {repository: ${IMAGE}, <<: *a, <<: *a}\n`],
    ['a list by its name', `a: &a [{x: 1}]\nb: {<<: *a, repository: ${IMAGE}, tag: v1}\n`],
    ['a tangle of others', `${tangle(40)}z: {<<: *a39, repository: ${IMAGE}, tag: v1}\n`],
  ])('is refused where a map merges %s', (_, text) => {
    expect(problemOf(text, { to: text.includes(OLD) ? { digest: NEW } : { tag: 'v2' } }).code).toBe('not-literal');
  });

  it('is found in no more time than the file takes to read, however often it is used', () => {
    const bomb = `a: &a {image: ${WHOLE}}\nb:\n${'- <<: *a\n- *a\n'.repeat(9_000)}`;

    expect(problemOf(bomb, { to: BOTH })).toMatchObject({ code: 'not-literal' });
    expect(moved(`${laughs(30)}image: ${WHOLE}\n`, { to: BOTH })).toContain(`image: ${IMAGE}:v2@${NEW}\n`);
  });

  it.each([
    ['one map', `a: &a\n${images(15_000)}b:\n${'- <<: *a\n'.repeat(80_000)}`],
    ['a map that few others merge', `a: &a\n${images(15_000)}b:\n${'- <<: *a\n'.repeat(150)}`],
  ])('is counted in no more time than that in %s of 15,000 images', (_, text) => {
    const began = process.threadCpuUsage();

    expect(problemOf(text, { image: 'a/b', to: { tag: 'v2' } })).toMatchObject({ code: 'not-literal' });
    const { user, system } = process.threadCpuUsage(began);
    expect((user + system) / 1_000_000).toBeLessThan(3);
  });
});

/** Images under keys of their own. */
function images(count: number): string {
  return Array.from({ length: count }, (_, index) => `  k${index}Image: a/b:v1\n`).join('');
}

/** Maps of which each merges the one before. */
function tangle(count: number): string {
  const each = (index: number): string => `a${index}: &a${index} {${index === 0 ? 'x: 1' : `<<: *a${index - 1}`}}\n`;
  return Array.from({ length: count }, (_, index) => each(index)).join('');
}

/** Lists of which each repeats the one before ten times: 10^count values for who expands them. */
function laughs(count: number): string {
  const items = (index: number): string => Array.from({ length: 10 }, () => `*l${index - 1}`).join(', ');
  const each = (index: number): string => `l${index}: &l${index} [${index === 0 ? 'x' : items(index)}]\n`;
  return Array.from({ length: count }, (_, index) => each(index)).join('');
}
