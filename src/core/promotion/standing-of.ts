import { isKnown } from '../answer.ts';
import { mayBeProvenFurtherBack, newestProven, type ProvenCommit } from '../environments/environment-state.ts';
import { isCommitSha } from '../names.ts';
import { hasJoined } from '../pipeline/joining/consent.ts';
import type { LaneComponent } from '../pipeline/lanes.ts';
import type { FoundPin } from '../pins/index.ts';
import { answerTo, onlyOurs, type DeploymentsQuestion, type TextQuestion } from './questions.ts';
import type { Facts } from './facts.ts';
import type { Snapshot } from './snapshot.ts';
import { readPins, type HeldPins, type PinnedBranch } from './moves/held-pins.ts';
import { baseOf } from './moves/own-branch.ts';
import { referencesOn, straysOf } from './strays.ts';
import type { Plan } from './plan-model.ts';
import type { Standing, StandingComponent, StandingPullRequest, StandingReference } from './standing.ts';
import { valueOf } from './content/branch-content.ts';

/** How the lane stands, from the same facts and the same plan that act on it. `before`: how it stood at the last look. */
export function standingOf(facts: Facts, plan: Plan, before?: Standing): Standing {
  const { lane, here } = facts;
  const outline = { ...outlineOf(facts, plan), ...audienceOf(facts, before) };
  // Whoever names a repository in a pipeline file is not told what it holds: the repository has to agree first.
  if (isClosedTo(facts)) return { ...outline, components: lane.components.map(named) };
  return { ...outline, ...(isKnown(here) ? seenOf(facts, here.known, before) : rememberedOf(lane.components, before)) };
}

type Content = Pick<Standing, 'base' | 'components' | 'pullRequest'>;

function seenOf(facts: Facts, here: Snapshot, before: Standing | undefined): Content {
  const pullRequest = pullRequestOf(facts, here);
  const references = referencesOn(baseOf(here));
  return {
    ...(pullRequest === undefined ? {} : { pullRequest }),
    base: here.base.tip,
    components: facts.lane.components.map((component) => {
      const known = before?.components.find(({ name }) => name === component.name);
      return componentOf(facts, here, { component, known, references });
    }),
  };
}

/** A look that saw nothing takes nothing away. */
function rememberedOf(components: LaneComponent[], before: Standing | undefined): Content {
  return {
    ...(before?.pullRequest === undefined ? {} : { pullRequest: before.pullRequest }),
    ...(before?.base === undefined ? {} : { base: before.base }),
    components: components.map(
      (component) => before?.components.find(({ name }) => name === component.name) ?? named(component),
    ),
  };
}

const outlineOf = ({ lane, now }: Facts, { reasons, wake }: Plan): Omit<Standing, keyof Content> => ({
  lane: lane.id,
  pipeline: lane.pipeline,
  stage: lane.stage,
  kind: lane.kind,
  repo: lane.repo,
  at: now,
  reasons,
  ...(wake === undefined ? {} : { wake }),
});

/** What is kept of an earlier look is kept with who might read it then. */
function audienceOf({ here }: Facts, before: Standing | undefined): Pick<Standing, 'audience'> {
  const audience = isKnown(here) ? here.known.audience : before?.audience;
  return audience === undefined ? {} : { audience };
}

/** Whether the lane's repository is known not to have joined. */
const isClosedTo = ({ here, lane }: Facts): boolean =>
  isKnown(here) && !hasJoined(here.known.repo, here.known.consent, lane.pipeline);

const named = ({ name, code }: LaneComponent): StandingComponent => ({ name, code });

function pullRequestOf(facts: Facts, here: Snapshot): StandingPullRequest | undefined {
  const { open, branch, repo } = here;
  if (open === undefined) return undefined;
  return {
    number: open.number,
    title: open.title,
    url: `${facts.web}/${repo}/pull/${open.number}`,
    moves: (branch?.lineage?.entries ?? []).map((entry) => ({
      component: entry.component,
      from: referenceOf(facts, entry.component, { value: entry.from ?? '' }),
      to: { value: valueOf(entry) ?? '', ...(entry.code === undefined ? {} : { code: entry.code }) },
    })),
  };
}

function componentOf(
  facts: Facts,
  here: Snapshot,
  {
    component,
    known,
    references,
  }: { component: LaneComponent; known: StandingComponent | undefined; references: (path: string) => FoundPin[] },
): StandingComponent {
  const held = readPins(facts.policy.pins, baseOf(here), component);
  const runs = runningOf(facts, here, component) ?? known?.runs;
  return {
    ...named(component),
    ...titlesOf(facts, component, known),
    ...('reason' in held ? {} : pinned(facts, component, { held, references })),
    ...(runs === undefined ? {} : { runs: sinceBefore(runs, known?.runs) }),
  };
}

/** What was seen of a code repository counts until it is seen again. */
function titlesOf(
  { lane, sources }: Facts,
  { name }: LaneComponent,
  known: StandingComponent | undefined,
): Pick<StandingComponent, 'titles'> {
  const source = sources.get(name);
  if (source === undefined || !isKnown(source)) return known?.titles === undefined ? {} : { titles: known.titles };
  const { repo, audience, consent } = source.known;
  return { titles: audience === 'public' || hasJoined(repo, consent, lane.pipeline) ? 'shown' : 'hidden' };
}

