import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

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
  const { app, person } = theatre;
  narrator.title('Scene 1: a merge becomes the right pull request downstream');
  await narrator.until('the pipeline of acme/platform is in force', async () => (await app.tools.policies.lanes())[0]);
  narrator.tell('Sluice has read the pipeline file in acme/platform');
  const merged = await mergeTheChange(theatre, narrator);

  const opened = await narrator.until('a pull request opens in acme/payments-docker', () =>
    findPull(theatre, (pull) => pull.state === 'open'),
  );
  const mergeToPullRequest = narrator.now() - merged.at;
  tellOpened(narrator, opened, merged);
  await person('acme-ci').reports(DOCKER, opened.head.sha, { context: 'build', state: 'success' });
  narrator.tell('acme-ci reported the check "build": success');
  const done = await narrator.until('the pull request is merged', () =>
    findPull(theatre, (pull) => pull.merged_at !== null),
  );
  narrator.tell(
    `Sluice merged ${DOCKER}#${done.number}: its checks are green, and the pipeline says merge: when-green`,
  );
  await tellLineage(theatre, narrator, { commit: merged.commit, merge: done.merge_commit_sha ?? '' });
  await narrator.until(
    'the ledger knows the merge',
    async () => (await app.tools.store.ledger.read({ kind: 'merged' }))[0],
  );
  await narrator.until('the merged branch is gone', async () =>
    (await branchExists(theatre, done.head.ref)) ? undefined : true,
  );
  narrator.tell('the ledger has the merge, and the branch is tidied away');
  return { mergeToPullRequest };
}

function tellOpened(
  narrator: Narrator,
  { number, title, body }: Pull,
  merged: { commit: string; before: string },
): void {
  narrator.tell(`Sluice opened ${DOCKER}#${number} "${title}"`, [
    `- ARG APP_COMMIT=${merged.before.slice(0, 12)}…`,
    `+ ARG APP_COMMIT=${merged.commit.slice(0, 12)}…`,
    ...body
      .split('\n')
      .filter((line) => /^ {0,2}- /.test(line))
      .map(withoutAddresses),
  ]);
  expectThat(title === 'payments: Retry transfers', `the pull request has the change's title, not "${title}"`);
}

async function mergeTheChange(
  { person }: Theatre,
  narrator: Narrator,
): Promise<{ commit: string; before: string; at: number }> {
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
