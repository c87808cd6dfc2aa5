import { isKnown, type Answer } from '../answer.ts';
import type { CommitSha, ComponentName, RepoName } from '../names.ts';
import { lanesOf, type LaneComponent } from '../pipeline/lanes.ts';
import type { Pipeline, Stage } from '../pipeline/pipeline.ts';
import { readPins, type HeldPins } from '../promotion/moves/held-pins.ts';
import { pinPlaces } from '../pipeline/pins/pin-places.ts';
import type { FileTexts, TextQuestion } from '../promotion/questions.ts';

/** The commit of a stage's repository at which pins are read. */
export interface PinnedCommit {
  pipeline: Pipeline;
  stage: Stage;
  repo: RepoName;
  commit: CommitSha;
}

/** What has to be read for the pins of some components. */
export function pinsQuestion(
  { stage, pipeline, repo, commit }: PinnedCommit,
  components: ComponentName[],
): TextQuestion {
  const wanted = pipeline.components.filter(({ name }) => components.includes(name));
  const paths = wanted.flatMap((component) => pinPlaces(stage.pins, component).map(({ address }) => address.path));
  return { ask: 'text', repo, commit, paths: [...new Set(paths)].toSorted() };
}

/** What a component's pins hold there, or why that cannot be said; unknown when the texts are. */
export function pinsAt(
  { pipeline, stage, repo, commit }: PinnedCommit,
  component: ComponentName,
  texts: Answer<FileTexts>,
): Answer<HeldPins | { wrong: string }> {
  if (!isKnown(texts)) return texts;
  const found = laneComponentOf(pipeline, stage, component);
  if (found === undefined) return { known: { wrong: `${stage.name} has no ${component}` } };
  const branch = {
    where: `${repo} ${commit.slice(0, 7)}`,
    owner: texts.known,
    text: (path: string) => {
      const text = texts.known[path];
      return text === undefined ? { missing: true as const } : { text };
    },
  };
  const held = readPins(stage.pins, branch, found);
  return { known: 'reason' in held ? { wrong: held.reason.says } : held };
}

const laneComponentOf = (pipeline: Pipeline, stage: Stage, component: ComponentName): LaneComponent | undefined =>
  lanesOf(pipeline)
    .filter((lane) => lane.stage === stage.name)
    .flatMap(({ components }) => components)
    .find(({ name }) => name === component);
