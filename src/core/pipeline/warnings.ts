import type { Pipeline } from './pipeline.ts';
import type { Mistake } from './problem.ts';

/** What a person ought to know about a pipeline that loads. */
export function warningsOf(pipeline: Pipeline): Mistake[] {
  return [
    ...learnedFromReportsAlone(pipeline),
    ...(pipeline.issues.closedByMerge === 'leave'
      ? []
      : [
          {
            code: 'NOT_CARRIED',
            path: ['issues', 'closed-by-merge'],
            atKey: true,
            says: 'reopen-until is read, and not carried out by this release: closed issues are left closed',
          },
        ]),
  ];
}

function learnedFromReportsAlone({ components, stages }: Pipeline): Mistake[] {
  const wanted = new Set(
    stages.filter(({ pins }) => pins.some(({ holds }) => holds === 'digest')).flatMap((stage) => stage.components),
  );
  const says = 'has no build, so its images are learned from reports alone; a lost report cannot be asked for again';
  return components
    .filter(({ name, build }) => wanted.has(name) && build === undefined)
    .map(({ name }) => ({ code: 'REPORTS_ALONE', path: ['components', name], atKey: true, says }));
}
