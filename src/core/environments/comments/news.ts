import { tellIssues, type Telling } from '../../issues/tell-issues.ts';
import { tooManyKey } from '../../issues/telling-limit.ts';
import { wayBackOf, type WayBack } from '../../issues/told-ranges.ts';
import type { Instant } from '../../names.ts';
import type { Message } from '../../promotion/plan-model.ts';
import type { FollowUpFacts } from '../follow-up-facts.ts';
import type { TellStep } from '../follow-up-model.ts';
import type { OpenQuestions } from '../open-questions.ts';
import { verifiedFrom, verifySoak } from '../soak.ts';
import type { Verdict } from '../verdict.ts';
import { failureComments } from './failure-comments.ts';
import { deployedComment, deployedKey, supersededComment, toldComment, tooManyComment } from './release-comments.ts';

/** What is to be said of a verdict, and to whom. */
export interface News {
  messages: Message[];
  tells: TellStep[];
  unread?: string;
  /** Undefined: nothing more comes of it by itself. */
  wake?: Instant;
  /** How long it has to run before anybody is told, where that is still to come. */
  soak?: number;
  open?: boolean;
}

/** There is nothing to be said yet. */
export const NOTHING: News = { messages: [], tells: [] };
const NOBODY: Telling = { steps: [], told: 0, notTold: [], open: false };

/** What is to be said of a release, and who is to be told. `url`: the deployment that decided. */
export function newsOf(
  facts: FollowUpFacts,
  { verdict, url }: { verdict: Verdict; url: string },
  open: OpenQuestions,
): News {
  switch (verdict.state) {
    case 'deployed':
      return deployedNews(facts, { verdict, url }, open);
    case 'failed':
      return { ...failureComments(facts, verdict, open), tells: [] };
    case 'superseded':
      return { messages: [supersededComment(facts, verdict)], tells: [] };
    case 'merged':
      return NOTHING;
  }
}

/** People are told once it is verified; the release says who was, and waits with that until it is known. */
function deployedNews(
  facts: FollowUpFacts,
  { verdict, url }: { verdict: Verdict; url: string },
  open: OpenQuestions,
): News {
  const soak = verifySoak(facts.stage.environment);
  const ripe = verifiedFrom(verdict, soak);
  const waysBack = verdict.entries.flatMap((one) =>
    one.state === 'deployed' ? (wayBackOf(facts, one, open) ?? []) : [],
  );
  if (facts.now < ripe) {
    const body = deployedComment(facts, { verdict, telling: NOBODY, waysBack, url, soak });
    return { messages: [body], tells: [], wake: ripe, soak };
  }
  const telling = tellIssues(facts, verdict, open);
  const isKnown = telling.unread === undefined && telling.again === undefined;
  const isDone = isKnown && !telling.open && telling.steps.length === 0;
  return {
    messages: isDone ? outcomeMessages(facts, { verdict, telling, waysBack, url }) : [],
    tells: telling.steps,
    open: telling.open || telling.steps.length > 0,
    ...(telling.unread === undefined ? {} : { unread: telling.unread }),
    ...(telling.again === undefined ? {} : { wake: telling.again }),
  };
}

interface Outcome {
  verdict: Verdict;
  telling: Telling;
  waysBack: WayBack[];
  url: string;
}

function outcomeMessages(facts: FollowUpFacts, outcome: Outcome): Message[] {
  const { telling } = outcome;
  const { release, refusals, tellAsked, stage } = facts;
  if (!release.said.includes(deployedKey(facts)))
    return [
      deployedComment(facts, outcome),
      ...(telling.tooMany === undefined ? [] : [tooManyComment(facts, telling.tooMany)]),
    ];
  if (telling.tooMany !== undefined) return [tooManyComment(facts, telling.tooMany)];
  const wasLeftOut = tellAsked !== undefined && (refusals.size > 0 || release.said.includes(tooManyKey(facts)));
  const isNews = verifySoak(stage.environment) > 0 || wasLeftOut;
  return isNews && telling.told + telling.notTold.length > 0 ? [toldComment(facts, telling)] : [];
}
