import type { Forge } from '../forge/forge.ts';
import { fsck } from '../forge/git/fsck.ts';
import { startMachines } from './machines.ts';
import type { Story } from './scenes/hops.ts';
import { Narrator, StepMissing } from './narrator.ts';
import { playSceneEight } from './scenes/scene-8.ts';
import { playSceneFive } from './scenes/scene-5.ts';
import { playSceneFour } from './scenes/scene-4.ts';
import { playSceneNine } from './scenes/scene-9.ts';
import { playSceneOne } from './scenes/scene-1.ts';
import { playSceneSeven } from './scenes/scene-7.ts';
import { playSceneSix } from './scenes/scene-6.ts';
import { playSceneThree } from './scenes/scene-3.ts';
import { playSceneTwo } from './scenes/scene-2.ts';
import { summaryLines, type SummaryFacts } from './summary.ts';
import { openTheatre } from './theatre.ts';
import { whatToTry } from './what-to-try.ts';

/** Plays the story on the embedded forge; `--once` ends after it. The exit code is 1 when a step did not happen. */
export async function main(argv: string[]): Promise<number> {
  const wrong = argv.find((argument) => argument !== '--once');
  if (wrong !== undefined) {
    console.error(`The demo takes --once and nothing else; it got "${wrong}".`);
    return 2;
  }
  console.log('Sluice demo: the shipped app beside an embedded GitHub look-alike; nothing leaves this machine.');
  const theatre = await openTheatre();
  const staysUp = !argv.includes('--once');
  try {
    const story = { theatre, narrator: new Narrator((line) => console.log(line)) };
    const code = await play(story, staysUp);
    if (code === 0 && staysUp) await stayUp(story);
    return code;
  } finally {
    await theatre.close();
  }
}

async function play(story: Story, staysUp: boolean): Promise<number> {
  const { theatre, narrator } = story;
  const callsBefore = theatre.forge.calls.length;
  const after = (place: string): void => {
    if (staysUp) narrator.tell(`to look at: ${theatre.page}${place}`);
  };
  try {
    const merge = await playFirstDay(story, after);
    await playReleases(story, after);
    console.log(`\n${summaryLines(theatre.forge, { callsBefore, ...merge }).join('\n')}`);
  } catch (error) {
    if (!(error instanceof StepMissing)) throw error;
    console.error(`\nThe story broke off: ${error.message}`);
    return 1;
  }
  return (await hasBroken(theatre.forge)) ? 1 : 0;
}

/** Whether the look-alike was unlike: an answer that GitHub does not describe, or a repository that git refuses. */
async function hasBroken(forge: Forge): Promise<boolean> {
  const [violation] = forge.violations;
  if (violation !== undefined) console.error(`\nGitHub's description was broken: ${JSON.stringify(violation)}`);
  const complaints = await fsck(forge.directories());
  if (complaints !== '') console.error(`\ngit fsck --strict refuses a repository: ${complaints}`);
  return violation !== undefined || complaints !== '';
}

type Told = Pick<SummaryFacts, 'mergeToPullRequest' | 'mergeToTold'>;

/** A change goes to staging. `after` says where on the page a scene is to be seen. */
async function playFirstDay(story: Story, after: (place: string) => void): Promise<Told> {
  const { built, mergedAt, mergeToPullRequest } = await playSceneOne(story);
  after('/lanes/acme/platform/docker/payments');
  await playSceneTwo(story, { built });
  after('/lanes/acme/platform/manifest/payments');
  const release = await playSceneThree(story);
  after('/lanes/acme/platform/staging');
  await playSceneFour(story, release);
  const mergeToTold = story.narrator.now() - mergedAt;
  after('/');
  return { mergeToPullRequest, mergeToTold };
}

/** The two weeks after that. */
async function playReleases(story: Story, after: (place: string) => void): Promise<void> {
  await playSceneFive(story);
  after('/lanes/acme/platform/production');
  await playSceneSix(story);
  after('/components/acme/platform/ledger');
  await playSceneSeven(story);
  after('/components/acme/platform/web');
  const release = await playSceneEight(story);
  after('/lanes/acme/platform/production');
  await playSceneNine(story, release);
  after('/');
}

/** CI and the deployer go on working, and whoever pushes sees their change arrive. */
async function stayUp(story: Story): Promise<void> {
  const { theatre, narrator } = story;
  const machines = await startMachines(theatre, narrator);
  console.log(`\nThe page: ${theatre.page}/ (open to this machine only)`);
  console.log(`The forge: ${theatre.origin} (REST at /api/v3)`);
  for (const line of await whatToTry(theatre)) console.log(line);
  console.log('Ctrl-C ends both.\n');
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await machines.stop();
}
