import { describe, expect, it } from '@jest/globals';

import { changedIn, EVERY_KEY, WHOLE, lines } from './pipeline-text.ts';

/** One place of a good text changed, and what is told about it. */
type Row = [what: string, from: string, to: string, expected: string[]];

describe('a source of a stage', () => {
  it.each<Row>([
    [
      'that is spelled wrong',
      'from: staging',
      'from: stagging',
      [
        '39:11 stages.demo.from: "stagging" is not a stage; the file has docker, manifest, staging and production. Did you mean "staging"?',
      ],
    ],
    [
      'that is spelled wrong in a list',
      'from: staging',
      'from: { all: [manifest, stagin] }',
      [
        '39:29 stages.demo.from.all[1]: "stagin" is not a stage; the file has docker, manifest, staging and production. Did you mean "staging"?',
      ],
    ],
    [
      'that is far from any',
      'from: staging',
      'from: qa',
      ['39:11 stages.demo.from: "qa" is not a stage; the file has docker, manifest, staging and production.'],
    ],
    ['that is the stage itself', 'from: staging', 'from: demo', ['39:11 stages.demo.from: "demo" comes from itself.']],
    [
      'that comes from the stage',
      'from: manifest',
      'from: production',
      ['39:11 stages.demo.from: goes round in a circle: staging ← production ← demo ← staging.'],
    ],
    [
      'that comes after it',
      'from: docker',
      'from: staging',
      [
        '23:11 stages.manifest.from: "staging" is an environment, and a stage of the kind manifest comes before environments.',
        '30:11 stages.staging.from: goes round in a circle: manifest ← staging ← manifest.',
      ],
    ],
    [
      'where the kind has none',
      'repo: acme/{component}-docker',
      'from: manifest\n    repo: acme/{component}-docker',
      [
        '16:5 stages.docker.from: has no place here: a stage of the kind docker comes from the code, and nothing lies between.',
        '24:11 stages.manifest.from: goes round in a circle: docker ← manifest ← docker.',
      ],
    ],
    [
      'by a key that there is not',
      'from: staging',
      'from: { al: [staging] }',
      ['39:13 stages.demo.from.al: is not a key that this version reads; it reads all, any. Did you mean "all"?'],
    ],
    [
      'by two keys',
      'from: staging',
      'from: { all: [staging], any: [manifest] }',
      ['39:11 stages.demo.from: takes one of all, any, and only one.'],
    ],
    ['by no key', 'from: staging', 'from: {}', ['39:11 stages.demo.from: takes one of all, any, and only one.']],
    [
      'that is a list',
      'from: staging',
      'from: [staging]',
      ['39:11 stages.demo.from: takes a stage, or a map with all or any, not a list.'],
    ],
  ])('%s is told', (_, from, to, expected) => {
    expect(lines(changedIn(WHOLE, from, to))).toEqual(expected);
  });
});

describe('a repository of a stage', () => {
  it.each<Row>([
    [
      'with a placeholder in an environment',
      'repo: acme/environments',
      'repo: acme/{component}-environment',
      [
        '31:11 stages.staging.repo: "acme/{component}-environment" is one repository for all components of an environment, so {component} has no place in it.',
      ],
    ],
  ])('%s is told', (_, from, to, expected) => {
    expect(lines(changedIn(WHOLE, from, to))).toEqual(expected);
  });
});

