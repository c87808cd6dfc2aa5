import { describe, expect, it } from '@jest/globals';

import { DEFAULT_STYLE } from '../../../src/core/changelog/changelog-style.ts';
import { lanesOf } from '../../../src/core/pipeline/lanes.ts';
import { describeProblem } from '../../../src/core/pipeline/problem.ts';
import { AT, changed, GOOD, lines, pipeline, problems } from './pipeline-text.ts';

describe('a pipeline file without a mistake', () => {
  it('gives its components, its stages and where it was read', () => {
    expect(pipeline(GOOD)).toEqual({
      ...AT,
      components: [
        { name: 'payments', code: 'acme/payments', tag: '{commit}', owners: [] },
        { name: 'web', code: 'acme/shop', tag: '{commit}', owners: [] },
      ],
      stages: [
        {
          name: 'docker',
          kind: 'docker',
          repo: 'acme/{component}-docker',
          components: ['payments', 'web'],
          pins: [{ file: 'Dockerfile', arg: 'APP_COMMIT', holds: 'commit' }],
          checks: ['build'],
          merge: 'when-green',
        },
      ],
      issues: { closedByMerge: 'leave', labels: [] },
      changelog: DEFAULT_STYLE,
    });
  });

  it('has one lane for each component of a docker stage, in the order of the file', () => {
    expect(lanesOf(pipeline(GOOD))).toMatchObject([
      {
        id: 'acme/platform:docker/payments',
        pipeline: 'acme/platform',
        stage: 'docker',
        components: [{ name: 'payments', code: 'acme/payments' }],
        repo: 'acme/payments-docker',
        head: 'sluice/docker/payments',
      },
      {
        id: 'acme/platform:docker/web',
        pipeline: 'acme/platform',
        stage: 'docker',
        components: [{ name: 'web', code: 'acme/shop' }],
        repo: 'acme/web-docker',
        head: 'sluice/docker/web',
      },
    ]);
  });

  it('leaves components out of a stage that names others', () => {
    const text = changed('    checks:', '    components: [web]\n    checks:');

    expect(lanesOf(pipeline(text)).map(({ id }) => id)).toEqual(['acme/platform:docker/web']);
  });

  it('goes to the branch that the stage names', () => {
    const text = changed('    checks:', '    branch: release/1.x\n    checks:');

    expect(lanesOf(pipeline(text)).map(({ base }) => base)).toEqual(['release/1.x', 'release/1.x']);
  });

  it.each([
    ['with Windows line ends', GOOD.replaceAll('\n', '\r\n')],
    ['with a byte order mark', `\uFEFF${GOOD}`],
    ['with no line end at its end', GOOD.trimEnd()],
    [
      'with an anchor and its alias',
      changed('code: { repo: acme/shop }', 'code: &shop acme/shop\n  app: { code: *shop }'),
    ],
    ['with checks: none', changed('checks: [build]', 'checks: none')],
    ['merged by hand without checks', changed('checks: [build]\n    merge: when-green', 'merge: by-hand')],
    ['with a component named like a property of every object', GOOD.replaceAll('payments', 'constructor')],
    ['with the same pin on two branches', `${GOOD}${secondStage('    branch: stable\n')}`],
  ])('loads %s', (_, text) => {
    expect(lines(text)).toEqual([]);
  });
});

/** A stage that moves the same pins as the first one. */
function secondStage(more = ''): string {
  return GOOD.slice(GOOD.indexOf('  docker:')).replace('docker:', 'again:') + more;
}

const TOP = 'version, components, prefabs, stages, issues, changelog';
const KEYS =
  'kind, from, repo, branch, components, pins, checks, merge, release, gates, verify, force, copy, together, deployments, deployed-by, deployed-within, announce, production';
const A_NAME = 'is not a name: write lower-case letters, digits and hyphens, beginning with a letter or digit.';
const A_PATH = 'is not a path inside the repository: write it from the top, without . and ...';
const pinFile = (path: string): string => changed('file: Dockerfile', `file: ${JSON.stringify(path)}`);

