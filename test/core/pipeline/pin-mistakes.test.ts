import { describe, expect, it } from '@jest/globals';

import { changedIn, lines, pipeline, WHOLE } from './pipeline-text.ts';

/** One place of a good text changed, and what is told about it. */
type Row = [what: string, from: string, to: string, expected: string[]];

describe('a pin of a stage', () => {
  it.each<Row>([
    [
      'of the kind docker that holds a digest',
      'holds: commit',
      'holds: digest',
      [
        '18:12 stages.docker.pins[0]: holds a digest, and a stage of the kind docker pins the commit of the code: write holds: commit.',
      ],
    ],
    [
      'that holds a digest of a component without an image',
      'ledger: { code: acme/ledger, image: registry.acme.dev/ledger }',
      'ledger: { code: acme/ledger }',
      [
        "9:11 components.ledger.image: is missing; pins of 4 stages hold its digest: write the image's repository, or name the places by arg, pointer, marker or pattern.",
      ],
    ],
    [
      'that holds a commit below digests',
      '"staging/{component}.yaml", holds: digest',
      '"staging/{component}.yaml", pointer: /commit, holds: commit',
      [
        '32:12 stages.staging.pins[0]: holds a commit, and staging comes from manifest, whose pins hold a digest: write holds: digest.',
      ],
    ],
    [
      'that holds a commit and has no place',
      'arg: APP_COMMIT, holds: commit',
      'holds: commit',
      [
        '18:12 stages.docker.pins[0]: holds a commit, and does not say where: name its place by arg, pointer, marker or pattern.',
      ],
    ],
    [
      'that holds a commit and names an image',
      'arg: APP_COMMIT, holds: commit',
      'image: acme/payments, holds: commit',
      [
        '18:12 stages.docker.pins[0]: holds a commit, and image names the place of a digest: name it by arg, pointer, marker or pattern.',
      ],
    ],
    [
      'that names its place twice',
      'arg: APP_COMMIT, holds: commit',
      'arg: APP_COMMIT, pointer: /a, holds: commit',
      ['18:12 stages.docker.pins[0]: names its place twice: keep one of arg, image, pointer, marker, pattern.'],
    ],
    [
      'that names its place twice and holds what there is not',
      'arg: APP_COMMIT, holds: commit',
      'arg: APP_COMMIT, pointer: /a, holds: tag',
      [
        '18:12 stages.docker.pins[0]: names its place twice: keep one of arg, image, pointer, marker, pattern.',
        '18:69 stages.docker.pins[0].holds: takes commit or digest, not "tag".',
      ],
    ],
    [
      'with an image that has a tag',
      '"staging/{component}.yaml", holds',
      '"staging/{component}.yaml", image: "acme/payments:1", holds',
      [
        '32:55 stages.staging.pins[0].image: "acme/payments:1" is not the repository of an image: write it as registry.example.com/name, without tag and digest.',
      ],
    ],
    [
      'with a pointer that leads nowhere',
      '"staging/{component}.yaml", holds',
      '"staging/{component}.yaml", pointer: spec.image, holds',
      [
        '32:57 stages.staging.pins[0].pointer: "spec.image" is not a path through a document: write /spec/image, or #1/spec/image for the second document.',
      ],
    ],
    [
      'with a placeholder where nothing is filled in',
      '"staging/{component}.yaml", holds',
      '"staging/{component}.yaml", marker: "{component}", holds',
      ['32:56 stages.staging.pins[0].marker: {component} is not a placeholder; there are none here.'],
    ],
    [
      'of two components in one place',
      '"staging/{component}.yaml", holds',
      'staging.yaml, pointer: /image, holds',
      [
        '32:12 stages.staging.pins[0]: acme/environments/staging.yaml pointer /image is moved by staging/payments already; a pin belongs to one component in one stage.',
      ],
    ],
    [
      'of two stages in one place',
      '"demo/{component}.yaml"',
      '"staging/{component}.yaml"',
      [
        '41:12 stages.demo.pins[0]: acme/environments/staging/payments.yaml image registry.acme.dev/payments is moved by staging/payments already; a pin belongs to one component in one stage.',
      ],
    ],
  ])('%s is told', (_, from, to, expected) => {
    expect(lines(changedIn(WHOLE, from, to))).toEqual(expected);
  });
});

const SECRETS = 'who may change them runs code with the secrets of the repository';
const INSTEAD = 'pin the image or the commit in another file, or move it by hand with sluice pin';

describe('a pin of what a workflow runs', () => {
  it.each([
    [
      '.github/workflows/deploy.yml',
      `is a workflow, which Sluice never edits: GitHub lets an App change workflows only with the permission workflows, and ${SECRETS}, so Sluice does not ask for it; ${INSTEAD}.`,
    ],
    [
      'deploy/action.yml',
      `is an action, which Sluice never edits: workflows run it with the secrets of their repository; ${INSTEAD}.`,
    ],
    [
      'action.yaml',
      `is an action, which Sluice never edits: workflows run it with the secrets of their repository; ${INSTEAD}.`,
    ],
    ['.github/dependabot.yml', 'is in .github, which Sluice never edits.'],
  ])('is refused in %s, with the reason and the way on', (path, says) => {
    const text = changedIn(WHOLE, '"staging/{component}.yaml"', path);

    expect(lines(text)).toEqual([`32:20 stages.staging.pins[0].file: "${path}" ${says}`]);
  });

  it.each(['action/deploy.yml', 'transaction.yml', 'action.yml.tpl'])('is not seen in %s', (path) => {
    expect(lines(changedIn(WHOLE, '"staging/{component}.yaml"', `"{component}/${path}"`))).toEqual([]);
  });
});