describe('a release', () => {
  it.each<Row>([
    [
      'with a schedule of four fields',
      '"0 9 * * 5"',
      '"0 9 * *"',
      [
        '42:26 stages.demo.release.schedule: is not a schedule: write minute, hour, day of the month, month and day of the week, for example "0 9 * * 5".',
      ],
    ],
    [
      'with a schedule that never comes',
      '"0 9 * * 5"',
      '"0 9 31 2 *"',
      ['42:26 stages.demo.release.schedule: "0 9 31 2 *" never comes due: none of its months has such a day.'],
    ],
    [
      'with an hour that there is not',
      '"0 9 * * 5"',
      '"0 24 * * 5"',
      [
        '42:26 stages.demo.release.schedule: "0 24 * * 5" is not a schedule: the hour takes 0 to 23, lists, ranges and steps, not "24".',
      ],
    ],
    [
      'in a time zone that is spelled wrong',
      '"0 9 * * 5", timezone: Europe/Rome',
      '"0 9 * * 5", timezone: Europe/Roma',
      [
        '42:49 stages.demo.release.timezone: "Europe/Roma" is not a time zone: write its IANA name, such as Europe/Rome or UTC. Did you mean "Europe/Rome"?',
      ],
    ],
    [
      'in an offset',
      '"0 9 * * 5", timezone: Europe/Rome',
      '"0 9 * * 5", timezone: "+02:00"',
      [
        '42:49 stages.demo.release.timezone: "+02:00" is not a time zone: write its IANA name, such as Europe/Rome or UTC.',
      ],
    ],
    [
      'without a time zone',
      '"0 9 * * 5", timezone: Europe/Rome',
      '"0 9 * * 5"',
      ['42:14 stages.demo.release.timezone: is missing; it takes the IANA name of a time zone.'],
    ],
    [
      'of a kind that there is not',
      'release: on-change',
      'release: on-chnage',
      [
        '33:14 stages.staging.release: takes on-change, or a map with schedule and timezone, not "on-chnage". Did you mean "on-change"?',
      ],
    ],
  ])('%s is told', (_, from, to, expected) => {
    expect(lines(changedIn(WHOLE, from, to))).toEqual(expected);
  });
});

describe('a gate', () => {
  it.each<Row>([
    [
      'that is spelled wrong',
      '- soak: 2h',
      '- sook: 2h',
      [
        '55:9 stages.production.gates[0].sook: is not a key that this version reads; it reads soak, approvals, window. Did you mean "soak"?',
      ],
    ],
    [
      'that is two',
      '- soak: 2h',
      '- { soak: 2h, window: { allow: "Mon 11:00-16:00", timezone: UTC } }',
      ['55:9 stages.production.gates[0]: takes one of soak, approvals, window, and only one.'],
    ],
    [
      'that is none',
      '- soak: 2h',
      '- {}',
      ['55:9 stages.production.gates[0]: takes one of soak, approvals, window, and only one.'],
    ],
    [
      'with a number for a duration',
      '- soak: 2h',
      '- soak: 120',
      ['55:15 stages.production.gates[0].soak: takes a duration such as 30m, 2h or 1d12h, not the number 120.'],
    ],
    [
      'with a duration that is none',
      '- soak: 2h',
      '- soak: 2 hours',
      [
        '55:15 stages.production.gates[0].soak: "2 hours" is not a duration up to a year: write days, hours and minutes, such as 30m, 2h or 1d12h.',
      ],
    ],
    [
      'with approvals by nobody',
      'count: 2',
      'count: 0',
      ['56:29 stages.production.gates[1].approvals.count: takes a number of people from 1, not 0.'],
    ],
    [
      'with approvals by half a person',
      'count: 2',
      'count: 1.5',
      ['56:29 stages.production.gates[1].approvals.count: takes a whole number, not the number 1.5.'],
    ],
    [
      'with a team that is none',
      'from: ["@acme/release-managers"]',
      'from: ["@release-managers"]',
      [
        '56:39 stages.production.gates[1].approvals.from[0]: "@release-managers" is not a team: write @organisation/team.',
      ],
    ],
    [
      'with a day that there is not',
      '"Mon-Thu 11:00-16:00"',
      '"Mon-Thursday 11:00-16:00"',
      [
        '57:26 stages.production.gates[2].window.allow: "Mon-Thursday 11:00-16:00" is not a window: write days and times, such as "Mon-Thu 11:00-16:00".',
      ],
    ],
    [
      'with a window in the wrong place',
      'verify: [] ',
      'verify: [{ window: { allow: "Mon 11:00-16:00", timezone: UTC } }] ',
      ['45:16 stages.demo.verify[0].window: is not a key that this version reads; it reads soak.'],
    ],
  ])('%s is told', (_, from, to, expected) => {
    expect(lines(changedIn(WHOLE, from, to))).toEqual(expected);
  });
});

