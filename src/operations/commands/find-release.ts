import { isKnown, known, unknown, type Answer } from '../../core/answer.ts';
import { isCommitSha, promotionId, type CommitSha, type LaneId } from '../../core/names.ts';
import { laneId, repoOf } from '../../core/pipeline/lanes.ts';
import type { Component, Pipeline, Stage } from '../../core/pipeline/pipeline.ts';
import { readPins } from '../../core/promotion/moves/held-pins.ts';
import { pinPlaces } from '../../core/pipeline/pins/pin-places.ts';
import { questionKey, type FileTexts, type TextQuestion } from '../../core/promotion/questions.ts';
import { neutraliseInline } from '../../core/text/neutralise.ts';
import { shortReference } from '../../core/text/phrases.ts';
import type { LineageEntry } from '../../core/text/trailers.ts';
import { momentIn } from '../../core/time/moments.ts';
import { zoneOf } from '../../core/time/stage-zone.ts';
import type { LedgerEntry } from '../../ports/store/ledger.ts';
import { answerQuestions } from '../lanes/answer-questions.ts';
import type { Tools } from '../tools.ts';

/** Where a component is to go back. */
export interface ReleasedPlace {
  pipeline: Pipeline;
  stage: Stage;
  component: Component;
}

/** What an earlier release had, or why it cannot be told. */
export type FoundRelease = { value: string; tag?: string; release: string } | { wrong: string };

/** Releases among which a named one is looked for, and those that an answer lists. */
const RELEASES = 100;
const LISTED = 10;
const BUILDS = 200;

const NUMBER = /^#?(\d{1,9})$/;
const BEGINNING = /^(?:sha256:)?[0-9a-f]{7,64}$/;

/** What a person calls a release: the number of its pull request, or how a commit or a digest begins. */
export async function findRelease(tools: Tools, at: ReleasedPlace, named: string): Promise<Answer<FoundRelease>> {
  const word = named.toLowerCase();
  const number = named.startsWith('#') || word.length < 7 ? NUMBER.exec(named)?.[1] : undefined;
  if (number !== undefined) return byNumber(tools, at, Number(number));
  if (BEGINNING.test(word)) return known(await byBeginning(tools, at, word));
  return known({
    wrong: `“${neutraliseInline(named, 80)}” is neither the number of a release nor a commit or a digest.`,
  });
}

/** What the component's pin held at the merge of that pull request. */
async function byNumber(tools: Tools, at: ReleasedPlace, number: number): Promise<Answer<FoundRelease>> {
  const { component, stage } = at;
  const repo = repoOf(stage, component.name);
  const [merged] = await tools.store.ledger.read({ promotion: promotionId(repo, number), kind: 'merged', limit: 1 });
  const commit = merged?.facts['commit'];
  if (merged === undefined || !isOfStage(at, merged.lane) || typeof commit !== 'string' || !isCommitSha(commit))
    return known({ wrong: `\`#${number}\` is no merged release to **${stage.name}** that Sluice knows of.` });
  const held = await heldAt(tools, at, commit);
  if (!isKnown(held)) return held;
  return known('wrong' in held.known ? held.known : { ...held.known, release: `#${number}` });
}

async function heldAt(
  tools: Tools,
  { pipeline, stage, component }: ReleasedPlace,
  commit: CommitSha,
): Promise<Answer<{ value: string; tag?: string } | { wrong: string }>> {
  const repo = repoOf(stage, component.name);
  const paths = [...new Set(pinPlaces(stage.pins, component).map(({ address }) => address.path))];
  const question: TextQuestion = { ask: 'text', repo, commit, paths };
  const answer = (await answerQuestions(tools.answering, [question])).get(questionKey(question));
  if (answer === undefined || !isKnown(answer)) return answer ?? unknown(`what ${repo} held at ${commit} was not read`);
  const texts = answer.known as FileTexts;
  const branch = {
    where: `${repo} ${commit.slice(0, 7)}`,
    text: (path: string) => (texts[path] === undefined ? { missing: true as const } : { text: texts[path] }),
  };
  const lane = await tools.policies.lane(laneId(pipeline.repo, { stage: stage.name }));
  const inLane = lane?.lane.components.find(({ name }) => name === component.name);
  if (inLane === undefined) return known({ wrong: `**${component.name}** does not go to **${stage.name}** any more.` });
  const held = readPins(stage.pins, branch, inLane);
  if ('reason' in held)
    return known({ wrong: `What it held cannot be told: ${neutraliseInline(held.reason.says, 300)}.` });
  return known({ value: held.value, ...(held.tag === undefined ? {} : { tag: held.tag }) });
}

