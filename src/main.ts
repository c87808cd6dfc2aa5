import { readFileSync } from 'node:fs';

import { Command, CommanderError, Option } from 'commander';

import type { ChangelogOptions } from './cli/changelog/asked-changelog.ts';
import type { WrittenChangelog } from './cli/changelog.ts';
import type { ForgeCommand } from './cli/forge.ts';
import type { LookedAt } from './cli/look-live.ts';
import { userError, type UserError } from './core/errors/catalogue.ts';
import { UserMistake } from './core/errors/user-mistake.ts';
import { addOperatorCommands } from './main/operator-commands.ts';
import { addPinCommands } from './main/pin-commands.ts';
import { mindOutput, show } from './main/show.ts';
import { stopSignal } from './main/stop-signal.ts';
import { readSettings, readStoreSettings, type Settings, type StorePlace } from './settings.ts';
import { readPersonalGithub } from './settings/access-token.ts';
import { VERSION } from './version.ts';

/** Exit codes: 0 well, 1 a mistake that the message explains, 2 wrong usage; those of `pin` are its own. */
const USAGE = 2;

/** From the order to stop on; the promise is 20 seconds. */
const LONGEST_STOP_MS = 19_000;

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
  const output = mindOutput();
  try {
    await program.parseAsync(argv, { from: 'user' }).catch(helped);
    await output.ended();
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return USAGE;
    if (error instanceof UserMistake) return complain([`${error.message} (${error.userError.docs})`]);
    if (error instanceof SettingsWrong) return complain(error.sentences);
    throw error;
  }
}

/** Help that was asked for ends like a mistake to commander. */
function helped(error: unknown): void {
  if (!(error instanceof CommanderError) || error.exitCode !== 0) throw error;
}

function commands(exit: (code: number) => void): Command {
  const program = new Command('sluice')
    .description('Carries a change from its merge to production by pull requests.')
    .version(VERSION)
    // `--version` behind a command is an option of the command.
    .enablePositionalOptions()
    .exitOverride();
  program
    .command('serve')
    .description('take webhooks and work until stopped; settings come from the environment')
    .action(async () => {
      const { serve } = await import('./serve.ts');
      const stop = stopSignal();
      // Unasked for while nothing hangs: a start that waits for a GitHub or a store that does not answer ends as well.
      stop.addEventListener('abort', () => setTimeout(() => process.exit(0), LONGEST_STOP_MS).unref());
      const code = await serve(settings(), stop);
      // What still hangs, a call that GitHub has not answered, may keep no process from ending.
      process.exit(code);
    });
  addOperatorCommands(program, { settings, store: storePlace, exit, print });
  addLiveCommands(program);
  addDoctor(program, exit);
  addFileCommands(program, exit);
  addChangelog(program, exit);
  addPinCommands(program, exit);
  addForge(program);
  return program;
}

/** `explain` and `plan` say what the engine would say: they look, decide the same way, and stop before doing anything. */
function addLiveCommands(program: Command): void {
  const target = 'a pipeline (owner/repo) or a lane (owner/repo:stage/component)';
  program
    .command('explain')
    .description('say why each lane stands where it stands')
    .argument('<target>', target)
    .action(async (name: string) => {
      const { explainText } = await import('./cli/explain.ts');
      print(explainText(await lookAt(name)));
    });
  program
    .command('plan')
    .description('say what Sluice would do now; nothing is done')
    .argument('<target>', target)
    .action(async (name: string) => {
      const { planText } = await import('./cli/explain.ts');
      print(planText(await lookAt(name)));
    });
}

function addDoctor(program: Command, exit: (code: number) => void): void {
  program
    .command('doctor')
    .description('ask GitHub whether the App may do what this release needs')
    .action(async () => {
      const [{ composeDoctor }, { examine }] = await Promise.all([import('./compose.ts'), import('./cli/doctor.ts')]);
      const { app, github } = settings();
      const { text, isWell } = await examine(composeDoctor({ app, github, clock: { now: () => Date.now() } }));
      print(text);
      exit(isWell ? 0 : 1);
    });
}

function addFileCommands(program: Command, exit: (code: number) => void): void {
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
      const [{ readLineage }, { lineageText }] = await Promise.all([
        import('./git/read-lineage.ts'),
        import('./cli/lineage.ts'),
      ]);
      print(lineageText(revision, await readLineage(directory, revision)));
    });
}