function pinned(
  facts: Facts,
  component: LaneComponent,
  { held, references }: { held: HeldPins; references: (path: string) => FoundPin[] },
): Pick<StandingComponent, 'holds' | 'pins' | 'strays'> {
  const strays = straysOf(component, held, references);
  return {
    holds: referenceOf(facts, component.name, held),
    pins: held.spots,
    ...(strays.length === 0 ? {} : { strays }),
  };
}

/** What went on running through a release of other components runs since the release that brought it. */
function sinceBefore(
  runs: NonNullable<StandingComponent['runs']>,
  before: StandingComponent['runs'],
): NonNullable<StandingComponent['runs']> {
  return before?.value === runs.value ? { ...runs, ...before } : runs;
}

function runningOf(facts: Facts, here: Snapshot, component: LaneComponent): StandingComponent['runs'] {
  const { environment } = here;
  if (environment === undefined) return undefined;
  const proven = newestProven(environment, component.name);
  const isNew = environment.deployments.length === 0 && !environment.hasMerged;
  if (proven === undefined && !isNew) return undefined;
  const branch = branchAt(facts, here, proven);
  const held = branch === undefined ? undefined : readPins(facts.policy.pins, branch, component);
  if (held === undefined || 'reason' in held) return undefined;
  return {
    ...referenceOf(facts, component.name, held),
    ...(proven === undefined ? {} : { since: proven.at }),
    ...(proven?.url === undefined ? {} : { url: proven.url }),
  };
}

/** Whether the look is one at an environment that may be told of. */
export const showsEnvironment = (facts: Facts): boolean =>
  isKnown(facts.here) && facts.here.known.environment !== undefined && !isClosedTo(facts);

/**
 * What must be asked to say what runs where no earlier look has: which older deployments proved the components that the newest say
 * nothing of. What was said once is remembered.
 */
export function runningDeployments(facts: Facts): DeploymentsQuestion[] {
  const { here, lane, now } = facts;
  if (!isKnown(here) || !showsEnvironment(facts)) return [];
  const { environment, base, repo } = here.known;
  if (environment === undefined) return [];
  const names = lane.components.map(({ name }) => name);
  const unproven = names.filter((name) => newestProven(environment, name) === undefined);
  const components = unproven.filter((name) => mayBeProvenFurtherBack(environment, name));
  if (components.length === 0) return [];
  const { tip } = base;
  return [{ ask: 'deployments', repo, stage: lane.stage, tip, components, by: now, ...onlyOurs(environment) }];
}

/** The facts with the environment as far back as `runningDeployments` asked, where that was answered. */
export function reachingBack(facts: Facts): Facts {
  const { here } = facts;
  const [question] = runningDeployments(facts);
  const answer = question === undefined ? undefined : answerTo(facts.answers, question);
  if (!isKnown(here) || here.known.environment === undefined || answer === undefined || !isKnown(answer)) return facts;
  const environment = { ...answer.known, hasMerged: here.known.environment.hasMerged };
  return { ...facts, here: { known: { ...here.known, environment } } };
}

/** What must be asked to say what runs: nothing where the look says it. Components may be proven at commits of their own. */
export function runningTexts(facts: Facts): TextQuestion[] {
  const { here, lane } = facts;
  if (!isKnown(here) || !showsEnvironment(facts) || here.known.environment === undefined) return [];
  const { environment, base } = here.known;
  const proven = lane.components.flatMap(({ name }) => newestProven(environment, name) ?? []);
  const older = new Map(proven.filter(({ commit }) => commit !== base.tip).map((one) => [one.commit, one]));
  return [...older.values()].map((one) => textQuestion(here.known, one));
}

const textQuestion = ({ repo, files }: Snapshot, { commit }: ProvenCommit): TextQuestion => ({
  ask: 'text',
  repo,
  commit,
  paths: files.map(({ path }) => path),
});

/** The files at the proven commit, where the look or an answer brought them. */
function branchAt(facts: Facts, here: Snapshot, proven: ProvenCommit | undefined): PinnedBranch | undefined {
  if (proven === undefined || proven.commit === here.base.tip) return baseOf(here);
  const answer = answerTo(facts.answers, textQuestion(here, proven));
  if (answer === undefined || !isKnown(answer)) return undefined;
  return {
    where: here.repo,
    owner: answer.known,
    text(path) {
      const text = answer.known[path];
      return text === undefined ? { missing: true } : { text };
    },
  };
}

function referenceOf(facts: Facts, component: string, held: { value: string; tag?: string }): StandingReference {
  const { value, tag } = held;
  const artifact = facts.artifacts.find((known) => known.component === component && known.digest === value);
  const code = isCommitSha(value) ? value : artifact?.source;
  const name = artifact?.version ?? tag ?? artifact?.tag;
  return { value, ...(code === undefined ? {} : { code }), ...(name === undefined ? {} : { tag: name }) };
}
