import { describe, expect, it } from '@jest/globals';

import { changedIn, EVERY_KEY, WHOLE, lines } from './pipeline-text.ts';

/** One place of a good text changed, and what is told about it. */
type Row = [what: string, from: string, to: string, expected: string[]];

describe('a component', () => {
  it.each<Row>([
    [
      'with the image of another',
      'image: registry.acme.dev/web',
      'image: registry.acme.dev/payments',
      [
        '12:12 components.web.image: "registry.acme.dev/payments" gives web the image of payments; an image belongs to one component.',
      ],
    ],
    [
      'with an image that is no text',
      'image: registry.acme.dev/web',
      'image: 7',
      ['12:12 components.web.image: takes text, not the number 7.'],
    ],
    [
      'with an image that has a tag',
      'image: registry.acme.dev/web',
      'image: registry.acme.dev/web:latest',
      [
        '12:12 components.web.image: "registry.acme.dev/web:latest" is not the repository of an image: write it as registry.example.com/name, without tag and digest.',
      ],
    ],
    [
      'with a tag that names no commit',
      'tag: "{commit}"',
      'tag: latest',
      [
        '6:10 components.payments.tag: "latest" does not say which commit an image was made from: write {commit} or {short} in it.',
      ],
    ],
    [
      'with an unknown placeholder in its tag',
      'tag: "{commit}"',
      'tag: "{short}-{run}"',
      [
        '6:10 components.payments.tag: "{short}-{run}" {run} is not a placeholder; those there are here are {commit} and {short}.',
      ],
    ],
    [
      'with a build by two signals',
      'build: { workflow: build.yml }',
      'build: { workflow: build.yml, status: ci/build }',
      ['7:12 components.payments.build: takes one of workflow, status, and only one.'],
    ],
    [
      'with a build by a path',
      'build: { workflow: build.yml }',
      'build: { workflow: .github/workflows/build.yml }',
      [
        '7:24 components.payments.build.workflow: ".github/workflows/build.yml" is not the name of a workflow file: write it as it stands in .github/workflows, such as build.yml.',
      ],
    ],
    [
      'with an unknown build',
      'build: { workflow: build.yml }',
      'build: { workfow: build.yml }',
      [
        '7:14 components.payments.build.workfow: is not a key that this version reads; it reads workflow, status. Did you mean "workflow"?',
      ],
    ],
    [
      'with an owner that is nobody',
      'owners: ["@acme/payments"]',
      'owners: [acme/payments]',
      [
        '8:14 components.payments.owners[0]: "acme/payments" is neither a person nor a team: write @login or @organisation/team.',
      ],
    ],
    [
      'with paths that lead out',
      'paths: ["web/**"]',
      'paths: ["../web/**"]',
      [
        '11:38 components.web.code.paths[0]: "../web/**" is not a path inside the repository: write it from the top, without . and ...',
      ],
    ],
    [
      'with a prefab that there is not',
      'image: registry.acme.dev/web',
      'image: registry.acme.dev/web\n    like: service',
      ['13:11 components.web.like: "service" is not a prefab; it is not under prefabs.'],
    ],
    [
      'without code',
      '{ code: acme/ledger, image',
      '{ image',
      ['9:11 components.ledger.code: is missing; it takes owner/name, or a map with repo.'],
    ],
  ])('%s is told', (_, from, to, expected) => {
    expect(lines(changedIn(WHOLE, from, to))).toEqual(expected);
  });
});

