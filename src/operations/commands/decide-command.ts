import { isKnown, known, unknown, type Answer, type Unknown } from '../../core/answer.ts';
import { whoMay } from '../../core/authority/demands.ts';
import type { Command, Reply } from '../../core/commands/command.ts';
import { demandOf } from '../../core/commands/demand-of.ts';
import { commandWords } from '../../core/commands/first-line.ts';
import { explanation } from '../../core/commands/explain.ts';
import { orderOf } from '../../core/commands/orders.ts';
import { parseCommand } from '../../core/commands/parse.ts';
import { settingOf } from '../../core/commands/set-controls.ts';
import { commandList } from '../../core/commands/usage.ts';
import { holdOn } from '../../core/controls/controls.ts';
import type { LaneId } from '../../core/names.ts';
import { neutraliseInline } from '../../core/text/neutralise.ts';
import { zoneOf } from '../../core/time/stage-zone.ts';
import { isAllowed } from '../authority.ts';
import type { Tools } from '../tools.ts';
import { controlsOf } from './controls-of.ts';
import { decideWish } from './decide-wish.ts';
import {
  aboutOf,
  answered,
  factsOf,
  refused,
  setBy,
  type DecidedCommand,
  type GivenCommand,
} from './decided-command.ts';
import { workedLane, type CommandThread } from './place-of-thread.ts';

const EDITED = { says: 'An edited comment is no command: what it asks for counts in a new one.' };

const CHANGED = { says: 'The branch has changed since you wrote that.', next: 'Look again and say it again' };

/** Decides a command by the live role of its author; unknown when that, or what it is about, cannot be read now. */
export async function decideCommand(tools: Tools, given: GivenCommand): Promise<Answer<DecidedCommand>> {
  const { at, comment } = given;
  const { place, pipeline } = at;
  const parsed = parseCommand(comment.body, place, comment.at) ?? { mistake: { says: 'It is no command.', valid: [] } };
  const command = 'command' in parsed ? parsed.command : undefined;
  const { demand, repo } = demandOf(command, { pipeline, lane: place.lane });
  // What was written first nobody can read any more, and whoever edits a comment need not be its author.
  if (comment.edited) return known(answered(given, EDITED));
  const allowed = await isAllowed(tools, demand, { repo, login: comment.author });
  if (!isKnown(allowed)) return allowed;
  if (!allowed.known) return known(refused(given, `Only ${whoMay(demand, repo)} may do this.`));
  if ('mistake' in parsed) {
    const { says, valid } = parsed.mistake;
    const reply = { says: `${says}${says.endsWith('?') ? '' : '.'}`, list: valid.map((one) => `\`${one}\``) };
    return known({ ...aboutOf(at), kind: 'command', facts: { ...factsOf(given, reply), mistake: says } });
  }
  return carryOut(tools, given, parsed.command);
}

async function carryOut(tools: Tools, given: GivenCommand, command: Command): Promise<Answer<DecidedCommand>> {
  const { at } = given;
  switch (command.verb) {
    case 'help':
      return known(answered(given, { says: 'This is understood here:', list: helpOf(at) }));
    case 'explain':
      return known(answered(given, await explain(tools, at, command)));
    case 'tell':
      return known(tell(given));
    case 'adopt':
    case 'rebuild':
    case 'refresh':
    case 'promote':
      return order(given, command.verb, command);
    case 'resume':
      return resumesWork(tools, given, command);
    case 'hold':
    case 'freeze':
    case 'thaw':
      return setControls(tools, given, command);
    case 'force':
    case 'rollback':
      return decideWish(tools, given, command);
  }
}

const helpOf = ({ place }: CommandThread): string[] =>
  commandList(place).map(({ form, does }) => `\`${form}\` ${does}`);

async function explain(tools: Tools, { pipeline, place, lane, thread }: CommandThread, asked: Command): Promise<Reply> {
  const stage = 'stage' in asked ? asked.stage : undefined;
  const at = { ...thread, stages: pipeline.stages };
  const all = await tools.store.standings.all(pipeline.repo);
  if (lane !== undefined && stage === lane.stage) {
    const worked = workedLane(
      pipeline,
      stage,
      lane.components.map(({ name }) => name),
    );
    return explanation(
      all.filter((one) => one.lane === lane.id || worked.includes(one.lane)),
      at,
      stage,
    );
  }
  const environments = place.environments.filter(({ name }) => stage === undefined || name === stage);
  return explanation(
    environments.flatMap(({ name }) => all.find((one) => one.stage === name) ?? []),
    at,
    stage,
  );
}

