import { neutraliseInline } from '../../text/neutralise.ts';
import { valueOf } from '../content/branch-content.ts';
import type { Content } from '../content/content.ts';
import type { OpenPullRequest, Snapshot } from '../snapshot.ts';
import type { Facts } from '../facts.ts';
import type { Plan, Reason } from '../plan-model.ts';
import { blocked } from '../situation.ts';

/** Promise 4. The work stays, automatic merge is off, and one comment says so. */
export function leaveToPerson(
  { lane }: Facts,
  pullRequest: OpenPullRequest,
  foreign: { commit: string; author: string },
): Plan {
  const { number, id } = pullRequest;
  const key = `persons-commit:${foreign.commit}`;
  const says = `#${number} holds ${foreign.author}'s commit ${foreign.commit.slice(0, 7)}: Sluice neither pushes over it nor merges it`;
  const reason: Reason = {
    standing: 'blocked',
    about: 'lane',
    code: 'persons-commit',
    says,
    next: '`/sluice adopt`, `/sluice rebuild` or `/sluice resume` in a comment, or merge it yourself',
  };
  if (pullRequest.said.includes(key)) return { steps: [], reasons: [reason] };
  const model = { author: neutraliseInline(foreign.author), short: foreign.commit.slice(0, 7), stage: lane.stage };
  return {
    steps: [
      {
        do: 'comment',
        key,
        pullRequest: { number, id },
        body: { template: 'persons-commit', kind: 'said', model, key },
      },
    ],
    reasons: [reason],
  };
}

/** The lane's base is the pipeline's to say; a pull request that goes elsewhere is left alone. */
export function retargeted(pullRequest: OpenPullRequest, here: Snapshot): Plan {
  return blocked(
    'retargeted',
    `#${pullRequest.number} was pointed at ${pullRequest.base} instead of ${here.base.name}`,
    `point it back at ${here.base.name}, or close it`,
  );
}

/** Closed by a person: that content is declined. New content opens a new pull request. */
export function declinedBefore(here: Snapshot, content: Content): Plan | undefined {
  const { declined } = here;
  if (declined?.lineage === undefined) return undefined;
  const before = new Map(declined.lineage.entries.map((entry) => [entry.component as string, valueOf(entry)]));
  const same = content.entries.every((entry) => before.get(entry.component) === entry.to.value);
  if (!same) return undefined;
  return blocked(
    'declined',
    `${declined.by} closed #${declined.number}, which held the same; it is not opened again`,
    'reopen it, or merge something newer',
  );
}