/** The stage staging, with more said about its pin. */
const saying = (more: string): string =>
  changedIn(WHOLE, '"staging/{component}.yaml", holds', `"staging/{component}.yaml", ${more}, holds`);

describe('the pattern of a pin', () => {
  it('is kept as it is written', () => {
    const text = saying("pattern: 'payments@(?<digest>sha256:[0-9a-f]{64})'");

    expect(lines(text)).toEqual([]);
    expect(pipeline(text).stages[2]?.pins[0]).toEqual({
      file: 'staging/{component}.yaml',
      pattern: 'payments@(?<digest>sha256:[0-9a-f]{64})',
      holds: 'digest',
    });
  });

  it('may hold the commit that a stage of the kind docker pins', () => {
    const text = changedIn(WHOLE, 'arg: APP_COMMIT', "pattern: 'rev=(?<commit>[0-9a-f]{40})'");

    expect(lines(text)).toEqual([]);
  });

  const GROUPS = '(?<tag>…), (?<digest>…), (?<commit>…), (?<version>…)';

  it.each([
    [
      'without a group that has a name',
      'sha256:[0-9a-f]{64}',
      `"sha256:[0-9a-f]{64}" has none of the groups ${GROUPS}, which say what moves.`,
    ],
    [
      'with a group of another name',
      '(?<sha>[0-9a-f]{40})',
      `"(?<sha>[0-9a-f]{40})" has a group sha; what moves stands in one of ${GROUPS}.`,
    ],
    ['without a character', '', `has none of the groups ${GROUPS}, which say what moves.`],
    ['that is too long', `(?<digest>${'x'.repeat(1000)})`, 'has more than 1000 characters.'],
  ])('%s is told at its place', (_, pattern, says) => {
    const [told, ...more] = lines(saying(`pattern: '${pattern}'`));

    expect(more).toEqual([]);
    expect(told).toMatch(/^32:57 stages\.staging\.pins\[0\]\.pattern: /);
    expect(told?.endsWith(says)).toBe(true);
  });

  it.each([
    ['that does not close a group', '(?<digest>x'],
    ['that looks back, which RE2 cannot', '(?<=a)(?<digest>x)'],
  ])('%s is told with what RE2 says', (_, pattern) => {
    expect(lines(saying(`pattern: '${pattern}'`))).toEqual([
      expect.stringMatching(/^32:57 stages\.staging\.pins\[0\]\.pattern: .*is no regular expression of RE2: \w/),
    ]);
  });

  it('counts with all others towards the most that is read, once however often it stands there', () => {
    const [one, two] = ['a', 'b'].map((part) =>
      Array.from({ length: 5 }, (_, n) => `${n}(?<digest>${part.repeat(200)})`),
    );
    const pinsOf = (...patterns: string[]): string =>
      changedIn(
        WHOLE,
        'pins: [{ file: "staging/{component}.yaml", holds: digest }]',
        `pins: [${patterns.map((pattern, n) => `{ file: "{component}/${n}", pattern: '${pattern}', holds: digest }`).join(', ')}]`,
      );

    expect(lines(pinsOf(...one!, ...one!))).toEqual([]);
    expect(lines(pinsOf(...one!, ...two!)).at(-1)).toMatch(
      /pins\[9\]\.pattern: .*makes the patterns of this file longer than 2000 characters altogether; name the places by marker\.$/,
    );
  });

  it('without the group of what the pin holds is told', () => {
    expect(lines(saying("pattern: 'v(?<tag>[0-9.]+)'"))).toEqual([
      '32:12 stages.staging.pins[0]: holds a digest, and its pattern has no group of that name: write (?<digest>…) around the digest.',
    ]);
  });

  it('with the placeholder of a component is told, since nothing is filled in', () => {
    expect(lines(saying("pattern: '{component}@(?<digest>x{3})'"))).toEqual([
      '32:57 stages.staging.pins[0].pattern: "{component}@(?<digest>x{3})" {component} is not a placeholder; there are none here.',
    ]);
  });

  it('of two components in one file is one place', () => {
    const text = changedIn(
      WHOLE,
      '"staging/{component}.yaml", holds',
      "staging.yaml, pattern: '@(?<digest>sha256:[0-9a-f]{64})', holds",
    );

    expect(lines(text)).toEqual([
      '32:12 stages.staging.pins[0]: acme/environments/staging.yaml pattern @(?<digest>sha256:[0-9a-f]{64}) is moved by staging/payments already; a pin belongs to one component in one stage.',
    ]);
  });
});

describe('the number of places of a pin', () => {
  it('is kept, whatever names them', () => {
    expect(pipeline(saying('places: 2')).stages[2]?.pins[0]).toEqual({
      file: 'staging/{component}.yaml',
      places: 2,
      holds: 'digest',
    });
  });

  it.each([
    ['0', 'takes a number of places from 1 to 1000, not 0.'],
    ['1001', 'takes a number of places from 1 to 1000, not 1001.'],
    ['1.5', 'takes a whole number, not the number 1.5.'],
    ['all', 'takes a whole number, not "all".'],
  ])('is not %s', (places, says) => {
    expect(lines(saying(`places: ${places}`))).toEqual([`32:56 stages.staging.pins[0].places: ${says}`]);
  });
});
