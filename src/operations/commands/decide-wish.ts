import { isKnown, known, type Answer } from '../../core/answer.ts';
import type { Command } from '../../core/commands/command.ts';
import { mayShowStage } from '../../core/commands/may-show.ts';
import type { Wish } from '../../core/force/wish.ts';
import { laneId, buildPlaceOf } from '../../core/pipeline/lanes.ts';
import type { Component, Stage } from '../../core/pipeline/pipeline.ts';
import { neutraliseInline } from '../../core/text/neutralise.ts';
import { shortCommit, shortReference } from '../../core/text/phrases.ts';
import type { Tools } from '../tools.ts';
import { answered, factsOf, type DecidedCommand, type GivenCommand } from './decided-command.ts';
import { findRelease, listReleases } from './find-release.ts';

type Named = Extract<Command, { verb: 'force' | 'rollback' }>;

interface Wanted {
  stage: Stage;
  component: Component;
  /** Whether those who read the answer may know what the environment holds. */
  isOpen: boolean;
}

/** One component by a pull request of its own: a known build of it, or what an earlier release had. */
export async function decideWish(tools: Tools, given: GivenCommand, command: Named): Promise<Answer<DecidedCommand>> {
  const { pipeline } = given.at;
  const stage = pipeline.stages.find(({ name }) => name === command.stage);
  const component = pipeline.components.find(({ name }) => name === command.component);
  if (stage === undefined || component === undefined)
    return known(answered(given, { says: `${command.component} does not go to ${command.stage} any more.` }));
  const standings = await tools.store.standings.all(pipeline.repo);
  const wanted = { stage, component, isOpen: mayShowStage(given.at.thread, standings, stage.name) };
  return command.verb === 'force'
    ? force(tools, given, { ...wanted, artifact: command.artifact })
    : rollBack(tools, given, { ...wanted, release: command.release });
}

/** Builds of a component among which a named one is looked for. */
const BUILDS = 200;

async function force(
  tools: Tools,
  given: GivenCommand,
  { artifact, ...wanted }: Wanted & { artifact: string | undefined },
): Promise<Answer<DecidedCommand>> {
  const { stage, component, isOpen } = wanted;
  const builds = await tools.artifacts.of(given.at.pipeline.repo, [component.name], BUILDS);
  const begin = artifact?.toLowerCase();
  const matching = builds.filter(
    ({ digest, source, builtFrom }) =>
      begin === undefined ||
      [digest, digest.slice('sha256:'.length), source, builtFrom.commit].some((name) => name.startsWith(begin)),
  );
  const [newest] = matching;
  const isVague =
    artifact !== undefined && (artifact.length < 7 || new Set(matching.map(({ digest }) => digest)).size > 1);
  if (newest === undefined || isVague) {
    const named = artifact === undefined ? 'none' : `“${neutraliseInline(artifact, 80)}”`;
    const says =
      newest === undefined
        ? `No build of **${component.name}** is known as ${named}.`
        : `${named} does not name one build of **${component.name}** alone.`;
    const list = builds
      .slice(0, isOpen ? 10 : 0)
      .map(
        (one) =>
          `\`${shortCommit(one.source)}\`, built from \`${shortCommit(one.builtFrom.commit)}\` as \`${shortReference(one.digest)}\``,
      );
    return known(answered(given, { says, list, next: 'Name a commit or a digest by at least seven characters' }));
  }
  const { commit } = newest.builtFrom;
  const of = buildPlaceOf(given.at.pipeline, component).stage === undefined ? 'code' : 'built';
  const carry = { of, commit, title: `${component.name} ${shortCommit(newest.source)}` } as const;
  const name = isOpen ? ` at \`${shortCommit(newest.source)}\`` : '';
  const says = `**${component.name}**${name} goes to **${stage.name}** by a pull request of its own. It waives schedule, soak and window; freezes, holds, approvals and checks stand.`;
  return known(wish(given, wanted, { wants: { carry }, says }));
}

async function rollBack(
  tools: Tools,
  given: GivenCommand,
  { release, ...wanted }: Wanted & { release: string },
): Promise<Answer<DecidedCommand>> {
  const { stage, component, isOpen } = wanted;
  const at = { pipeline: given.at.pipeline, stage, component };
  const found = await findRelease(tools, at, release);
  if (!isKnown(found)) return found;
  if ('wrong' in found.known) {
    const says = isOpen ? found.known.wrong : `That does not name one release of **${component.name}** alone.`;
    return known(
      answered(given, {
        says,
        list: isOpen ? await listReleases(tools, at) : [],
        next: 'Name one as `#n`, or a commit or digest by at least seven characters',
      }),
    );
  }
  const { value, tag, release: named } = found.known;
  const standing = await tools.store.standings.get(laneId(at.pipeline.repo, { stage: stage.name }));
  const holds = standing?.components.find(({ name }) => name === component.name)?.holds?.value;
  // In a place that more people read, what its author has named anyway.
  const short = isOpen ? `\`${shortReference(value)}\`` : `what \`${named}\` had`;
  if (holds === value)
    return known(
      answered(given, {
        says: `**${component.name}** in **${stage.name}** holds ${short} already: there is nothing to go back to.`,
      }),
    );
  const back = { value, release: named, ...(tag === undefined ? {} : { tag }) };
  const says = `**${component.name}** goes back to ${short} in **${stage.name}** by a pull request of its own, and is held there from then on. Approvals, checks and freezes stand.`;
  return known(wish(given, wanted, { wants: { back }, says }));
}

function wish(
  given: GivenCommand,
  { stage, component }: Wanted,
  { wants, says }: { wants: Wish['wants']; says: string },
): DecidedCommand {
  const { at, comment, key } = given;
  const { repo } = at.pipeline;
  const wished: Wish = {
    id: key,
    stage: stage.name,
    component: component.name,
    wants,
    by: comment.author,
    at: comment.at,
    said: at.id,
  };
  const next = `\`/sluice explain ${stage.name}\` says what it waits for`;
  return {
    kind: 'wish',
    lane: laneId(repo, { stage: stage.name, component: component.name }),
    promotion: at.id,
    facts: { ...factsOf(given, { says, next }), ...wished, lanes: [laneId(repo, { stage: stage.name })] },
  };
}
