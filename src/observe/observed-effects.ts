import type { Effects } from '../ports/github/effects.ts';
import type { Observed } from '../ports/observe.ts';

/** The same effects, each outcome told to whoever watches. */
export function observedEffects(effects: Effects, observed: Observed): Effects {
  return {
    async run(...asked) {
      const ended = await effects.run(...asked);
      observed.effect(asked[1].do, ended.outcome);
      return ended;
    },
    async deleteBranch(...asked) {
      const ended = await effects.deleteBranch(...asked);
      observed.effect('delete-branch', ended.outcome);
      return ended;
    },
    async redeliver(...asked) {
      const ended = await effects.redeliver(...asked);
      observed.effect('redeliver', ended.outcome);
      return ended;
    },
  };
}
