import { isKnown } from '../../core/answer.ts';
import {
  CONTROL_LABEL,
  CONTROL_TITLE,
  controlIssueBody,
  nextChange,
  readControlBody,
  type ControlIssueStep,
} from '../../core/controls/control-issue.ts';
import type { Controls } from '../../core/controls/controls.ts';
import { LISTED_MS } from '../../core/listed.ts';
import { repoName, type Instant, type RepoName } from '../../core/names.ts';
import { lanesOf } from '../../core/pipeline/lanes.ts';
import type { Pipeline } from '../../core/pipeline/pipeline.ts';
import type { Message } from '../../core/promotion/plan-model.ts';
import type { EffectOutcome } from '../../ports/github/effects.ts';
import type { Thread } from '../../ports/github/threads.ts';
import { SETTLE_MS, UNREAD_AGAIN_MS, type Tools } from '../tools.ts';
import { controlsOf } from './controls-of.ts';
import { laneFor, noIssues, readControls, sayBlocked } from './read-controls.ts';
import { unanswered } from './unanswered.ts';
import { commandsKey, controlKey, WRITTEN_EVERY_MS } from './wanted.ts';

/** Brings the control issue up to date; makes it where it is missing. Answers when it is to be looked at again. */
export async function keepControlIssue(tools: Tools, repo: string): Promise<Instant | undefined> {
  const { clock, policies, store } = tools;
  const lookedAt = clock.now();
  const pipeline = await policies.pipeline(repoName(repo));
  if (pipeline === undefined) return undefined;
  const read = await readControls(tools, pipeline);
  if (!isKnown(read)) return 'lasting' in read ? undefined : lookedAt + UNREAD_AGAIN_MS;
  const { controls, place, isFirst } = read.known;
  if (isFirst) await wantLanes(tools, pipeline);
  if (place === 'nowhere') return undefined;
  if (place.issue !== undefined && unanswered(place.issue).length > 0)
    await store.attention.want(commandsKey(pipeline.repo, place.issue.number), lookedAt, 'a command without an answer');
  const written = await write(tools, { pipeline, controls, issue: place.issue, lookedAt });
  const wakes = [written, nextChange(controls, lookedAt)].filter((wake) => wake !== undefined);
  return wakes.length === 0 ? undefined : Math.min(...wakes);
}

/** Whether a control issue says what it should, and has no command without an answer. */
export async function isKept(tools: Tools, pipeline: Pipeline, issue: Thread | undefined): Promise<boolean> {
  const controls = await controlsOf(tools.store, pipeline.repo);
  if (!isKnown(controls) || issue === undefined || unanswered(issue).length > 0) return false;
  const lookedAt = tools.clock.now();
  return isSaid(await bodyOf(tools, { pipeline, controls: controls.known, issue, lookedAt }), pipeline, issue);
}

/** Lanes that waited for it to be known what people hold. */
async function wantLanes({ clock, store }: Tools, pipeline: Pipeline): Promise<void> {
  for (const { id } of lanesOf(pipeline))
    await store.attention.want(`lane:${id}`, clock.now(), 'what people hold is known now');
}

interface Writing {
  pipeline: Pipeline;
  controls: Controls;
  issue: Thread | undefined;
  lookedAt: Instant;
}

/** Writes the issue only when it says something else, or somebody else has written in it. */
async function write(tools: Tools, { pipeline, controls, issue, lookedAt }: Writing): Promise<Instant | undefined> {
  const { repo } = pipeline;
  const { intentions } = tools.store;
  const body = await bodyOf(tools, { pipeline, controls, issue, lookedAt });
  if (isSaid(body, pipeline, issue)) return undefined;
  const made = issue === undefined ? await lastMade(tools, repo) : undefined;
  if (made !== undefined && lookedAt < made.at + LISTED_MS) return made.at + LISTED_MS;
  const { last } = await intentions.recall(`written:${controlKey(repo)}`);
  if (last !== undefined && lookedAt < last + WRITTEN_EVERY_MS) return last + WRITTEN_EVERY_MS;
  await intentions.intend(`written:${controlKey(repo)}`, lookedAt);
  const step: ControlIssueStep = {
    do: 'issue',
    // Of each issue that is gone another one is made, once.
    key: `control-issue:${repo}${issue === undefined ? `:after-${made?.number ?? 'none'}` : `#${issue.number}`}`,
    title: CONTROL_TITLE,
    labels: [CONTROL_LABEL],
    body,
    ...(issue === undefined ? {} : { issue: { number: issue.number, id: issue.id } }),
  };
  return entered(tools, pipeline, await tools.effects.run(repo, step, lookedAt));
}

async function bodyOf(tools: Tools, { pipeline, controls, issue, lookedAt }: Writing): Promise<Message> {
  return controlIssueBody({
    now: lookedAt,
    web: tools.web,
    pipeline,
    controls,
    standings: await tools.store.standings.all(pipeline.repo),
    // Who reads an issue is seen once it is there.
    readers: issue?.audience ?? 'public',
  });
}

const isSaid = (body: Message, { repo }: Pipeline, issue: Thread | undefined): boolean =>
  issue?.bodyByUs === true && readControlBody(issue.body, repo).content === body.fields?.['content'];

/** The issue that was made last, and when. */
async function lastMade({ store }: Tools, repo: RepoName): Promise<{ number: number; at: Instant } | undefined> {
  const [made] = await store.ledger.read({ pipeline: repo, kind: 'control-issue', limit: 1 });
  const number = made?.facts['number'];
  return made === undefined || typeof number !== 'number' ? undefined : { number, at: made.at };
}

async function entered(tools: Tools, pipeline: Pipeline, outcome: EffectOutcome): Promise<Instant | undefined> {
  const { clock, log, store } = tools;
  const { repo } = pipeline;
  switch (outcome.outcome) {
    case 'done': {
      const number = outcome.issue;
      if (number === undefined) return undefined;
      const key = `control-issue:${repo}#${number}`;
      await store.ledger.append({
        at: clock.now(),
        kind: 'control-issue',
        ...laneFor(pipeline),
        key,
        facts: { v: 1, pipeline: repo, number },
      });
      log.info({ pipeline: repo, issue: number }, 'control issue made');
      return clock.now() + WRITTEN_EVERY_MS;
    }
    case 'already':
      return undefined;
    case 'later':
      return outcome.until;
    case 'conflict':
    case 'unknown-outcome':
      return clock.now() + SETTLE_MS;
    case 'refused':
      await sayBlocked(tools, pipeline, noIssues(outcome.because));
      return undefined;
  }
}
