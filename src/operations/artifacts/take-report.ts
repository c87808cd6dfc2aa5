import type { ArtifactReport } from '../../core/artifacts/report.ts';
import type { SharedTools } from '../tools.ts';

/** A report carries a fact of its own, so it is stored before anything is asked; redelivered, it is the same report. */
export async function takeReport(
  { clock, store }: Pick<SharedTools, 'clock' | 'store'>,
  report: ArtifactReport,
): Promise<void> {
  const now = clock.now();
  await store.ledger.append({ at: now, kind: 'report', key: `report:${report.id}`, facts: { ...report } });
  await store.attention.want(`report:${report.id}`, now, `${report.sender} reported a build in ${report.repo}`);
}