describe('a mistake in the pipeline file', () => {
  it.each([
    [
      'an unknown key',
      changed('kind:', 'knid:'),
      [
        `8:5 stages.docker.kind: is missing; it takes docker, manifest or environment.`,
        `8:5 stages.docker.knid: is not a key that this version reads; it reads ${KEYS}. Did you mean "kind"?`,
      ],
    ],
    [
      'an unknown key at the top',
      `${GOOD}stage: {}\n`,
      [`13:1 stage: is not a key that this version reads; it reads ${TOP}. Did you mean "stages"?`],
    ],
    [
      'an unknown key far from any',
      `${GOOD}__proto__: { x: 1 }\n`,
      [`13:1 __proto__: is not a key that this version reads; it reads ${TOP}.`],
    ],
    [
      'an unknown key of a pin',
      changed('holds: commit', 'holds: commit, argg: X'),
      [
        '10:64 stages.docker.pins[0].argg: is not a key that this version reads; it reads file, arg, image, pointer, marker, pattern, places, holds. Did you mean "arg"?',
      ],
    ],
    [
      'a merge key',
      changed('kind: docker', 'kind: docker\n    <<: { branch: x }'),
      [`9:5 stages.docker.<<: is not a key that this version reads; it reads ${KEYS}.`],
    ],
    [
      'a key with the wrong kind of value',
      changed('[build]', 'build'),
      ['11:13 stages.docker.checks: takes none, or a list of check names, not "build".'],
    ],
    [
      'a number where text belongs',
      changed('acme/{component}-docker', '7'),
      ['9:11 stages.docker.repo: takes text, not the number 7.'],
    ],
    [
      'a list where a map belongs',
      changed('{ code: acme/payments }', '[acme/payments]'),
      ['3:13 components.payments: takes a map, not a list.'],
    ],
    [
      'nothing where a map belongs',
      changed('{ code: acme/payments }', ''),
      ['3:13 components.payments: takes a map, not nothing.'],
    ],
    ['an empty list', changed('[build]', '[]'), ['11:13 stages.docker.checks: is an empty list: name at least one.']],
    [
      'a check without a name',
      changed('[build]', '[""]'),
      ['11:14 stages.docker.checks[0]: is not the name of a check.'],
    ],
    ['another version', changed('version: 1', 'version: 2'), ['1:10 version: takes the number 1, not the number 2.']],
    ['a version in quotes', changed('version: 1', 'version: "1"'), ['1:10 version: takes the number 1, not "1".']],
    [
      'a word near a valid one',
      changed('when-green', 'when-gren'),
      [
        '12:12 stages.docker.merge: takes when-green, after-approval or by-hand, not "when-gren". Did you mean "when-green"?',
      ],
    ],
    [
      'a kind that there is not',
      changed('kind: docker', 'kind: production'),
      ['8:11 stages.docker.kind: takes docker, manifest or environment, not "production".'],
    ],
    [
      'a missing key',
      changed('    merge: when-green\n', ''),
      ['8:5 stages.docker.merge: is missing; it takes when-green, after-approval or by-hand.'],
    ],
    ['a missing section', 'version: 1\ncomponents: {}\n', ['1:1 stages: is missing; it takes a map.']],
    ['a component name with capitals', changed('payments:', 'Payments:'), [`3:3 components.Payments: ${A_NAME}`]],
    [
      'a component name that prototypes swallow',
      changed('payments:', '__proto__:'),
      [`3:3 components.__proto__: ${A_NAME}`],
    ],
    ['a stage name that prototypes swallow', changed('  docker:', '  __proto__:'), [`7:3 stages.__proto__: ${A_NAME}`]],
    ['a stage name with a slash', changed('  docker:', '  docker/one:'), [`7:3 stages.docker/one: ${A_NAME}`]],
    [
      'a repository without its owner',
      changed('code: acme/payments', 'code: payments'),
      ['3:21 components.payments.code: "payments" is not a repository: write owner/name.'],
    ],
    [
      'a repository that is none once filled',
      changed('acme/{component}-docker', 'acme/team/{component}'),
      [
        '9:11 stages.docker.repo: "acme/team/{component}" gives "acme/team/payments", which is not a repository: write owner/name.',
      ],
    ],
    [
      'an unknown component',
      changed('checks:', 'components: [payment, web]\n    checks:'),
      [
        '11:18 stages.docker.components[0]: "payment" is not a component; the file has payments and web. Did you mean "payments"?',
      ],
    ],
    [
      'an unknown placeholder',
      changed('acme/{component}-docker', 'acme/{name}-docker'),
      [
        '9:11 stages.docker.repo: "acme/{name}-docker" {name} is not a placeholder; the one there is here is {component}.',
      ],
    ],
    [
      'an unknown placeholder in a path',
      pinFile('{stage}/Dockerfile'),
      [
        '10:20 stages.docker.pins[0].file: "{stage}/Dockerfile" {stage} is not a placeholder; the one there is here is {component}.',
      ],
    ],
    [
      'no checks for when-green',
      changed('    checks: [build]\n', ''),
      [
        '11:12 stages.docker.merge: when-green has no check to wait for: write checks: [name], or checks: none if nothing is to be waited for.',
      ],
    ],
    [
      'an argument that no Dockerfile has',
      changed('APP_COMMIT', '"APP COMMIT"'),
      ['10:37 stages.docker.pins[0].arg: "APP COMMIT" is not the name of a Dockerfile ARG.'],
    ],
    [
      'a branch that git does not take',
      changed('checks:', 'branch: "-x"\n    checks:'),
      ['11:13 stages.docker.branch: "-x" is not a branch name.'],
    ],
    [
      'a branch that Sluice writes itself',
      changed('checks:', 'branch: sluice/docker/web\n    checks:'),
      ['11:13 stages.docker.branch: "sluice/docker/web" is the branch that Sluice itself writes for the stage docker.'],
    ],
    [
      'a path that leads out',
      pinFile('../Dockerfile'),
      [`10:20 stages.docker.pins[0].file: "../Dockerfile" ${A_PATH}`],
    ],
    [
      'a path that leads out and in again',
      pinFile('a/../../b/Dockerfile'),
      [`10:20 stages.docker.pins[0].file: "a/../../b/Dockerfile" ${A_PATH}`],
    ],
    ['a path from the root', pinFile('/Dockerfile'), [`10:20 stages.docker.pins[0].file: "/Dockerfile" ${A_PATH}`]],
    ['a path from here', pinFile('./Dockerfile'), [`10:20 stages.docker.pins[0].file: "./Dockerfile" ${A_PATH}`]],
    [
      'a path with a line end',
      pinFile('Docker\nfile'),
      [`10:20 stages.docker.pins[0].file: "Docker\\nfile" ${A_PATH}`],
    ],
    ['an empty path', pinFile(''), [`10:20 stages.docker.pins[0].file: ${A_PATH}`]],
    [
      'a path into the policy',
      pinFile('.github/sluice.yml'),
      ['10:20 stages.docker.pins[0].file: ".github/sluice.yml" is in .github, which Sluice never edits.'],
    ],
    [
      'a component whose name leads into the policy',
      pinFile('.{component}/workflows/build.yml').replaceAll('web:', 'github:'),
      [
        '10:20 stages.docker.pins[0].file: ".{component}/workflows/build.yml" gives ".github/workflows/build.yml", which is a workflow, which Sluice never edits: GitHub lets an App change workflows only with the permission workflows, and who may change them runs code with the secrets of the repository, so Sluice does not ask for it; pin the image or the commit in another file, or move it by hand with sluice pin.',
      ],
    ],
  ])('names %s', (_, text, expected) => {
    expect(lines(text)).toEqual(expected);
  });

  it.each([
    ['a key that stands twice', `${GOOD}stages: {}\n`, ['13:1 the key "stages" stands here a second time.']],
    [
      'a component that stands twice',
      changed('  web:', '  payments:'),
      ['4:3 the key "payments" stands here a second time.'],
    ],
    ['a tab', changed('    kind', '\tkind'), ['8:1 Tabs are not allowed as indentation.']],
    ['a second document', `${GOOD}---\n${GOOD}`, ['13:1 a second document begins here; a pipeline file is one.']],
    ['an alias of nothing', changed('acme/payments', '*code'), ['3:21 "*code" names no anchor before it.']],
    ['a tag', changed('version: 1', 'version: !int 1'), ['1:10 Unresolved tag: !int.']],
    ['no text', '', ['1:1 the file is empty; it takes version, components and stages.']],
    ['nothing but a comment', '# to be written\n', ['1:1 the file is empty; it takes version, components and stages.']],
    ['a list', '- version: 1\n', ['1:1 takes a map, not a list.']],
    ['a word', 'soon\n', ['1:1 takes a map, not "soon".']],
  ])('says where the text has %s', (_, text, expected) => {
    expect(lines(text).slice(0, 1)).toEqual(expected);
  });

  it('is told of two lanes that would move the same pin, once for every line', () => {
    expect(lines(GOOD + secondStage())).toEqual([
      '16:12 stages.again.pins[0]: acme/payments-docker/Dockerfile ARG APP_COMMIT is moved by docker/payments already; a pin belongs to one component in one stage.',
    ]);
  });

  it('finds two lanes on one pin though GitHub spells the repository in another case', () => {
    expect(lines(GOOD + secondStage().replace('repo: acme', 'repo: Acme'))).toHaveLength(1);
  });

  it('finds two components on one pin', () => {
    expect(lines(changed('{component}-docker', 'images'))).toEqual([
      '10:12 stages.docker.pins[0]: acme/images/Dockerfile ARG APP_COMMIT is moved by docker/payments already; a pin belongs to one component in one stage.',
    ]);
  });

  it('finds pins moved twice in the repository of the pipeline as well', () => {
    expect(problems(changed('{component}-docker', 'platform')).map(({ code }) => code)).toEqual(['PIPELINE_PIN_TWICE']);
  });
});

