import { commandList } from '../commands/usage.ts';
import { reasonLine, wordLines } from '../commands/explain.ts';
import { mayShow, mayShowStage, type Readers } from '../commands/may-show.ts';
import { isCommitSha, type ComponentName, type Instant, type RepoName, type StageName } from '../names.ts';
import { laneId } from '../pipeline/lanes.ts';
import type { Pipeline, Stage } from '../pipeline/pipeline.ts';
import type { Message } from '../promotion/plan-model.ts';
import type { Audience } from '../promotion/snapshot.ts';
import type { Standing, StandingComponent } from '../promotion/standing.ts';
import { fingerprint } from '../text/fingerprint.ts';
import { Marker } from '../text/markers.ts';
import { neutraliseInline } from '../text/neutralise.ts';
import { shortReference } from '../text/phrases.ts';
import { momentIn } from '../time/moments.ts';
import { zoneOf } from '../time/stage-zone.ts';
import { ControlState } from './codec.ts';
import { freezeOn, type Controls, type SetByPerson } from './controls.ts';

export const CONTROL_TITLE = 'Sluice: what runs where, and what people hold';
export const CONTROL_LABEL = 'sluice-control';

/** Creates the pipeline's control issue, or replaces its text. */
export interface ControlIssueStep {
  do: 'issue';
  key: string;
  title: string;
  labels: string[];
  body: Message;
  /** The one that is there; undefined makes one. */
  issue?: { number: number; id: string };
}

/** Characters that the lists of all environments may take together; GitHub takes 65,536 of the whole, the state included. */
const ROOM = { components: 10_000, waits: 10_000, held: 10_000 };

/** Holds of docker and manifest stages that are listed. */
const MOST_ELSEWHERE = 20;

export interface ControlIssueFacts {
  now: Instant;
  web: string;
  pipeline: Pipeline;
  controls: Controls;
  standings: Standing[];
  /** Who reads the issue. */
  readers: Audience;
}

/** What the control issue says, and what it carries unseen, of each stage as much as those who read it may know. `content` in the marker tells whether it is to be written again. */
export function controlIssueBody(facts: ControlIssueFacts): Message {
  const { pipeline } = facts;
  const controls = tellable(standing(facts.controls, facts.now), facts);
  const state = ControlState.format(controls);
  const environments = pipeline.stages.filter(({ kind }) => kind === 'environment');
  const names = environments.map(({ name, components }) => ({ name, components }));
  const model = {
    environments: environments.map((stage) => environmentModel({ ...facts, controls }, stage)),
    frozen: controls.freezes
      .filter(({ stage }) => stage === undefined)
      .map((freeze) => setLine('every environment', freeze)),
    held: controls.holds
      .filter(({ stage }) => !environments.some(({ name }) => name === stage))
      .slice(0, MOST_ELSEWHERE)
      .map((hold) => setLine(targetName(hold), hold)),
    commands: commandList({ environments: names }),
  };
  const content = fingerprint(JSON.stringify([model, state]));
  return { template: 'control-issue', kind: 'control', key: pipeline.repo, model, fields: { content, state } };
}

/** A freeze that is over is nobody's to lift. */
const standing = (controls: Controls, now: Instant): Controls => ({
  ...controls,
  freezes: controls.freezes.filter(({ until }) => until === undefined || now < until),
});

/** A reason may have been given where fewer people read it: it is repeated, seen or unseen, only where none could be told too much. */
function tellable({ holds, freezes, resumed }: Controls, facts: ControlIssueFacts): Controls {
  const { pipeline, standings } = facts;
  const isOpen = (stage: StageName | undefined): boolean =>
    pipeline.stages
      .filter(({ kind, name }) => (stage === undefined ? kind === 'environment' : name === stage))
      .every(({ name }) => mayShowStage(readersOf(facts), standings, name));
  const told = <Set extends SetByPerson & { stage?: StageName }>(set: Set): Set => {
    if (isOpen(set.stage)) return set;
    const { because: _because, ...rest } = set;
    return rest as Set;
  };
  return { holds: holds.map(told), freezes: freezes.map(told), resumed: resumed.map(told) };
}

const readersOf = ({ pipeline, readers }: ControlIssueFacts): Readers => ({ repo: pipeline.repo, audience: readers });

