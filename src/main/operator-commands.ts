import { open } from 'node:fs/promises';

import { Option, type Command } from 'commander';

import { userError } from '../core/errors/catalogue.ts';
import { UserMistake } from '../core/errors/user-mistake.ts';
import type { OperatorRequest } from '../operations/jobs/operator.ts';
import type { ListCut } from '../operations/jobs/list-jobs.ts';
import type { ShownJob } from '../operations/jobs/show-job.ts';
import type { Woken } from '../operations/jobs/wake-jobs.ts';
import type { Job } from '../ports/store/attention.ts';
import type { Settings, StorePlace } from '../settings.ts';
import { show } from './show.ts';
import { withOperator } from './with-operator.ts';

/** What the commands are run with. */
export interface Running {
  /** What only needs the store asks for no other setting. */
  store: () => StorePlace;
  settings: () => Settings;
  exit: (code: number) => void;
  print: (text: string) => void;
}

const KEY = 'as `sluice jobs` prints it: lane:…, promotion:…, delivery:…';

/** What the person who runs Sluice does with its store: beside a running process too. */
export function addOperatorCommands(program: Command, running: Running): void {
  addJobs(program, running);
  program
    .command('export')
    .description('write everything the store remembers as JSON lines')
    .option('--to <file>', 'a new file; standard output otherwise')
    .action(async ({ to }: { to?: string }) => {
      const { writeLines } = await import('../cli/operator/write-lines.ts');
      await writeLines(to, ask<string>(running, { do: 'export' }));
    });
  program
    .command('import')
    .description('read what `sluice export` wrote into an empty store')
    .argument('<file>', 'what export wrote')
    .action(async (file: string) => running.print(await importFile(running.store(), file)));
  program
    .command('rebuild')
    .description('restore what a lost store knew from GitHub; nothing is done twice')
    .option('--again', 'on a store that knows something already')
    .action(async ({ again = false }: { again?: boolean }) => {
      let isWhole = true;
      for await (const line of ask<{ says: string; isMissing?: true }>(running, { do: 'rebuild', again })) {
        running.print(line.says);
        if (line.isMissing === true) isWhole = false;
      }
      running.exit(isWhole ? 0 : 1);
    });
}

function addJobs(program: Command, running: Running): void {
  const { exit, print } = running;
  const jobs = program
    .command('jobs')
    .description('list what waits, is worked on or is parked')
    .addOption(new Option('--state <state>', 'only these').choices(['due', 'later', 'held', 'parked']))
    .option('--json', 'for programs: one job a line')
    .action(async ({ state, json = false }: { state?: Job['state']; json?: boolean }) => {
      const found = await all<Job | ListCut>(running, { do: 'jobs', ...(state === undefined ? {} : { state }) });
      const { listedJobs } = await import('../cli/operator/jobs-text.ts');
      const { out, err } = listedJobs(found, { now: Date.now(), state, json });
      show(out, err);
    });
  jobs
    .command('show')
    .description('everything known of one job')
    .argument('<key>', KEY)
    .action(async (key: string) => {
      const [shown] = await all<ShownJob>(running, { do: 'show', key });
      const { shownText } = await import('../cli/operator/jobs-text.ts');
      if (shown !== undefined) print(shownText(shown, key, Date.now()));
      exit(shown?.job === undefined ? 1 : 0);
    });
  jobs
    .command('wake')
    .description('try again what is parked, its failed tries forgotten')
    .argument('[key...]', KEY)
    .option('--all', 'everything that is parked')
    .action(async (keys: string[], { all: isAll = false }: { all?: boolean }, command: Command) => {
      if (isAll === keys.length > 0) command.error('error: give keys, or --all');
      const outcomes = await all<Woken>(running, { do: 'wake', keys: isAll ? 'all' : keys });
      const { wokenText } = await import('../cli/operator/jobs-text.ts');
      print(wokenText(outcomes));
      exit(outcomes.every(({ woken }) => woken) ? 0 : 1);
    });
}

async function importFile(place: StorePlace, path: string): Promise<string> {
  const file = await open(path).catch((error: unknown) => {
    const because = (error as NodeJS.ErrnoException).code ?? 'of an unknown error';
    throw new UserMistake(userError('FILE_UNREADABLE', { path, because }));
  });
  const { composeOperator } = await import('../compose/compose-operator.ts');
  const { createLog } = await import('../log.ts');
  try {
    if ((await file.stat()).isDirectory()) throw new UserMistake(userError('FILE_IS_FOLDER', { path }));
    const clock = { now: (): number => Date.now() };
    const store = await composeOperator(place, { clock, log: createLog('silent') });
    try {
      const { records } = await store.archive.write(file.readLines());
      return `${records} records read; "sluice serve" goes on from there.`;
    } finally {
      await store.close();
    }
  } finally {
    await file.close();
  }
}

async function all<Item>(running: Running, request: OperatorRequest): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of ask<Item>(running, request)) items.push(item);
  return items;
}

/** The items are what the operator of this release answers to that request. */
const ask = <Item>(running: Running, request: OperatorRequest): AsyncGenerator<Item> =>
  withOperator(running, request) as AsyncGenerator<Item>;
