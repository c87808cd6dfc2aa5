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
import { repoName, type Instant, type RepoName } from '../../core/names.ts';
import { lanesOf } from '../../core/pipeline/lanes.ts';
import type { Pipeline } from '../../core/pipeline/pipeline.ts';
import type { EffectOutcome } from '../../ports/github/effects.ts';
import type { Thread } from '../../ports/github/threads.ts';
import type { Claim } from '../../ports/store/attention.ts';
import { SETTLE_MS, UNREAD_AGAIN_MS, type Tools } from '../tools.ts';
import { laneFor, noIssues, readControls, sayBlocked } from './read-controls.ts';
import { unanswered } from './unanswered.ts';
import { commandsKey, controlKey, WRITTEN_EVERY_MS } from './wanted.ts';

/** Brings the control issue up to date; makes it where it is missing. Answers when it is to be looked at again. */
export async function keepControlIssue(tools: Tools, repo: string, claim: Claim): Promise<Instant | undefined> {
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
  const written = await write(tools, { pipeline, controls, issue: place.issue, lookedAt }, claim);
  const wakes = [written, nextChange(controls, lookedAt)].filter((wake) => wake !== undefined);
  return wakes.length === 0 ? undefined : Math.min(...wakes);
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
async function write(
  tools: Tools,
  { pipeline, controls, issue, lookedAt }: Writing,
  claim: Claim,
): Promise<Instant | undefined> {
  const { repo } = pipeline;
  const { intentions, attention, standings } = tools.store;
  const body = controlIssueBody({
    now: lookedAt,
    web: tools.web,
    pipeline,
    controls,
    standings: await standings.all(repo),
    // Who reads an issue is seen once it is there.
    readers: issue?.audience ?? 'public',
  });
  const isSaid = issue?.bodyByUs === true && readControlBody(issue.body, repo).content === body.fields?.['content'];
  if (isSaid) return undefined;
  const { last } = await intentions.recall(`written:${controlKey(repo)}`);
  if (last !== undefined && lookedAt < last + WRITTEN_EVERY_MS) return last + WRITTEN_EVERY_MS;
  if (!(await attention.holds(claim, tools.clock.now()))) return undefined;
  await intentions.intend(`written:${controlKey(repo)}`, lookedAt);
  const step: ControlIssueStep = {
    do: 'issue',
    key: issue === undefined ? await newKey(tools, repo) : `control-issue:${repo}#${issue.number}`,
    title: CONTROL_TITLE,
    labels: [CONTROL_LABEL],
    body,
    ...(issue === undefined ? {} : { issue: { number: issue.number, id: issue.id } }),
  };
  return entered(tools, pipeline, await tools.effects.run(repo, step, lookedAt));
}

/** Of each issue that is gone another one is made, once. */
async function newKey({ store }: Tools, repo: RepoName): Promise<string> {
  const [made] = await store.ledger.read({ pipeline: repo, kind: 'control-issue', limit: 1 });
  const number = made?.facts['number'];
  return `control-issue:${repo}:after-${typeof number === 'number' ? number : 'none'}`;
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
