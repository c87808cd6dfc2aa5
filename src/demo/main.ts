import type { Story } from './hops.ts';
import { Narrator, StepMissing } from './narrator.ts';
import { playSceneFour } from './scene-4.ts';
import { playSceneOne } from './scene-1.ts';
import { playSceneThree } from './scene-3.ts';
import { playSceneTwo } from './scene-2.ts';
import { summaryLines } from './summary.ts';
import { openTheatre, type Theatre } from './theatre.ts';

/** Plays the story on the embedded forge; `--once` ends after it. The exit code is 1 when a step did not happen. */
export async function main(argv: string[]): Promise<number> {
  const wrong = argv.find((argument) => argument !== '--once');
  if (wrong !== undefined) {
    console.error(`The demo takes --once and nothing else; it got "${wrong}".`);
    return 2;
  }
  console.log('Sluice demo: the shipped app beside an embedded GitHub look-alike; nothing leaves this machine.');
  const theatre = await openTheatre();
  try {
    const code = await play(theatre);
    if (code === 0 && !argv.includes('--once')) await stayUp(theatre);
    return code;
  } finally {
    await theatre.close();
  }
}

async function play(theatre: Theatre): Promise<number> {
  const narrator = new Narrator((line) => console.log(line));
  const callsBefore = theatre.forge.calls.length;
  const story: Story = { theatre, narrator };
  try {
    const { built, mergedAt, mergeToPullRequest } = await playSceneOne(story);
    await playSceneTwo(story, { built });
    await playSceneFour(story, await playSceneThree(story));
    const mergeToTold = narrator.now() - mergedAt;
    console.log(`\n${summaryLines(theatre.forge, { callsBefore, mergeToPullRequest, mergeToTold }).join('\n')}`);
  } catch (error) {
    if (!(error instanceof StepMissing)) throw error;
    console.error(`\nThe story broke off: ${error.message}`);
    return 1;
  }
  const [violation] = theatre.forge.violations;
  if (violation === undefined) return 0;
  console.error(`\nGitHub's description was broken: ${JSON.stringify(violation)}`);
  return 1;
}

async function stayUp({ origin, page, forge }: Theatre): Promise<void> {
  const clone = `${origin.replace('://', `://x-access-token:${forge.personToken('ada')}@`)}/acme/environments.git`;
  console.log(`\nThe page: ${page}/ (open to this machine only)`);
  console.log(`The forge: ${origin} (REST at /api/v3); as ada:\n  git clone ${clone}`);
  console.log('Ctrl-C ends both.');
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
