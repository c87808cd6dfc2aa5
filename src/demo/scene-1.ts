import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { lookLive } from '../cli/look-live.ts';
import { readLineage } from '../git/read-lineage.ts';
import { StepMissing, type Narrator } from './narrator.ts';
import type { Theatre } from './theatre.ts';

const CODE = 'acme/payments';
const DOCKER = 'acme/payments-docker';

interface Pull {
  number: number;
  title: string;
  body: string;
  state: string;
  merged_at: string | null;
  merge_commit_sha: string | null;
  head: { ref: string; sha: string };
}

/** From the merge of a change to the moved commit pin. Answers how long the pull request took, in milliseconds. */
export async function playSceneOne(theatre: Theatre, narrator: Narrator): Promise<{ mergeToPullRequest: number }> {
  narrator.title('Scene 1: a merge becomes the right pull request downstream');
  await narrator.until(
    'the pipeline of acme/platform is in force',
    async () => (await theatre.app.tools.policies.lanes())[0],
  );
  narrator.tell('Sluice has read the pipeline file in acme/platform');
  const merged = await mergeTheChange(theatre, narrator);
  const opened = await narrator.until('a pull request opens in acme/payments-docker', () =>
    findPull(theatre, (pull) => pull.state === 'open'),
  );
  const mergeToPullRequest = narrator.now() - merged.at;
  await tellOpened(theatre, narrator, { opened, merged });
  await tellWaiting(theatre, narrator);
  await theatre.person('acme-ci').reports(DOCKER, opened.head.sha, { context: 'build', state: 'success' });
  narrator.tell('acme-ci reported the check "build": success');
  await tellMerged(theatre, narrator, merged.commit);
  return { mergeToPullRequest };
}

interface Merged {
  /** The commit on the code repository's main. */
  commit: string;
  /** What the pin held before. */
  before: string;
}

/** What the pull request really changes, compared line by line, and what its body says. */
async function tellOpened(
  theatre: Theatre,
  narrator: Narrator,
  { opened, merged }: { opened: Pull; merged: Merged },
): Promise<void> {
  const { number, title, body, head } = opened;
  const [base, changed] = [await dockerfile(theatre, 'main'), await dockerfile(theatre, head.ref)];
  const differing = base.flatMap((line, index) => (line === changed[index] ? [] : [index]));
  const listed = body.split('\n').filter((line) => /^ {0,2}- /.test(line));
  narrator.tell(`Sluice opened ${DOCKER}#${number} "${title}"`, [
    ...differing.flatMap((index) => [`- ${base[index] ?? ''}`, `+ ${changed[index] ?? ''}`]),
    ...listed.map(withoutAddresses),
  ]);
  expectThat(title === 'payments: Retry transfers', `the pull request has the change's title, not "${title}"`);
  const isOneLine = base.length === changed.length && differing.length === 1;
  const pin = differing.map((index) => changed[index])[0];
  expectThat(
    isOneLine && pin === `ARG APP_COMMIT=${merged.commit}`,
    'nothing but the pin changes, to the merged commit',
  );
  const said = [/^- Retry transfers \(.*\/pull\/15\)\) by ada$/, /issues\/12\)$/, /issues\/14\)$/];
  expectThat(
    said.every((pattern) => listed.some((line) => pattern.test(line))),
    'the body lists the change with its issues 12 and 14',
  );
}

/** The same plan that acts says why it does not act yet. */
async function tellWaiting(theatre: Theatre, narrator: Narrator): Promise<void> {
  const [looked] = await lookLive(theatre.app.tools, 'acme/platform:docker/payments');
  const says = looked?.decision.plan.reasons.map((reason) => reason.says) ?? [];
  narrator.tell('sluice explain says', says);
  expectThat(says.includes('#1 waits for build (not reported yet)'), 'the merge waits for the check');
}

