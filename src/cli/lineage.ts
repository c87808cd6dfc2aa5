import { readLineage } from '../git/read-lineage.ts';

/** What the promotion behind a merge moved, as `sluice lineage` prints it. */
export async function lineageText(directory: string, revision: string): Promise<string> {
  const found = await readLineage(directory, revision);
  if (found === undefined) return `${revision} was not brought by Sluice: no commit behind it carries a lineage`;
  const { lineage, commit } = found;
  const lane = lineage.lane.component === undefined ? lineage.lane.stage : `${lineage.lane.stage}/${lineage.lane.component}`;
  return [
    `lane      ${lane}`,
    `pipeline  ${lineage.pipeline.repo} at ${lineage.pipeline.commit}`,
    ...lineage.entries.map((entry) => `moved     ${entry.component}  ${entry.from ?? 'nothing'} → ${entry.code ?? entry.digest ?? 'unknown'}`),
    `read from ${commit}`,
  ].join('\n');
}
