import { describe, expect, it } from '@jest/globals';
import { importsOf } from './sources/imports-of.ts';
import { findCircle, lawBreaches, loadedWith, rooms } from './import-law.ts';
import { sourcesBelow } from './sources/project-files.ts';

const sources = sourcesBelow('src');
const breachesIn = (path: string, text: string): string[] => lawBreaches(new Map([[path, text]]));

describe('the house', () => {
  it('keeps the import law of its rooms', () => {
    expect(lawBreaches(sources)).toEqual([]);
  });

  it('has no circle of imports', () => {
    expect(findCircle(sources)).toBeUndefined();
  });

  it('has rooms whose law allows no circle', () => {
    const law = new Map(
      Object.entries(rooms).map(([name, room]) => [
        `src/${name}.ts`,
        room.rooms.map((other) => `import './${other}.ts';`).join('\n'),
      ]),
    );

    expect(findCircle(law)).toBeUndefined();
  });

  it('serves without ever loading the forge, the demo or the simulation', () => {
    const loaded = [...loadedWith('src/main.ts', sources)];

    expect(loaded.filter((path) => /^src\/(forge|demo|simulate)\//.test(path))).toEqual([]);
  });
});

describe('the import law', () => {
  it.each([
    [
      'src/core/promotion/plan.ts',
      "import { looks } from '../../github/looks.ts';",
      'imports src/github/looks.ts: it belongs in the room github, and core imports no other room',
    ],
    [
      'src/operations/lanes/reconcile.ts',
      "import type { Store } from '../../store/open-store.ts';",
      'imports src/store/open-store.ts: it belongs in the room store, and operations may import core, ports',
    ],
    ['src/core/pins/index.ts', "import 'node:fs';", 'imports node:fs: core is kept from the machine'],
    [
      'src/web/page.ts',
      "import { Octokit } from '@octokit/rest';",
      'imports @octokit/rest: it belongs in the room github',
    ],
    ['src/github/mirror.ts', "import git from 'simple-git';", 'imports simple-git: it belongs in the room git'],
    [
      'src/core/promotion/gates/soak.ts',
      "import { Cron } from 'croner';",
      'imports croner: it belongs in src/core/time/',
    ],
    ['src/store/cache.ts', "import { x } from 'left-pad';", 'imports left-pad: no room has this package'],
    ['src/forge/forge.ts', "import { repoName } from '../core/names.ts';", 'and forge imports no other room'],
    [
      'src/compose.ts',
      "import { createForge } from './forge/create.ts';",
      'imports src/forge/create.ts: it belongs in',
    ],
    ['src/demo/main.ts', "import { run } from '../simulate/main.ts';", 'imports src/simulate/main.ts: it belongs in'],
    ['src/cli/forge.ts', "import { createForge } from '../forge/create.ts';", 'forge is opened on demand only'],
    ['src/cli/plan.ts', "const { x } = await import('../forge/create.ts');", 'it belongs in the room forge'],
    ['src/cli/plan.ts', 'await import(path);', 'imports computed: a computed import cannot be checked'],
    ['src/github/looks.ts', "export * from '../../test/world.ts';", 'imports test/world.ts: it lies outside src/'],
  ])('names the breach in %s: %s', (path, text, breach) => {
    expect(breachesIn(path, text)).toEqual([expect.stringContaining(breach)]);
  });

  it('says on which line of which file the import stands', () => {
    const text = "// why\nimport { known } from '../answer.ts';\nimport {\n  a,\n} from '../../store/cache.ts';";

    expect(breachesIn('src/core/text/phrases.ts', text)).toEqual([
      expect.stringMatching(/^src\/core\/text\/phrases\.ts:3 imports src\/store\/cache\.ts/),
    ]);
  });

  it('lets the one door open the forge on demand', () => {
    expect(breachesIn('src/cli/forge.ts', "await import('../forge/create.ts');")).toEqual([]);
  });

  it.each(['src/utils/text.ts', 'src/core/helpers.ts', 'src/core/common/a.ts', 'src/ports/types.ts'])(
    'has no place for %s',
    (path) => {
      expect(breachesIn(path, '')).toContainEqual(expect.stringContaining('says nothing'));
    },
  );

  it('has no room that design does not know', () => {
    expect(breachesIn('src/services/a.ts', '')).toEqual([expect.stringContaining('src/ has no room "services"')]);
  });
});

describe('a circle of imports', () => {
  const circle = new Map([
    ['src/a.ts', "import { b } from './b.ts';"],
    ['src/b.ts', "export { c } from './c.ts';"],
    ['src/c.ts', "import { a } from './a.ts';"],
  ]);

  it('is found and shown from its first file back to it', () => {
    expect(findCircle(circle)).toEqual(['src/a.ts', 'src/b.ts', 'src/c.ts', 'src/a.ts']);
  });

  it('is none when types alone close it', () => {
    const types = new Map(circle).set('src/c.ts', "import type { a } from './a.ts';\nimport { type b } from './b.ts';");

    expect(findCircle(types)).toBeUndefined();
  });
});

describe('reading imports', () => {
  it('finds every form and tells when each loads', () => {
    const text = [
      "import one from 'one';",
      "import * as two from '@scope/two/deep';",
      "import {\n  type Three,\n  three,\n} from './three.ts';",
      "import type { Four } from './four.ts';",
      "export type { Five } from './five.ts';",
      "export * from '../six.ts';",
      "import 'node:fs';",
      "const eight = await import('./eight.ts');",
    ].join('\n');

    expect(importsOf('src/room/file.ts', text).map(({ target, when }) => `${target} ${when}`)).toEqual([
      'one static',
      '@scope/two static',
      'src/room/three.ts static',
      'src/room/four.ts type',
      'src/room/five.ts type',
      'src/six.ts static',
      'node:fs static',
      'src/room/eight.ts dynamic',
    ]);
  });

  it('is not fooled by comments, strings, templates and regular expressions', () => {
    const text = [
      "// import a from 'a';",
      "/* import b from 'b'; */",
      `const c = "import c from 'c'";`,
      "const d = `${'x'} import d from 'd' ${`import('d')`}`;",
      "const e = /import e from 'e'/;",
      "const f = { import: 1 }; f.import('f');",
    ].join('\n');

    expect(importsOf('src/file.ts', text)).toEqual([]);
  });
});
