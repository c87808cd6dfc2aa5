import type { Answer } from '../answer.ts';
import type { IssueLook, IssueAddress } from '../issues/issue-state.ts';
import { answerTo, questionKey, type AnswerOf, type Question } from '../promotion/questions.ts';
import type { FollowUpFacts } from './follow-up-facts.ts';

/** What a follow-up has to know before it can be planned. */
export interface FollowUpAsk {
  ask: Question[];
  issues: IssueAddress[];
}

/** An issue as the answers name it; GitHub's names ignore case. */
export const issueKey = ({ repo, number }: IssueAddress): string => `${repo.toLowerCase()}#${number}`;

/** Looks answers up, and notes what has not been asked yet. */
export class OpenQuestions {
  readonly #facts: FollowUpFacts;
  readonly #questions = new Map<string, Question>();
  readonly #issues = new Map<string, IssueAddress>();

  constructor(facts: FollowUpFacts) {
    this.#facts = facts;
  }

  /** Undefined: it is asked now. */
  answer<Asked extends Question>(question: Asked): Answer<AnswerOf[Asked['ask']]> | undefined {
    const answer = answerTo(this.#facts.answers, question);
    if (answer === undefined) this.#questions.set(questionKey(question), question);
    return answer;
  }

  /** Undefined: it is asked for now. */
  issue(reference: IssueAddress): Answer<IssueLook> | undefined {
    const answer = this.#facts.issues.get(issueKey(reference));
    if (answer === undefined) this.#issues.set(issueKey(reference), reference);
    return answer;
  }

  /** Undefined when nothing is open. */
  get asked(): FollowUpAsk | undefined {
    if (this.#questions.size + this.#issues.size === 0) return undefined;
    return { ask: [...this.#questions.values()], issues: [...this.#issues.values()] };
  }
}
