import { list } from '../../text/phrases.ts';
import type { EntryEnd } from '../follow-up-model.ts';

/** What is known of a component's move that was replaced; the ledger's older entries lack the one or the other. */
type Ended = Pick<EntryEnd, 'failed' | 'replacedBy'> & { component: string };

/** How a release ended that never ran: `its deployment failed; #4 replaced it`. */
export function supersededWords(ended: Ended[]): string {
  const numbers = [...new Set(ended.flatMap(({ replacedBy }) => replacedBy ?? []))];
  const by = numbers.length === 0 ? 'a later commit' : list(numbers.map((number) => `#${number}`));
  const failed = ended.filter((one) => one.failed);
  if (failed.length === 0) return `${by} replaced it before any deployment`;
  const names = list(failed.map(({ component }) => component));
  return `${failed.length === ended.length ? 'its deployment' : `the deployment of ${names}`} failed; ${by} replaced it`;
}