function environmentModel(facts: ControlIssueFacts, stage: Stage): Record<string, unknown> {
  const { controls, now, pipeline, standings, web } = facts;
  const share = pipeline.stages.filter(({ kind }) => kind === 'environment').length;
  const looked = standings.find((one) => one.lane === laneId(pipeline.repo, { stage: stage.name }));
  const seen = looked !== undefined && mayShow(readersOf(facts), looked) ? looked : undefined;
  const freeze = freezeOn(
    { ...controls, freezes: controls.freezes.filter((one) => one.stage === stage.name) },
    stage.name,
    now,
  );
  const schedule = scheduleOf(stage);
  const open = seen?.pullRequest;
  return {
    name: stage.name,
    repo: stage.repo,
    components: stage.components
      .map((name) => rowOf(name, seen?.components, web))
      .filter(fits(ROOM.components / share)),
    waits: waitsOf(looked, seen !== undefined).filter(fits(ROOM.waits / share)),
    ...(open === undefined ? {} : { pullRequest: { number: open.number, url: open.url } }),
    ...(schedule === undefined ? {} : { schedule }),
    held: controls.holds
      .filter((hold) => hold.stage === stage.name)
      .map((hold) => setLine(hold.component ?? 'the whole environment', hold, zoneOf(stage)))
      .filter(fits(ROOM.held / share)),
    ...(freeze === undefined ? {} : { frozen: setLine('the environment', freeze, zoneOf(stage)) }),
  };
}

function waitsOf(looked: Standing | undefined, isOpen: boolean): string[] {
  if (looked === undefined) return [];
  const waits = looked.reasons.filter((one) => one.standing === 'waiting' || one.standing === 'blocked');
  return isOpen ? waits.map((reason) => reasonLine(reason)) : wordLines(looked, waits);
}

/** Lets through as much as a room takes. */
function fits(room: number): (item: unknown) => boolean {
  let taken = 0;
  return (item) => {
    taken += JSON.stringify(item).length;
    return taken <= room;
  };
}

/** The schedule itself: the instant of the next release would have the issue written anew at each. */
function scheduleOf({ environment }: Stage): { cron: string; timezone: string } | undefined {
  if (environment === undefined || environment.release === 'on-change') return undefined;
  const { schedule: cron, timezone } = environment.release;
  return { cron, timezone };
}

function rowOf(name: ComponentName, components: StandingComponent[] = [], web: string): Record<string, string> {
  const component = components.find((one) => one.name === name);
  return {
    name,
    ...cell('runs', component?.runs, { component, web }),
    ...cell('holds', component?.holds, { component, web }),
  };
}

/** A reference as people know it, linked to its code. */
function cell(
  field: 'runs' | 'holds',
  reference: StandingComponent['holds'],
  { component, web }: { component: StandingComponent | undefined; web: string },
): Record<string, string> {
  if (reference === undefined || component === undefined) return {};
  const { code, tag, value } = reference;
  const isNamed = tag !== undefined && !isCommitSha(tag);
  const said = neutraliseInline(isNamed ? tag : shortReference(code ?? tag ?? value), 60);
  if (code === undefined) return { [field]: said };
  return { [field]: `[${said}](${web}/${component.code}/commit/${code})` };
}

/** `**payments**: by ada since Mon 2 Mar 09:00 (UTC): because …`. */
function setLine(what: string, { by, at, because, until }: SetByPerson & { until?: Instant }, zone = 'UTC'): string {
  const end = until === undefined ? '' : `, until ${momentIn(zone, until)}`;
  const why = because === undefined ? '' : `: ${neutraliseInline(because)}`;
  return `**${what}** by ${neutraliseInline(by, 60)} since ${momentIn(zone, at)}${end}${why}`;
}

const targetName = ({ stage, component }: { stage: StageName; component?: ComponentName }): string =>
  component === undefined ? stage : `${stage}/${component}`;

/** When the issue has to be written again though nothing happened: a freeze ends. */
export function nextChange({ freezes }: Controls, now: Instant): Instant | undefined {
  const ends = freezes.flatMap(({ until }) => (until === undefined || until <= now ? [] : [until]));
  return ends.length === 0 ? undefined : Math.min(...ends);
}

/** What a body of ours carries: which content it shows, and what people have set. */
export function readControlBody(body: string, pipeline: RepoName): { content?: string; controls?: Controls } {
  const marker = Marker.parse(body).find(({ kind, key }) => kind === 'control' && key === pipeline);
  if (marker === undefined) return {};
  const controls = ControlState.parse(marker['state'] ?? '');
  return {
    ...(marker['content'] === undefined ? {} : { content: marker['content'] }),
    ...(controls === undefined ? {} : { controls }),
  };
}
