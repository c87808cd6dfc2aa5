import { readFileSync } from 'node:fs';

import { Command, CommanderError } from 'commander';

import { UserMistake } from './core/errors/user-mistake.ts';
import { readSettings, type Settings } from './settings.ts';
import { VERSION } from './version.ts';

/** Exit codes: 0 well, 1 a mistake that the message explains, 2 wrong usage. */
const USAGE = 2;

class SettingsWrong extends Error {
  readonly sentences: string[];

  constructor(sentences: string[]) {
    super(sentences.join('\n'));
    this.sentences = sentences;
  }
}

/** Runs one command line; answers the exit code. */
export async function main(argv: string[]): Promise<number> {
  let code = 0;
  const program = commands((exit) => {
    code = exit;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE;
    if (error instanceof UserMistake) return complain([`${error.message} (${error.userError.docs})`]);
    if (error instanceof SettingsWrong) return complain(error.sentences);
    throw error;
  }
}

function commands(exit: (code: number) => void): Command {
  const program = new Command('sluice')
    .description('Carries a change from its merge to production by pull requests.')
    .version(VERSION)
    .exitOverride();
  program
    .command('serve')
    .description('take webhooks and work until stopped; settings come from the environment')
    .action(async () => {
      const { serve } = await import('./cli/serve.ts');
      exit(await serve(settings(), stopSignal()));
    });
  program
    .command('explain')
    .description('say why each lane stands where it stands')
    .argument('<target>', 'a pipeline (owner/repo) or a lane (owner/repo:stage/component)')
    .action(async (target: string) => {
      const [{ lookLive }, { explainText }] = await Promise.all([import('./cli/look-live.ts'), import('./cli/explain.ts')]);
      print(explainText(await lookLive(await liveTools(), target)));
    });
  program
    .command('plan')
    .description('say what Sluice would do now; nothing is done')
    .argument('<target>', 'a pipeline (owner/repo) or a lane (owner/repo:stage/component)')
    .action(async (target: string) => {
      const [{ lookLive }, { planText }] = await Promise.all([import('./cli/look-live.ts'), import('./cli/explain.ts')]);
      print(planText(await lookLive(await liveTools(), target)));
    });
  program
    .command('validate')
    .description('check a pipeline file; every problem with its line')
    .argument('<file>', 'for example .github/sluice.yml')
    .action(async (file: string) => {
      const { validateText } = await import('./cli/validate.ts');
      const { text, valid } = validateText(file, readOrRefuse(file));
      print(text);
      exit(valid ? 0 : 1);
    });
  program
    .command('lineage')
    .description('read back from git what a merged promotion moved')
    .argument('<git-dir>', 'a clone of the docker, manifest or environment repository')
    .argument('[revision]', 'the merge', 'HEAD')
    .action(async (directory: string, revision: string) => {
      const { lineageText } = await import('./cli/lineage.ts');
      print(await lineageText(directory, revision));
    });
  return program;
}

function settings(): Settings {
  const read = readSettings(process.env, (path) => readFileSync(path, 'utf8'));
  if ('problems' in read) throw new SettingsWrong(read.problems.map(({ sentence, docs }) => `${sentence} (${docs})`));
  return read;
}

/** `explain` and `plan` read GitHub with the App's own credentials and keep nothing. */
async function liveTools(): Promise<Parameters<typeof import('./cli/look-live.ts').lookLive>[0]> {
  const { composeLooks } = await import('./compose.ts');
  const { app, github } = settings();
  return composeLooks({ app, github, clock: { now: () => Date.now() } });
}

function readOrRefuse(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new SettingsWrong([`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}): name a pipeline file.`]);
  }
}

/** SIGTERM is how containers and service managers stop a process, SIGINT how a terminal does. */
function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort());
  return stopping.signal;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function complain(sentences: string[]): number {
  for (const sentence of sentences) process.stderr.write(`${sentence}\n`);
  return 1;
}
