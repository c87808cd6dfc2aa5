import { list } from '../../text/phrases.ts';
import type { Facts } from '../facts.ts';
import { approvalsDemanded } from '../gates/approvals.ts';

/** What has to be before it is merged, and who merges it. */
export function mergeSentence({ policy, lane }: Facts): string {
  if (policy.merge === 'by-hand') return 'A person merges it; Sluice keeps it ready.';
  const approvals = approvalsDemanded(policy).map(({ count, from }) => {
    const who = from.length === 0 ? 'people who may write' : `members of ${list(from.map((team) => `\`${team}\``))}`;
    return `${count} ${who} have approved it`;
  });
  const checks =
    policy.checks === 'none'
      ? []
      : [
          `${policy.checks.map((check) => `\`${check}\``).join(', ')} and every check that GitHub requires have succeeded`,
        ];
  const windows = (policy.environment?.gates ?? []).flatMap((gate) =>
    'window' in gate && lane.forced !== true ? [`the time is ${gate.window.allow} (${gate.window.timezone})`] : [],
  );
  const waits = [...checks, ...approvals, ...windows];
  return waits.length === 0 ? 'Sluice merges it as soon as GitHub allows.' : `Sluice merges it once ${list(waits)}.`;
}
