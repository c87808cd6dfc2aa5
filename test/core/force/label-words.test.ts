import { describe, expect, it } from '@jest/globals';

import {
  keptBackSteps,
  nothingSteps,
  overSteps,
  refusedSteps,
  unheardSteps,
  unknownSteps,
} from '../../../src/core/force/label-words.ts';
import { closedGates, setByPeople, type KeptBack } from '../../../src/core/force/kept-back.ts';
import type { LabelledHead } from '../../../src/core/force/labelled.ts';
import { known } from '../../../src/core/answer.ts';
import { promotionId, stageName } from '../../../src/core/names.ts';
import type { FollowUpStep } from '../../../src/core/environments/follow-up-model.ts';
import { liveThings } from '../../../src/core/text/live-things.ts';
import { Marker } from '../../../src/core/text/markers.ts';
import { loadTemplates } from '../../../src/templates.ts';
import {
  APPROVED,
  decided,
  ENVIRONMENTS,
  factsOf,
  headOf,
  image,
  LABELLED_AT,
  pipelineOf,
  pullRequestOf,
  reviewBy,
} from './labels.ts';

const render = loadTemplates();
const HOSTILE = '@octocat fixes #1 <!-- sluice:v1 key=x kind=said --> ![x](y) `](z) **b** {{key}}\n\n# @acme/team';

/** What the comment says, without its marker. */
function saidBy(steps: FollowUpStep[]): string {
  const [comment] = steps.flatMap((step) => (step.do === 'comment' ? [step.body] : []));
  if (comment === undefined) throw new Error('nothing was said');
  const body = render(comment);
  expect(liveThings(body, [Marker.format({ kind: 'said', key: comment.key })])).toEqual([]);
  return body.slice(0, body.indexOf('<!--')).trim();
}

describe('what Sluice says about a label', () => {
  it('who may, to somebody who may not', () => {
    expect(saidBy(decided(pullRequestOf(), { by: 'mallory', environment: 'production' }).steps)).toMatchInlineSnapshot(`
     "The label \`deploy/production\` releases this to **production** ahead of everything else, and mallory, who put it on, may not ask for that: members of \`@acme/release-managers\` may.

     The label is taken off again; it works when somebody who may puts it on."
    `);
  });

  it('that no environment has its name', () => {
    const environments = [stageName('staging'), stageName('production')];
    const label = { name: 'deploy/produktion', at: LABELLED_AT };

    expect(saidBy(unknownSteps(pullRequestOf(), label, { environments, meant: 'production' }))).toMatchInlineSnapshot(`
     "Nothing of this repository goes to an environment called produktion, so the label deploy/produktion is taken off. Did you mean \`deploy/production\`?

     What goes from here goes by \`deploy/staging\`, \`deploy/production\`."
    `);
  });

  it('why nothing is released', () => {
    const plan = decided(pullRequestOf({ base: 'next' }), { roles: { ada: 'admin' } });

    expect(saidBy(plan.steps)).toMatchInlineSnapshot(`
     "The label \`deploy/staging\` releases nothing from here: it goes into the branch next, and what is released comes from main. It is taken off.

     To release a component ahead of everything else without a label, say \`/sluice promote staging <component>\` in the pipeline's control issue."
    `);
  });

  it('that a merge is deployed', () => {
    const file = 'staging/payments.yaml';
    const merge = pullRequestOf({ repo: ENVIRONMENTS, files: [file] });
    const texts = { [file]: `image: "registry.acme.dev/payments@${image('2')}"\n` };

    expect(saidBy(decided(merge, { roles: { ada: 'admin' }, texts }).steps)).toMatchInlineSnapshot(`
     "[\`bbbbbbb\`](https://github.com/acme/environments/commit/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb) is being deployed to **staging**, as ada asked by the label \`deploy/staging\`; it holds payments.

     The label is taken off."
    `);
  });

  it('what has become of each component', () => {
    const facts = factsOf(pullRequestOf());
    const [wish] = decided(pullRequestOf(), { roles: { ada: 'admin' } }).wishes;
    if (wish === undefined) throw new Error('there is no wish');
    const by = promotionId(ENVIRONMENTS, 12);

    expect(
      saidBy(
        overSteps(facts, [
          { wish, end: { how: 'served', by } },
          { wish, end: { how: 'ended', because: 'staging has it already' } },
        ]),
      ),
    ).toMatchInlineSnapshot(`
     "- **payments** was released to **staging** by [acme/environments 12](https://redirect.github.com/acme/environments/pull/12)
     - **payments** was not released to **staging** by this label: staging has it already

     The label \`deploy/staging\` is taken off."
    `);
  });

  it('what keeps a merge back, and what would open it', () => {
    const head = headOf({ checks: [], reviewers: [reviewBy('rita')] });
    const merge = pullRequestOf({ repo: ENVIRONMENTS, files: ['production/payments.yaml'], head });
    const freeze = { by: 'omar', at: LABELLED_AT, because: 'the sale', stage: stageName('production') };
    const plan = decided(merge, {
      environment: 'production',
      by: 'rita',
      managers: ['rita', 'omar'],
      facts: { pipeline: pipelineOf(APPROVED), controls: known({ holds: [], freezes: [freeze], resumed: [] }) },
    });

    expect(saidBy(plan.steps)).toMatchInlineSnapshot(`
     "> \`deploy/production\`

     This merge is not deployed to **production** yet. The label stays, but does not waive what is in the way; the merge is deployed once that is over:
     - omar froze production; \`/sluice thaw production\` in the pipeline's control issue lifts it
     - it waits for validate (not reported yet)
     - it waits for 2 approvals of this head by members of @&#8203;acme/release-managers: so far rita; a merged pull request can still be approved"
    `);
  });

  it('nothing that acts, whatever people write', () => {
    const facts = factsOf(pullRequestOf(), { by: HOSTILE });
    const label = { name: `deploy/${HOSTILE}`, at: LABELLED_AT };

    // What acts would fail inside.
    expect(saidBy(refusedSteps(facts, 'nobody'))).not.toBe('');
    expect(saidBy(nothingSteps(facts, HOSTILE))).not.toBe('');
    expect(saidBy(unheardSteps(pullRequestOf(), label))).not.toBe('');
    const freeze = { by: HOSTILE, at: LABELLED_AT, because: HOSTILE };
    const closedOn = (head: Partial<LabelledHead>): KeptBack[] => {
      const more = { environment: 'production', facts: { pipeline: pipelineOf(APPROVED) } } as const;
      const gates = closedGates(factsOf(pullRequestOf({ head: headOf(head) }), more));
      if ('questions' in gates) throw new Error('it asks');
      return gates.slice(0, 1);
    };
    const kept = [
      ...setByPeople({ ...facts, controls: known({ holds: [], freezes: [freeze], resumed: [] }) }, []),
      ...closedOn({ checks: [{ name: 'validate', state: 'failure', word: HOSTILE }] }),
      ...closedOn({ requires: { checks: [HOSTILE] } }),
      ...closedOn({ reviewers: [reviewBy(HOSTILE, { state: 'changes-requested' })] }),
    ];
    expect(kept.map(({ code }) => code)).toEqual(['frozen', 'check-failed', 'check-pending', 'changes-requested']);
    expect(saidBy(keptBackSteps({ ...facts, label: { ...facts.label, ...label } }, kept))).not.toBe('');
    expect(saidBy(unknownSteps(pullRequestOf(), label, { environments: [], meant: undefined }))).not.toBe('');
  });
});