describe('many mistakes in the pipeline file', () => {
  const text = `version: 2
components:
  Payments: { code: payments }
  web: { repo: acme/shop }
stages:
  docker:
    kind: dokcer
    repo: acme/{name}
    components: [wbe]
    pins:
      - { file: ../Dockerfile, arg: APP_COMMIT, holds: tag }
      - { file: "{x}", arg: APP_COMMIT, holds: commit }
    merge: when-green
extra: 1
`;

  it('are told at once and in the order of the file, whatever kind they are', () => {
    expect(problems(text).map(({ line, code, path }) => `${line} ${code.replace('PIPELINE_', '')} ${path}`)).toEqual([
      '1 VALUE version',
      '3 NAME components.Payments',
      '3 VALUE components.Payments.code',
      '4 MISSING components.web.code',
      '4 UNKNOWN_KEY components.web.repo',
      '7 VALUE stages.docker.kind',
      '8 PLACEHOLDER stages.docker.repo',
      '9 UNKNOWN_COMPONENT stages.docker.components[0]',
      '11 VALUE stages.docker.pins[0].file',
      '11 VALUE stages.docker.pins[0].holds',
      '12 PLACEHOLDER stages.docker.pins[1].file',
      '13 NO_CHECKS stages.docker.merge',
      '14 UNKNOWN_KEY extra',
    ]);
  });

  it('each carry the value found, the nearest valid one and where it is explained', () => {
    const kind = problems(text).find(({ path }) => path === 'stages.docker.kind');

    expect(kind).toEqual({
      code: 'PIPELINE_VALUE',
      line: 7,
      column: 11,
      path: 'stages.docker.kind',
      says: 'takes docker, manifest or environment, not "dokcer".',
      got: 'dokcer',
      didYouMean: 'docker',
      docs: 'docs/reference/pipeline-file.md#stages',
    });
  });

  it('are counted after the first hundred', () => {
    const flood = `${GOOD}${Array.from({ length: 150 }, (_, number) => `key-${number}: 1\n`).join('')}`;

    const found = problems(flood);

    expect(found).toHaveLength(101);
    expect(describeProblem(found[100]!)).toBe(
      '112:1 and 50 more problems; mend these first. (docs/reference/pipeline-file.md)',
    );
  });
});
