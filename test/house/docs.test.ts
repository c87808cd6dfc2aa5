import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { settingNames } from '../../src/settings.ts';
import { roomOf } from './import-law.ts';
import { filesBelow, root, textOf } from './sources/project-files.ts';

const top = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'].filter((path) =>
  existsSync(join(root, path)),
);
const pages = new Map([...top, ...filesBelow('docs', '.md')].map((path) => [path, textOf(path)]));
const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };

/** The npm scripts a page tells people to run. */
function scriptsIn(text: string): string[] {
  const named = [...text.matchAll(/\bnpm run(?:-script)? ([\w:-]+)/g)].map(([, name = '']) => name);
  const short = [...text.matchAll(/\bnpm (test|start)\b/g)].map(([, name = '']) => name);
  return [...named, ...short];
}

/** GitHub's anchor of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');

const anchorsIn = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

/** Links to files of the project which lead nowhere, as `page: link`. */
function deadLinks(path: string, text: string): string[] {
  const links = [...text.matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]*))?\)/g)];
  return links.flatMap(([, file = '', anchor]) => {
    const target = file === '' ? path : posix.join(posix.dirname(path), file);
    if (!existsSync(join(root, target))) return [`${path}: ${target}`];
    return anchor && !anchorsIn(textOf(target)).includes(anchor) ? [`${path}: ${target}#${anchor}`] : [];
  });
}

describe('the documentation', () => {
  it('names only scripts that package.json has', () => {
    const unknown = [...pages].flatMap(([path, text]) =>
      scriptsIn(text)
        .filter((name) => !(name in scripts))
        .map((name) => `${path}: npm run ${name}`),
    );

    expect(unknown).toEqual([]);
  });

  it('links only to pages and headings that exist', () => {
    expect([...pages].flatMap(([path, text]) => deadLinks(path, text))).toEqual([]);
  });

  it('has a heading for every setting, sorted, and no other', () => {
    const headings = [...textOf('docs/reference/settings.md').matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);

    expect(headings).toEqual(settingNames.toSorted());
  });

  it('shows newcomers a place for every room, and only places that exist', () => {
    const table = textOf('CONTRIBUTING.md');
    const named = [...table.matchAll(/`((?:src|test|templates|docs|bench)\/[\w./-]*)`/g)].map(([, path = '']) => path);
    const inRooms = filesBelow('src', '.ts').filter((path) => path.split('/').length > 2);
    const rooms = new Set(inRooms.map((path) => `src/${roomOf(path)}`));

    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect([...rooms].filter((room) => !named.some((path) => path.startsWith(`${room}/`)))).toEqual([]);
  });
});

describe('the check of the documentation', () => {
  it('finds scripts in prose, code and options', () => {
    expect(scriptsIn('run `npm run demo -- --once`, then npm test -- test/core\nnpm run contract:cut')).toEqual([
      'demo',
      'contract:cut',
      'test',
    ]);
  });

  it('finds links to missing files and headings', () => {
    const text =
      '[a](settings.md#port) [b](settings.md#nothing) [c](../none.md) [d](https://example.com/x) [e](#here)\n# Here';

    expect(deadLinks('docs/reference/errors.md', text)).toEqual([
      'docs/reference/errors.md: docs/reference/settings.md#nothing',
      'docs/reference/errors.md: docs/none.md',
      'docs/reference/errors.md: docs/reference/errors.md#here',
    ]);
  });
});
