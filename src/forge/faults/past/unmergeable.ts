import { mergeableOf } from '../../domain/pulls/test-merge.ts';
import type { ForgeState, Repo } from '../../domain/state.ts';
import { copyOfRepo, openPullsOf } from './copy.ts';

/** A state in which GitHub has not begun to judge what can be merged. */
export interface Unjudged {
  view: ForgeState;
  /** Lets the judging begin of what was read, as a read does; false when no open pull request was. */
  begin(): boolean;
}

/** The state as it is, but that the mergeability of every open pull request (of one repository, or of all) is unknown. */
export function unjudged(state: ForgeState, repo: Repo | undefined): Unjudged {
  const chosen = [...state.repos].filter(([, one]) => repo === undefined || one === repo);
  const twins = new Map(chosen.map(([name, one]) => [name, { one, copy: copyOfRepo(one, state) }]));
  for (const { copy } of twins.values()) for (const pull of openPullsOf(copy)) pull.mergeabilityKnownAt = Infinity;
  const copies = [...twins].map(([name, { copy }]) => [name, copy] as const);
  return {
    view: { ...state, repos: new Map([...state.repos, ...copies]) },
    begin: () => {
      let began = false;
      for (const { one, copy } of twins.values()) {
        const read = openPullsOf(copy).filter(({ mergeabilityKnownAt }) => mergeabilityKnownAt !== Infinity);
        for (const pull of openPullsOf(one).filter(({ number }) => read.some((twin) => twin.number === number))) {
          mergeableOf(state, one, pull);
          began = true;
        }
      }
      return began;
    },
  };
}