async function tellMerged(theatre: Theatre, narrator: Narrator, commit: string): Promise<void> {
  const { app } = theatre;
  const done = await narrator.until('the pull request is merged', () =>
    findPull(theatre, (pull) => pull.merged_at !== null),
  );
  narrator.tell(`Sluice merged ${DOCKER}#${done.number}: its check is green, and the pipeline says merge: when-green`);
  expectThat((await dockerfile(theatre, 'main')).includes(`ARG APP_COMMIT=${commit}`), 'main holds the merged commit');
  await tellLineage(theatre, narrator, { commit, merge: done.merge_commit_sha ?? '' });
  await narrator.until(
    'the ledger knows the merge',
    async () => (await app.tools.store.ledger.read({ kind: 'merged' }))[0],
  );
  await narrator.until('the merged branch is gone', async () =>
    (await branchExists(theatre, done.head.ref)) ? undefined : true,
  );
  const pulls = await theatre.person('ada').call<Pull[]>('GET', `/repos/${DOCKER}/pulls?state=all`);
  expectThat(pulls.length === 1, `one pull request was enough, not ${pulls.length}`);
  narrator.tell('the ledger has the merge, and the branch is tidied away');
}

async function dockerfile({ person }: Theatre, ref: string): Promise<string[]> {
  const path = `/repos/${DOCKER}/contents/Dockerfile?ref=${encodeURIComponent(ref)}`;
  const { content } = await person('ada').call<{ content: string }>('GET', path);
  return Buffer.from(content, 'base64').toString('utf8').split('\n');
}

async function mergeTheChange({ person }: Theatre, narrator: Narrator): Promise<Merged & { at: number }> {
  const [ada, grace] = [person('ada'), person('grace')];
  for (let number = 1; number <= 14; number += 1) {
    await grace.opensIssue(
      CODE,
      number === 12
        ? 'Transfers are lost on a timeout'
        : number === 14
          ? 'A failed transfer is not retried'
          : `Question ${number}`,
    );
  }
  const before = await ada.tipOf(CODE, 'main');
  const pull = await ada.proposes(CODE, {
    branch: 'retry',
    title: 'Retry transfers',
    body: 'Tries a transfer three times.\n\nRefs #12\nFixes #14',
    path: 'server.js',
    text: '// retries\n',
  });
  narrator.tell(`ada opened ${CODE}#${pull} "Retry transfers" (Refs #12, Fixes #14)`);
  const at = narrator.now();
  const commit = await ada.merges(CODE, pull);
  narrator.tell(`ada merged it as ${commit.slice(0, 7)}`);
  return { commit, before, at };
}

async function findPull({ person }: Theatre, is: (pull: Pull) => boolean): Promise<Pull | undefined> {
  const pulls = await person('ada').call<Pull[]>('GET', `/repos/${DOCKER}/pulls?state=all`);
  return pulls.find(is);
}

const branchExists = ({ person }: Theatre, branch: string): Promise<boolean> =>
  person('ada')
    .tipOf(DOCKER, branch)
    .then(
      () => true,
      () => false,
    );

/** A plain git client clones the docker repository over HTTP and reads the lineage from the history alone. */
async function tellLineage(
  { forge, origin }: Theatre,
  narrator: Narrator,
  expected: { commit: string; merge: string },
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-clone-'));
  try {
    const address = origin.replace('://', `://x-access-token:${forge.personToken('ada')}@`);
    await promisify(execFile)('git', ['clone', '--quiet', `${address}/${DOCKER}.git`, folder]);
    const found = await readLineage(folder, expected.merge);
    const [entry] = found?.lineage.entries ?? [];
    expectThat(
      entry?.code === expected.commit,
      `the lineage in git names ${expected.commit}, not ${entry?.code ?? 'nothing'}`,
    );
    narrator.tell('git clone, and the lineage is read back from the merge commit', [
      `Sluice-Entry: ${entry?.component} code=${entry?.code?.slice(0, 12)}… from=${entry?.from?.slice(0, 12)}…`,
      `Sluice-Lane: ${found?.lineage.lane.stage}/${found?.lineage.lane.component}`,
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const withoutAddresses = (line: string): string => line.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1');

function expectThat(happened: boolean, otherwise: string): void {
  if (!happened) throw new StepMissing(otherwise);
}
