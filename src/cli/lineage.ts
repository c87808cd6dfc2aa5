import type { Lineage } from '../core/text/trailers.ts';

/** What the promotion behind a merge moved, as `sluice lineage` prints it. */
export function lineageText(revision: string, found: { commit: string; lineage: Lineage } | undefined): string {
  if (found === undefined) return `${revision} was not brought by Sluice: no commit behind it carries a lineage`;
  const { lane, pipeline, entries } = found.lineage;
  return [
    `lane      ${lane.component === undefined ? lane.stage : `${lane.stage}/${lane.component}`}`,
    `pipeline  ${pipeline.repo} at ${pipeline.commit}`,
    ...entries.map(
      ({ component, from, code, digest }) =>
        `moved     ${component}  ${from ?? 'nothing'} → ${code ?? digest ?? 'unknown'}`,
    ),
    `read from ${found.commit}`,
  ].join('\n');
}