describe('what an environment says', () => {
  it.each<Row>([
    [
      'of components together that there are not',
      '[[ledger, search]]',
      '[[ledger, serach]]',
      [
        '42:25 stages.blue.together[0][1]: "serach" is not a component; the file has ledger and search. Did you mean "search"?',
      ],
    ],
    [
      'of one component together',
      '[[ledger, search]]',
      '[[ledger]]',
      ['42:16 stages.blue.together[0]: is no set: name two components at least.'],
    ],
    [
      'of a component in two sets',
      '[[ledger, search]]',
      '[[ledger, search], [search, ledger]]',
      [
        '42:35 stages.blue.together[1][0]: "search" is in a set already; a component is in one at most.',
        '42:43 stages.blue.together[1][1]: "ledger" is in a set already; a component is in one at most.',
      ],
    ],
    [
      'of a component that does not come here',
      'pins: [{ file: blue.yaml, holds: digest }]',
      'components: [ledger]\n    pins: [{ file: blue.yaml, holds: digest }]',
      ['43:25 stages.blue.together[0][1]: "search" does not go through this stage.'],
    ],
    [
      'of a signal that there is not',
      '[deployment-status, {',
      '[deployment-statuses, {',
      [
        '44:19 stages.blue.deployed-by[0]: takes deployment-status, or a map with workflow or status, not "deployment-statuses". Did you mean "deployment-status"?',
      ],
    ],
    [
      'of a signal by two names',
      '{ workflow: deploy.yml }',
      '{ workflow: deploy.yml, status: x }',
      ['44:38 stages.blue.deployed-by[1]: takes one of workflow, status, and only one.'],
    ],
    [
      'of no time at all',
      'deployed-within: 45m',
      'deployed-within: 0m',
      [
        '45:22 stages.blue.deployed-within: "0m" is not a duration up to a year: write days, hours and minutes, such as 30m, 2h or 1d12h.',
      ],
    ],
    [
      'of announcing',
      'announce: true',
      'announce: maybe',
      ['46:15 stages.blue.announce: takes true or false, not "maybe".'],
    ],
    [
      'of being production',
      'announce: true',
      'production: live',
      ['46:17 stages.blue.production: takes true or false, not "live".'],
    ],
    [
      'of who may force',
      'announce: true',
      'force: ["@ada"]',
      ['46:13 stages.blue.force[0]: "@ada" is not a team: write @organisation/team.'],
    ],
    [
      'of its branch',
      'announce: true',
      'branch: release-blue',
      ['46:13 stages.blue.branch: "release-blue" is the branch that Sluice itself writes for the stage blue.'],
    ],
    [
      'of its branch, which is a forced one',
      'announce: true',
      'branch: force/green/search',
      ['46:13 stages.blue.branch: "force/green/search" is the branch that Sluice itself writes for the stage green.'],
    ],
  ])('%s is told', (_, from, to, expected) => {
    expect(lines(changedIn(EVERY_KEY, from, to))).toEqual(expected);
  });
});

describe('a key of environments', () => {
  it.each([
    'release: on-change',
    'gates: []',
    'verify: []',
    'force: ["@acme/release-managers"]',
    'copy: snapshot',
    'together: [[payments, web]]',
    'deployments: whole',
    'deployed-by: [deployment-status]',
    'deployed-within: 30m',
    'announce: true',
    'production: true',
  ])('has no place in another stage: %s', (key) => {
    const [name = ''] = key.split(':');

    expect(lines(changedIn(WHOLE, 'kind: manifest', `kind: manifest\n    ${key}`))).toEqual([
      `23:5 stages.manifest.${name}: belongs to environments, and manifest is a stage of the kind manifest.`,
    ]);
  });

  it('is not told where the kind could not be read, since that is told', () => {
    expect(lines(changedIn(WHOLE, 'kind: environment', 'kind: enviroment'))).toEqual([
      '29:11 stages.staging.kind: takes docker, manifest or environment, not "enviroment". Did you mean "environment"?',
    ]);
  });
});
