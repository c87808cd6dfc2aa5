import { describe, expect, it } from '@jest/globals';
import { COMMIT, DIGEST, NEXT_COMMIT, NEXT_DIGEST, expectTheMove, pinsIn, rewritten } from './moves.ts';

const WORKFLOW = '.github/workflows/deploy.yml';
const C = `«${COMMIT}|${NEXT_COMMIT}»`;

const steps = (uses: string): string => `name: deploy
on: [push]
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - run: echo "uses acme/deploy@v4.1.1"
      - name: Deploy
        ${uses}
        with: {ref: v4.1.1, uses: acme/deploy@v4.1.1}
`;

describe('an action that a workflow uses', () => {
  it.each([
    ['by tag', WORKFLOW, steps('uses: acme/deploy@«v4.1.1|v5»')],
    ['by tag in quotes', '.github/workflows/x.yaml', steps(`uses: "acme/deploy@«v4.1.1|v5»"`)],
    ['in flow style', WORKFLOW, "jobs: {a: {steps: [{uses: 'acme/deploy@«v4.1.1|v5»'}]}}"],
    ['in a folder of the repository', 'tools/.github/workflows/x.yml', steps('uses: acme/deploy@«v4.1.1|v5»')],
    [
      'in a composite action',
      'actions/x/action.yml',
      'runs:\n  using: composite\n  steps:\n  - uses: acme/deploy@«v4.1.1|v5»\n',
    ],
    ['by an old tag', WORKFLOW, steps('uses: acme/deploy@«v4|v5»')],
  ])('moves %s', (_, path, text) => {
    expectTheMove({
      path,
      text,
      image: 'acme/deploy',
      to: { version: 'v5' },
      found: { kind: 'action', name: 'acme/deploy' },
    });
  });

  it('moves by commit, and the comment behind it stays', () => {
    const text = steps(`uses: acme/deploy@${C} # v4.1.1`);

    expectTheMove({
      path: WORKFLOW,
      text,
      image: 'acme/deploy',
      to: { commit: NEXT_COMMIT },
      found: { kind: 'action', name: 'acme/deploy', commit: COMMIT, line: 9 },
    });
  });

  it('keeps its commit', () => {
    const text = steps(`uses: acme/deploy@${COMMIT} # v4.1.1`);

    expect(rewritten(text, WORKFLOW, { image: 'acme/deploy', to: { version: 'v5' } })).not.toContain('@v5');
  });

  it('moves by its path as by its repository', () => {
    const path = WORKFLOW;
    const text = `jobs:\n  a:\n    uses: acme/ci/.github/workflows/build.yml@${C}\n`;

    for (const image of ['acme/ci', 'acme/ci/.github/workflows/build.yml']) {
      expectTheMove({
        path,
        text,
        image,
        to: { commit: NEXT_COMMIT },
        found: { name: 'acme/ci/.github/workflows/build.yml', pointer: '/jobs/a/uses' },
      });
    }
  });

  it('moves in every step of the file', () => {
    const text = 'jobs: {a: {steps: [{uses: acme/x@v1}, {uses: acme/x/sub@v1}, {uses: acme/xx@v1}]}}\n';

    const next = rewritten(text, WORKFLOW, { image: 'acme/x', to: { version: 'v2' } });

    expect(next).toBe(text.replace('acme/x@v1', 'acme/x@v2').replace('acme/x/sub@v1', 'acme/x/sub@v2'));
  });

  it.each([
    ['a local action', WORKFLOW, steps('uses: ./.github/actions/x')],
    ['a branch', WORKFLOW, steps('uses: acme/deploy@main')],
    ['an expression', WORKFLOW, steps('uses: "acme/deploy@${{ inputs.ref }}"')],
    ['another file', 'deploy.yml', steps('uses: acme/deploy@v4.1.1')],
    ['a file below the workflows', '.github/workflows/old/x.yml', steps('uses: acme/deploy@v4.1.1')],
    ['a text', WORKFLOW, 'jobs:\n  a:\n    steps:\n    - run: |\n        uses: acme/deploy@v4.1.1\n'],
    ['a list', WORKFLOW, steps('uses: [acme/deploy@v4.1.1]')],
    ['no step', WORKFLOW, 'on:\n  workflow_call:\n    inputs:\n      uses: acme/deploy@v4.1.1\n'],
  ])('is none in %s', (_, path, text) => {
    expect(pinsIn(text, path)).toEqual([]);
  });
});

describe('an image that a workflow runs', () => {
  const both = { tag: '3.21', digest: NEXT_DIGEST };
  const R = 'registry.acme.dev/ci/build';
  const T = `«3.20@${DIGEST}|3.21@${NEXT_DIGEST}»`;

  it.each([
    ['a step', WORKFLOW, steps(`uses: docker://${R}:${T} # 3.20`)],
    ['a step in quotes', WORKFLOW, steps(`uses: 'docker://${R}:${T}'`)],
    ["a job's container", WORKFLOW, `jobs:\n  a:\n    container: ${R}:${T}\n`],
    ["a job's container in flow style", WORKFLOW, `jobs: {a: {container: "${R}:${T}"}}\n`],
    [
      "a job's container in a map",
      WORKFLOW,
      `jobs:\n  a:\n    container:\n      image: ${R}:${T}\n      options: --cpus 1\n`,
    ],
    [
      'a service',
      WORKFLOW,
      `jobs:\n  a:\n    services:\n      db:\n        image: ${R}:${T}\n        ports: ["5432:5432"]\n`,
    ],
    ['an action', 'action.yaml', `runs:\n  using: docker\n  image: docker://${R}:${T}\n`],
  ])('moves in %s', (_, path, text) => {
    expectTheMove({ path, text, image: R, to: both, found: { image: R, tag: '3.20', digest: DIGEST } });
  });

  it.each([
    ['a Dockerfile', 'action.yml', 'runs: {using: docker, image: Dockerfile}\n'],
    ['a container without a version', WORKFLOW, 'jobs: {a: {container: node}}\n'],
    ['an expression', WORKFLOW, 'jobs: {a: {container: "${{ matrix.image }}:1"}}\n'],
    ['a container of another map', WORKFLOW, 'env: {container: "node:20"}\n'],
    ['an image address elsewhere', WORKFLOW, 'env: {IMAGE: "docker://node:20"}\n'],
  ])('is no pin: %s', (_, path, text) => {
    expect(pinsIn(text, path)).toEqual([]);
  });
});