describe('a prefab', () => {
  it.each<Row>([
    [
      'that is spelled wrong',
      '{ like: service, owners',
      '{ like: servce, owners',
      ['11:19 components.ledger.like: "servce" is not a prefab; the file has service. Did you mean "service"?'],
    ],
    [
      'with a name that is none',
      '  service:\n',
      '  Service:\n',
      [
        '4:3 prefabs.Service: is not a name: write lower-case letters, digits and hyphens, beginning with a letter or digit.',
        '11:19 components.ledger.like: "service" is not a prefab; the file has Service. Did you mean "Service"?',
        '12:19 components.search.like: "service" is not a prefab; the file has Service. Did you mean "Service"?',
      ],
    ],
    [
      'without the code that a component needs',
      '    code: { repo: "acme/{component}", paths: ["src/**", package.json] }\n',
      '',
      ['10:11 components.ledger.code: is missing; it takes owner/name, or a map with repo.'],
    ],
    [
      'with a key that there is not',
      '    tag: "main-{short}"',
      '    tags: "main-{short}"',
      [
        '7:5 prefabs.service.tags: is not a key that this version reads; it reads code, image, tag, build, owners. Did you mean "tag"?',
      ],
    ],
    [
      'that is like another',
      '    tag: "main-{short}"',
      '    like: service',
      ['7:5 prefabs.service.like: is not a key that this version reads; it reads code, image, tag, build, owners.'],
    ],
    [
      'that gives two components one image',
      'ghcr.io/acme/{component}',
      'ghcr.io/acme/all',
      [
        '12:19 components.search.like: "service" gives search the image of ledger; an image belongs to one component.',
        '36:12 stages.blue.pins[0]: acme/environments/blue.yaml image ghcr.io/acme/all is moved by blue/ledger already; a pin belongs to one component in one stage.',
      ],
    ],
    [
      'that gives a component a repository that is none',
      'acme/{component}"',
      '{component}-{component}-{component}-{component}-{component}-{component}-{component}/x"',
      [
        '11:19 components.ledger.like: "service" gives "ledger-ledger-ledger-ledger-ledger-ledger-ledger/x", which is not a repository.',
      ],
    ],
    [
      'with an unknown placeholder',
      'ghcr.io/acme/{component}',
      'ghcr.io/acme/{name}',
      [
        '6:12 prefabs.service.image: "ghcr.io/acme/{name}" {name} is not a placeholder; the one there is here is {component}.',
      ],
    ],
  ])('%s is told', (_, from, to, expected) => {
    expect(lines(changedIn(EVERY_KEY, from, to))).toEqual(expected);
  });
});

describe('a rule about issues', () => {
  it.each<Row>([
    [
      'that waits for a stage that there is not',
      'reopen-until: green',
      'reopen-until: gren',
      [
        '59:36 issues.closed-by-merge.reopen-until: "gren" is not a stage; the file has blue and green. Did you mean "green"?',
      ],
    ],
    [
      'that waits for a stage where nothing runs',
      'close: true, when: green',
      'close: true, when: manifest',
      [
        '61:67 issues.labels["status: done"].when: "manifest" is a stage of the kind manifest; issues are told what arrived in an environment.',
      ],
    ],
    [
      'that does nothing',
      '{ becomes: "status: live", close: true, when: green }',
      '{ when: green }',
      ['61:21 issues.labels["status: done"]: does nothing: write becomes: <label>, or close: true.'],
    ],
    [
      'that does not close',
      'close: true',
      'close: false',
      ['61:55 issues.labels["status: done"].close: takes true, not false.'],
    ],
    [
      'that changes nothing',
      'becomes: "status: live"',
      'becomes: "status: done"',
      ['61:32 issues.labels["status: done"].becomes: "status: done" is the label that is to become another.'],
    ],
    [
      'about a label that is too long',
      '"status: done"',
      '"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      [
        '61:5 issues.labels.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx: is not a label: write 1 to 50 characters.',
      ],
    ],
    [
      'about a label that maps swallow',
      '"status: done"',
      '__proto__',
      ['61:5 issues.labels.__proto__: is not a label: write 1 to 50 characters.'],
    ],
    [
      'about closed issues that there is not',
      'closed-by-merge: { reopen-until: green }',
      'closed-by-merge: reopen',
      ['59:20 issues.closed-by-merge: takes leave, or a map with reopen-until, not "reopen".'],
    ],
  ])('%s is told', (_, from, to, expected) => {
    expect(lines(changedIn(EVERY_KEY, from, to))).toEqual(expected);
  });
});
