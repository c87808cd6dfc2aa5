import { describe, expect, it } from '@jest/globals';
import { Kind, parse, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql';

import { commitSha, repoName } from '../../../src/core/names.ts';
import { factsDocument, pagesDocument, type HistoryDocument } from '../../../src/github/answers/history/documents.ts';

/** GitHub's own bound (GraphQL reference, node limit). */
const NODE_LIMIT = 500_000;

const SHOP = repoName('acme/shop');
const COMMIT = commitSha('c'.repeat(40));

/** Every connection counts as full, and once for each node that it hangs on. */
function nodesOf({ text }: HistoryDocument): number {
  const { definitions } = parse(text);
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const one of definitions) if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);
  const below = (selections: SelectionSetNode | undefined): number =>
    (selections?.selections ?? []).reduce((sum, selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD)
        return sum + below(fragments.get(selection.name.value)?.selectionSet);
      const inside = below(selection.selectionSet);
      const first =
        selection.kind === Kind.FIELD ? selection.arguments?.find(({ name }) => name.value === 'first') : undefined;
      const size = first?.value.kind === Kind.INT ? Number(first.value.value) : undefined;
      return sum + (size === undefined ? inside : size * (1 + inside));
    }, 0);
  return definitions.reduce(
    (sum, one) => sum + (one.kind === Kind.OPERATION_DEFINITION ? below(one.selectionSet) : 0),
    0,
  );
}

const page = { repo: SHOP, from: commitSha('f'.repeat(40)), to: COMMIT, roots: ['web', 'shared'], counts: true };

describe('the documents of a history', () => {
  it.each([1, 3, 50])('bring fewer nodes than GitHub allows for %d ranges at once', (count) => {
    const size = Math.min(100, Math.floor(300 / count));
    const nodes = nodesOf(pagesDocument(Array.from({ length: count }, () => ({ ...page, size }))));

    expect(nodes).toBeGreaterThan(NODE_LIMIT / 20);
    expect(nodes).toBeLessThan(NODE_LIMIT * 0.9);
  });

  it('bring fewer nodes than GitHub allows for the pull requests of fifty repositories', () => {
    const asked = Array.from({ length: 50 }, (_, index) => repoName(`acme/shop-${index}`));
    const nodes = nodesOf(factsDocument(asked.map((repo) => ({ repo, commits: [COMMIT], threads: [1, 2] }))));

    expect(nodes).toBeLessThan(NODE_LIMIT * 0.9);
  });

  it('have every name that others chose in a variable', () => {
    const hostile = '") { id } } #';
    const { text, variables } = pagesDocument([{ ...page, size: 100, roots: [hostile], after: hostile }]);

    expect(text).not.toContain(hostile);
    expect(variables).toMatchObject({ r0P0: hostile, r0A: hostile, r0O: 'acme', r0N: 'shop' });
  });
});