function addChangelog(program: Command, exit: (code: number) => void): void {
  program
    .command('changelog')
    .description('say which pull requests, issues and direct commits lie between two commits')
    .option('--git-dir <folder>', 'a clone or a bare repository; without one GitHub is asked for everything')
    .requiredOption('--from <revision>', 'the old commit: a branch, a tag, or an id')
    .requiredOption('--to <revision>', 'the new commit')
    .option('--path <path...>', 'only changes below these folders, files or globs: web or "web/**"')
    .option('--repo <owner/name>', 'which repository it is; without it what the remote origin of the clone says')
    .addOption(new Option('--format <format>', 'how it is written').choices(['markdown', 'json']).default('markdown'))
    .option('--offline', 'ask git alone: no token, no network')
    .option('--tracker <project...>', 'projects of other trackers whose keys count: PAY for PAY-12')
    .option('--pipeline <file>', 'take kinds of changes and trackers from this pipeline file')
    .action(async (options: ChangelogOptions, command: Command) => {
      const { gitDir: directory, offline = false } = options;
      if (directory === undefined && offline) command.error('error: --offline asks git alone, so give --git-dir too');
      if (directory === undefined && options.repo === undefined) command.error('error: give --git-dir, --repo or both');
      const { out, err, code } = await changelogOf(options);
      show(out, err);
      exit(code);
    });
}

async function changelogOf(options: ChangelogOptions): Promise<WrittenChangelog> {
  const [{ composeHistory }, { askedChangelog }, { writeChangelog }] = await Promise.all([
    import('./compose/compose-history.ts'),
    import('./cli/changelog/asked-changelog.ts'),
    import('./cli/changelog.ts'),
  ]);
  const asked = await askedChangelog(options);
  const { gitDir: directory, offline: isOffline = false } = options;
  const github = readPersonalGithub(process.env, { isOffline, hasClone: directory !== undefined });
  // Who mistyped the folder should not have to look for a token first.
  if ('problems' in github && directory !== undefined) await (await import('./git/clone.ts')).openClone(directory);
  const tools = await composeHistory({
    ...(directory === undefined ? {} : { directory }),
    github: orWrong(github),
    clock: { now: () => Date.now() },
  });
  try {
    return await writeChangelog(asked, tools);
  } finally {
    await tools.close();
  }
}

function addForge(program: Command): void {
  program
    .command('forge')
    .description('run the embedded look-alike of GitHub by itself, to try a GitHub App against it')
    .option('--port <number>', 'where it listens; 0 takes a free port', '0')
    .option('--host <address>', 'the address it listens on', '127.0.0.1')
    .option('--seed <world>', 'what it begins with: acme or empty', 'acme')
    .option('--app <file>', "the App's manifest (app.yml); without one it may do and hear everything")
    .option('--webhook <url>', 'where deliveries go', 'http://127.0.0.1:3000/api/github/webhooks')
    .option('--folder <path>', "keep the App's key and settings here; a temporary folder otherwise")
    .option('--faults <file>', 'a JSON file of what is to go wrong')
    .option('--description <name>', 'which GitHub it is: github.com or ghes-3.19', 'github.com')
    .option('--limits', "hold callers to GitHub's limits")
    .option('--tls-key <file>', 'with --tls-cert: speak HTTPS only')
    .option('--tls-cert <file>', 'the certificate; clients have to trust it')
    .option('--chance <text>', 'the same text gives the same ids, tokens and faults', 'forge')
    .action(async (command: ForgeCommand) => {
      const { runForge } = await import('./cli/forge.ts');
      await runForge(command, { print, stopped: stopSignal() });
    });
}

/**
 * Reads GitHub with the App's own credentials and does nothing, so that it can be asked beside a running Sluice. What that one
 * was told (builds, refused reports) is read from a PostgreSQL store; an embedded store is its process's own.
 */
async function lookAt(target: string): Promise<LookedAt[]> {
  const [{ composeLooks }, { lookLive }] = await Promise.all([import('./compose.ts'), import('./cli/look-live.ts')]);
  const { app, github, registries, store } = settings();
  const parts = await composeLooks({ app, github, registries, remembered: store, clock: { now: () => Date.now() } });
  try {
    if (parts.ledger === undefined) process.stderr.write(`${EMBEDDED_STORE}\n`);
    return await lookLive(parts, target);
  } finally {
    await parts.close();
  }
}

const EMBEDDED_STORE =
  'The store is embedded, so what builds reported to the running Sluice is not known here; its page shows it.';

function settings(): Settings {
  return orWrong(readSettings(process.env, (path) => readFileSync(path, 'utf8')));
}

function storePlace(): StorePlace {
  return orWrong(readStoreSettings(process.env)).store;
}

function orWrong<Read extends object>(read: Read | { problems: UserError[] }): Read {
  if ('problems' in read) throw new SettingsWrong(read.problems.map(({ sentence, docs }) => `${sentence} (${docs})`));
  return read;
}

function readOrRefuse(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const because = (error as NodeJS.ErrnoException).code ?? 'of an unknown error';
    throw new UserMistake(userError('FILE_UNREADABLE', { path: file, because }));
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function complain(sentences: string[]): number {
  for (const sentence of sentences) process.stderr.write(`${sentence}\n`);
  return 1;
}
