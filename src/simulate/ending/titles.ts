import type { ForgeState } from '../../forge/domain/state.ts';
import { readCommit } from '../../forge/git/commit.ts';
import type { FakeRegistry } from '../../forge/registry/registry.ts';

/** The label of an image that says which change it was built for. */
export const TITLE_LABEL = 'title';

/** What a commit or a digest stands for: the title of the change, or the reference itself where nobody gave it one. */
export function titlesIn(state: ForgeState, { images }: Pick<FakeRegistry, 'images'>): (reference: string) => string {
  const built = new Map(images.map(({ digest, labels }) => [digest, labels[TITLE_LABEL]]));
  return (reference) => {
    if (reference === '') return 'nothing';
    return built.get(reference) ?? commitTitle(state, reference) ?? reference;
  };
}

function commitTitle(state: ForgeState, reference: string): string | undefined {
  if (!/^[0-9a-f]{40}$/.test(reference)) return undefined;
  for (const { git } of state.repos.values()) {
    if (git.objects.read(reference)?.type !== 'commit') continue;
    return firstLine(readCommit(git.objects, reference).message);
  }
  return undefined;
}

/** The first line of a commit's message, without the number that a squash puts behind it. */
export const firstLine = (message: string): string => (message.split('\n', 1)[0] ?? '').replace(/ \(#\d+\)$/, '');
