import { isKnown } from '../../core/answer.ts';
import { changesOf } from '../../core/promotion/change-id.ts';
import { Lineage } from '../../core/text/trailers.ts';
import type { Decision } from './decide.ts';

/** The changes that a plan carries on: what it publishes, else what the lane's branch brings already. */
export function changesIn({ plan, facts: { here } }: Pick<Decision, 'plan' | 'facts'>): string[] {
  const published = plan.steps.find((step) => step.do === 'publish');
  const branch = isKnown(here) ? here.known.branch : undefined;
  const lineage =
    published === undefined
      ? branch?.lineage
      : Lineage.parse(`${published.commit.headline}\n\n${published.commit.body}`);
  return changesOf(lineage?.entries ?? []);
}
