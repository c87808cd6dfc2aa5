import { unknown } from '../../../core/answer.ts';
import type { Survey, SurveyRequest } from '../../../ports/github/looks.ts';
import { LookParts } from '../documents/look-parts.ts';
import { seenBy, type LookTools } from '../look.ts';
import { readParts } from '../read-parts.ts';
import { controlIn, controlPart } from './control.ts';
import { labelledIn, labelledParts } from './labelled.ts';
import { proposedIn, proposedParts } from './proposed.ts';

/**
 * Sees lanes and, in the same query, the labelled pull requests, control issues and proposed pipeline files of a sweep: hundreds of lanes at rest would
 * otherwise cost more reads for what lies beside them than for themselves.
 */
export async function survey(tools: LookTools, request: SurveyRequest): Promise<Survey> {
  const { lanes, labelled, controls } = request;
  const parts = new LookParts(lanes);
  const beside = [
    ...labelledParts(labelled.repos, labelled.labels),
    ...controls.map((repo, index) => controlPart(repo, aliasOf(index))),
    ...proposedParts(request),
  ];
  const answers = await readParts(tools.clients, 'Look', [...parts.parts(), ...beside]);
  return {
    lanes: seenBy(tools, { requests: lanes, parts, answers }),
    labelled: labelledIn(answers, labelled),
    controls: new Map(
      controls.map((repo, index) => {
        const answer = answers.get(aliasOf(index)) ?? unknown('it was not asked for');
        return [repo, controlIn(answer, repo, tools.self)];
      }),
    ),
    proposals: proposedIn(answers, request, tools.self),
  };
}

const aliasOf = (index: number): string => `control${index}`;
