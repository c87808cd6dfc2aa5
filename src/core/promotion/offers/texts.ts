import { isKnown } from '../../answer.ts';
import type { CommitSha, ComponentName } from '../../names.ts';
import { shortCommit } from '../../text/phrases.ts';
import type { UpstreamStage } from '../facts.ts';
import type { PinnedBranch } from '../moves/held-pins.ts';
import type { Reason } from '../plan-model.ts';
import { answerTo, type TextQuestion } from '../questions.ts';
import type { Offering } from './offers.ts';

export type Texts = { branch: PinnedBranch } | { questions: TextQuestion[] } | { reason: Reason };

/** The files of a stage as one of its commits has them. */
export function textsAt({ facts, component }: Offering, upstream: UpstreamStage, at: CommitSha): Texts {
  const where = `${upstream.repo} ${upstream.branch}`;
  const whose = upstream.repo === facts.lane.repo ? {} : { isForeign: true as const };
  if (at === upstream.tip)
    return { branch: { ...branchOf(where, (path) => upstream.files.get(path), upstream.files), ...whose } };
  // All that the look read there, so that every component asks the same.
  const question: TextQuestion = { ask: 'text', repo: upstream.repo, commit: at, paths: [...upstream.files.keys()] };
  const answer = answerTo(facts.answers, question);
  if (answer === undefined) return { questions: [question] };
  if (!isKnown(answer)) {
    const says = `what ${upstream.repo} held at ${shortCommit(at)} could not be read: ${answer.unknown}`;
    return stays(component.name, 'upstream-unknown', says);
  }
  const texts = answer.known;
  return { branch: { ...branchOf(`${upstream.repo} ${shortCommit(at)}`, (path) => texts[path], texts), ...whose } };
}

/** Files as something reads them; undefined: there is no such file. `owner`: what the texts belong to. */
export function branchOf(where: string, read: (path: string) => string | undefined, owner: object): PinnedBranch {
  return {
    where,
    owner,
    text(path) {
      const text = read(path);
      return text === undefined ? { missing: true } : { text };
    },
  };
}

/** Why nothing is offered of a component for now. */
export const stays = (about: ComponentName, code: string, says: string): { reason: Reason } => ({
  reason: { about, standing: 'waiting', code, says },
});
