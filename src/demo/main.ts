import { Narrator, StepMissing } from './narrator.ts';
import { playSceneOne } from './scene-1.ts';
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
  try {
    const { mergeToPullRequest } = await playSceneOne(theatre, narrator);
    console.log(`\n${summaryLines(theatre.forge, { mergeToPullRequest, callsBefore }).join('\n')}`);
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

async function stayUp({ origin, forge }: Theatre): Promise<void> {
  console.log(`\nThe forge stays up at ${origin}. Look around with git or curl, as ada:`);
  console.log(
    `  git clone ${origin.replace('://', `://x-access-token:${forge.personToken('ada')}@`)}/acme/payments-docker.git`,
  );
  console.log('Stop it with Ctrl-C.');
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