const isOfStage = ({ pipeline, stage }: ReleasedPlace, lane: LaneId | undefined): boolean => {
  const standing = laneId(pipeline.repo, { stage: stage.name });
  return lane === standing || (lane?.startsWith(`${standing}/`) ?? false);
};

/** Something the component's pin may hold, and every name it goes by. */
interface Candidate {
  value: string;
  names: string[];
  tag?: string;
}

async function byBeginning(tools: Tools, at: ReleasedPlace, begin: string): Promise<FoundRelease> {
  const bare = begin.replace(/^sha256:/, '');
  const candidates = [...(await builtCandidates(tools, at)), ...(await releasedCandidates(tools, at))];
  const matching = candidates.filter(({ names }) =>
    names.some((name) => name.replace(/^sha256:/, '').startsWith(bare)),
  );
  const values = new Set(matching.map(({ value }) => value));
  const [first] = matching;
  const said = `“${neutraliseInline(begin, 80)}”`;
  if (first === undefined)
    return { wrong: `Nothing that **${at.component.name}** was built as or released as begins with ${said}.` };
  if (values.size > 1) {
    const several = [...values].slice(0, LISTED).map((value) => `\`${shortReference(value)}\``);
    return { wrong: `${said} may be ${several.join(' or ')}: name the digest.` };
  }
  const { tag } = matching.find((candidate) => candidate.tag !== undefined) ?? first;
  return { value: first.value, release: begin, ...(tag === undefined ? {} : { tag }) };
}

const holdsDigest = ({ stage }: ReleasedPlace): boolean => stage.pins.some(({ holds }) => holds === 'digest');

async function builtCandidates({ artifacts }: Tools, at: ReleasedPlace): Promise<Candidate[]> {
  const built = await artifacts.of(at.pipeline.repo, [at.component.name], BUILDS);
  return built.map(({ digest, source, builtFrom, tag }) => ({
    value: holdsDigest(at) ? digest : source,
    names: [digest, source, builtFrom.commit],
    ...(tag === undefined ? {} : { tag }),
  }));
}

/** What releases brought, and what they replaced. */
async function releasedCandidates(tools: Tools, at: ReleasedPlace): Promise<Candidate[]> {
  const moves = (await mergedReleases(tools, at)).flatMap(({ move }) => move);
  return moves.flatMap((move) => {
    const value = valueOf(at, move);
    const brought = value === undefined ? [] : [{ value, names: namesIn(move) }];
    return move.from === undefined ? brought : [...brought, { value: move.from, names: [move.from] }];
  });
}

const valueOf = (at: ReleasedPlace, { code, digest }: LineageEntry): string | undefined =>
  holdsDigest(at) ? digest : code;

const namesIn = ({ code, built, digest }: LineageEntry): string[] =>
  [code, built, digest].filter((name) => name !== undefined);

/** The releases of a component that were merged, newest last. */
async function mergedReleases(
  { store }: Tools,
  at: ReleasedPlace,
): Promise<{ entry: LedgerEntry; move: LineageEntry }[]> {
  const { pipeline, stage, component } = at;
  const standing = await store.ledger.read({
    lane: laneId(pipeline.repo, { stage: stage.name }),
    kind: 'merged',
    limit: RELEASES,
  });
  return standing.flatMap((entry) => {
    const moves = Array.isArray(entry.facts['entries']) ? (entry.facts['entries'] as LineageEntry[]) : [];
    const move = moves.find((one) => one.component === component.name);
    return move === undefined ? [] : [{ entry, move }];
  });
}

/** The newest releases of a component, for somebody who did not name one. */
export async function listReleases(tools: Tools, at: ReleasedPlace): Promise<string[]> {
  const releases = await mergedReleases(tools, at);
  return releases
    .toReversed()
    .slice(0, LISTED)
    .map(({ entry, move }) => {
      const value = valueOf(at, move) ?? '';
      const code = move.code === undefined ? '' : ` (\`${shortReference(move.code)}\`)`;
      return `\`#${entry.promotion?.split('#')[1] ?? ''}\` brought \`${shortReference(value)}\`${code}, ${momentIn(zoneOf(at.stage) ?? 'UTC', entry.at)}`;
    });
}
