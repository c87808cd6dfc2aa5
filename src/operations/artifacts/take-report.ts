import type { ArtifactReport } from '../../core/artifacts/report.ts';
import type { SharedTools } from '../tools.ts';

/**
 * A report carries a fact of its own, so it is stored before anything is asked; redelivered, it is the same report. Its key names
 * the repository, whose account's turn and budget its checking takes.
 */
export async function takeReport(
  { clock, store }: Pick<SharedTools, 'clock' | 'store'>,
  report: ArtifactReport,
): Promise<void> {
  const now = clock.now();
  const key = `report:${report.repo}:${report.id}`;
  await store.ledger.append({ at: now, kind: 'report', key, facts: { ...report } });
  await store.attention.want(key, now, `${report.sender} reported a build in ${report.repo}`);
}
