import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { readLineage } from '../../git/read-lineage.ts';
import { DOCKER, goesGreen, LEDGER, mergeChange, opened, PAYMENTS, type Story } from './hops.ts';
import { expectThat } from '../narrator.ts';
import { hasBranch, linesOf, pullsOf, type Pull } from '../onlooker.ts';
import { differences, listItems } from '../plain-text.ts';
import { explains } from './releases.ts';

/** What the next scenes build upon. */
export interface SceneOne {
  /** The commit of the docker repository that CI is to build. */
  built: string;
  /** Milliseconds since the story began. */
  mergedAt: number;
  /** Milliseconds. */
  mergeToPullRequest: number;
}

/** From the merge of a change to the moved commit pin. */
export async function playSceneOne(story: Story): Promise<SceneOne> {
  const { theatre, narrator } = story;
  narrator.title('Scene 1: a merge becomes the right pull request downstream');
  await Promise.all([
    narrator.until('the pipeline is in force', async () => (await theatre.app.tools.policies.lanes())[0]),
    openIssues(story),
  ]);
  const body = 'Tries a transfer three times.\n\nRefs #12\nFixes #14';
  const change = await mergeChange(theatre, { by: 'ada', repo: PAYMENTS, title: 'Retry transfers', body });
  const mergedAt = narrator.now();
  narrator.tell(`ada merged ${PAYMENTS}#${change.number} "Retry transfers" (Refs #12, Fixes #14)`);
  const pull = await opened(story, DOCKER, 'sluice/docker/payments');
  const mergeToPullRequest = narrator.now() - mergedAt;
  await tellOpened(story, pull, change.commit);
  await tellWaiting(story);
  const merged = await goesGreen(story, { repo: DOCKER, pull, check: 'build' });
  narrator.tell(`"build" is green, and Sluice merged ${DOCKER}#${merged.number}: the pipeline says merge: when-green`);
  const built = merged.merge_commit_sha ?? '';
  await tellLineage(story, { commit: change.commit, merge: built });
  await expectTidy(story, pull);
  return { built, mergedAt, mergeToPullRequest };
}

/** The issues that the changes of the story name; they wait for staging. */
async function openIssues({ theatre }: Story): Promise<void> {
  const grace = theatre.person('grace');
  const titles = new Map([
    [12, 'Transfers are lost on a timeout'],
    [14, 'A failed transfer is not retried'],
  ]);
  for (let number = 1; number <= 14; number += 1) {
    await grace.opensIssue(PAYMENTS, titles.get(number) ?? `Question ${number}`);
  }
  const sums = await grace.opensIssue(LEDGER, 'Sums are a cent short');
  for (const number of titles.keys()) await grace.labels(PAYMENTS, number, 'workflow/ready-for-staging');
  await grace.labels(LEDGER, sums, 'workflow/ready-for-staging');
}

/** What the pull request really changes, compared line by line, and what its body says. */
async function tellOpened({ theatre, narrator }: Story, pull: Pull, commit: string): Promise<void> {
  const [base, head] = await Promise.all(
    ['main', pull.head.ref].map((ref) => linesOf(theatre, { repo: DOCKER, path: 'Dockerfile', ref })),
  );
  const changed = differences(base ?? [], head ?? []);
  const listed = listItems(pull.body);
  narrator.tell(`Sluice opened ${DOCKER}#${pull.number} "${pull.title}"`, [
    ...changed.flatMap((line) => [`- ${line.old}`, `+ ${line.new}`]),
    listed.join('; '),
  ]);
  expectThat(pull.title === 'payments: Retry transfers', `it has the change's title, not "${pull.title}"`);
  const isThePin = changed.length === 1 && changed[0]?.new === `ARG APP_COMMIT=${commit}`;
  expectThat(isThePin, 'nothing but the pin changes, to the merged commit');
  const said = 'Retry transfers (#15) by ada · issue #14 · see #12';
  expectThat(listed.join() === said, 'the body lists the change with its issues 12 and 14');
}

/** The same plan that acts says why it does not act yet. */
async function tellWaiting(story: Story): Promise<void> {
  const says = await explains(story, 'docker/payments', /#1 waits for build \(not reported yet\)$/);
  story.narrator.tell(`sluice explain says: ${says.map((line) => line.replace('lane: ', '')).join('; ')}`);
}

/** A plain git client clones the docker repository over HTTP and reads the lineage from the history alone. */
async function tellLineage(
  { theatre: { forge, origin }, narrator }: Story,
  expected: { commit: string; merge: string },
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-clone-'));
  try {
    const address = origin.replace('://', `://x-access-token:${forge.personToken('ada')}@`);
    await promisify(execFile)('git', ['clone', '--quiet', `${address}/${DOCKER}.git`, folder]);
    const found = await readLineage(folder, expected.merge);
    const [entry] = found?.lineage.entries ?? [];
    expectThat(entry?.code === expected.commit, `the lineage in git names ${expected.commit}`);
    const [code, from] = [entry?.code, entry?.from].map((commit) => commit?.slice(0, 12));
    narrator.tell(`git clone, and the merge itself says Sluice-Entry: ${entry?.component} code=${code}… from=${from}…`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function expectTidy({ theatre, narrator }: Story, { head }: Pull): Promise<void> {
  const { ledger } = theatre.app.tools.store;
  await narrator.until('the ledger knows the merge', async () => (await ledger.read({ kind: 'merged' }))[0]);
  await narrator.until('the merged branch is gone', async () =>
    (await hasBranch(theatre, DOCKER, head.ref)) ? undefined : true,
  );
  const pulls = await pullsOf(theatre, DOCKER);
  expectThat(pulls.length === 1, `one pull request was enough, not ${pulls.length}`);
}