function tell(given: GivenCommand): DecidedCommand {
  const { at } = given;
  const { by, because } = setBy(given);
  const reply = { says: 'The issues of this release are told, labelled and closed as soon as it is deployed.' };
  return {
    ...aboutOf(at),
    kind: 'tell',
    facts: { ...factsOf(given, reply), promotion: at.id, by, because, wakes: 'promotion' },
  };
}

/**
 * About the head that stood there when it was written: whatever is pushed before or after it is worked, nobody has spoken of. Git knows
 * when a commit was made, as its committer says, and GitHub does not say when a push came: one that was made earlier and
 * pushed later, a branch that was set back, and a date that was made up are taken for what its author saw.
 */
function order(
  given: GivenCommand,
  does: 'adopt' | 'rebuild' | 'refresh' | 'promote' | 'resume',
  { because }: Pick<Command, 'because'>,
): Answer<DecidedCommand> {
  const { at, comment } = given;
  const { head, headAt, state } = at.thread;
  if (head === undefined || state !== 'open')
    return known(answered(given, { says: `This pull request is ${state}: there is nothing left to ${does}.` }));
  if (headAt === undefined) return unknown(`the branch of ${at.id} does not show its newest commit yet`);
  if (headAt > comment.at) return known(answered(given, CHANGED));
  const said = { head, by: comment.author, at: comment.at, ...(because === undefined ? {} : { because }) };
  const { order: ordered, reply } = orderOf(does, said);
  return known({
    ...aboutOf(at),
    kind: 'order',
    facts: { ...factsOf(given, reply), order: ordered, lanes: ownLanes(at) },
  });
}

/** Where people have pushed, it is their work that goes on; with a name, or where something is held, the hold or rollback goes. */
async function resumesWork(
  tools: Tools,
  given: GivenCommand,
  command: Extract<Command, { verb: 'resume' }>,
): Promise<Answer<DecidedCommand>> {
  const { lane, thread } = given.at;
  const isBare = commandWords(given.comment.body)?.words.length === 1;
  const isOwn = lane !== undefined && isBare && command.stage === lane.stage;
  const hasPersonsWork = isOwn && thread.answered.some((key) => key.startsWith('persons-commit:'));
  if (!hasPersonsWork || thread.state !== 'open') return setControls(tools, given, command);
  const controls = await controlsOf(tools.store, given.at.pipeline.repo);
  if (!isKnown(controls)) return cannotSet(given, controls);
  const [component] = command.components;
  const aim = { stage: command.stage, ...(component === undefined ? {} : { component }) };
  if (holdOn(controls.known, aim) !== undefined) return setControls(tools, given, command);
  return order(given, 'resume', command);
}

async function setControls(
  tools: Tools,
  given: GivenCommand,
  command: Extract<Command, { verb: 'hold' | 'resume' | 'freeze' | 'thaw' }>,
): Promise<Answer<DecidedCommand>> {
  const { at } = given;
  const controls = await controlsOf(tools.store, at.pipeline.repo);
  if (!isKnown(controls)) return cannotSet(given, controls);
  const by = setBy(given, command.because);
  const stage = at.pipeline.stages.find(({ name }) => name === command.stage);
  const { changes, reply } = settingOf(command, { by, zone: stage && zoneOf(stage) }, controls.known);
  const lanes = touched(at, command);
  return known({
    ...aboutOf(at),
    kind: 'control',
    facts: { ...factsOf(given, reply), pipeline: at.pipeline.repo, by: given.comment.author, changes, lanes },
  });
}

/** Until a person has seen to it nothing can be set, and its author is told; otherwise it is tried again. */
const cannotSet = (given: GivenCommand, why: Unknown): Answer<DecidedCommand> =>
  why.lasting === true
    ? known(answered(given, { says: `Nothing can be set: ${neutraliseInline(why.unknown, 500)}.` }))
    : why;

function touched(
  { pipeline }: CommandThread,
  command: Extract<Command, { verb: 'hold' | 'resume' | 'freeze' | 'thaw' }>,
): LaneId[] {
  const stages = pipeline.stages.filter(({ kind, name }) =>
    command.stage === undefined ? kind === 'environment' : name === command.stage,
  );
  const named = 'components' in command ? command.components : [];
  return stages.flatMap(({ name, components }) => workedLane(pipeline, name, named.length === 0 ? components : named));
}

const ownLanes = ({ pipeline, lane }: CommandThread): LaneId[] =>
  lane === undefined
    ? []
    : workedLane(
        pipeline,
        lane.stage,
        lane.components.map(({ name }) => name),
      );
