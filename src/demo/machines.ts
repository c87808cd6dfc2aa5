/** acme-ci and acme-deployer at work by themselves, for whoever goes on where the story ends. */
import { setTimeout as sleep } from 'node:timers/promises';

import type { Narrator } from './narrator.ts';
import { pullsOf } from './onlooker.ts';
import { buildsImage, DOCKER, ENVIRONMENTS, LEDGER, MANIFESTS, reportsCheck, SHOP } from './scenes/hops.ts';
import type { Theatre } from './theatre.ts';

/** Between two looks at whether anything has happened. */
const LOOK_EVERY_MS = 500;

/** The check that each repository wants of its pull requests. */
const CHECKS = new Map([
  [DOCKER, 'build'],
  [MANIFESTS, 'lint'],
  [ENVIRONMENTS, 'validate'],
]);

/** What is built from the default branch of each repository. */
const BUILDS = new Map([
  [DOCKER, 'payments'],
  [LEDGER, 'ledger'],
  [SHOP, 'web'],
]);

/** What CI has checked or built, and the deployer has answered. */
type Done = Set<string>;

export interface Machines {
  stop: () => Promise<void>;
}

/** Every check succeeds, every commit is built, every deployment is a success; each is told. What the story left is let be. */
export async function startMachines(theatre: Theatre, narrator: Narrator): Promise<Machines> {
  const ending = new AbortController();
  const done = await builtAndDeployed(theatre);
  const work = workUntil(ending.signal, { theatre, narrator, done });
  return {
    async stop() {
      ending.abort();
      await work;
    },
  };
}

/** The commits and deployments that there are already. */
async function builtAndDeployed({ person }: Theatre): Promise<Done> {
  const tips = await Promise.all([...BUILDS.keys()].map((repo) => person('acme-ci').tipOf(repo, 'main')));
  const deployments = await person('acme-deployer').deployments(ENVIRONMENTS);
  return new Set([...tips, ...deployments.map(({ id }) => `${id}`)]);
}

interface Work {
  theatre: Theatre;
  narrator: Narrator;
  done: Done;
}

async function workUntil(ending: AbortSignal, work: Work): Promise<void> {
  const { calls } = work.theatre.forge;
  let seen = 0;
  while (!ending.aborted) {
    const news = calls.slice(seen);
    seen = calls.length;
    // The machines' own reads are no news.
    if (news.some(({ caller, read }) => caller !== 'person' || !read)) await lookAround(ending, work);
    await sleep(LOOK_EVERY_MS, undefined, { signal: ending }).catch(() => undefined);
  }
}

async function lookAround(ending: AbortSignal, work: Work): Promise<void> {
  try {
    await Promise.all([checkAll(work), buildAll(work), deployAll(work)]);
  } catch (error) {
    // Somebody may have taken away what it was about.
    if (!ending.aborted) work.narrator.tell(`a machine of acme's failed: ${String(error)}`);
  }
}

async function checkAll({ theatre, narrator, done }: Work): Promise<void> {
  for (const [repo, check] of CHECKS) {
    for (const { state, head, number, title } of await pullsOf(theatre, repo)) {
      if (state !== 'open' || done.has(head.sha)) continue;
      done.add(head.sha);
      await reportsCheck({ theatre }, { repo, commit: head.sha, check });
      narrator.tell(`acme-ci says success of "${check}" on ${repo}#${number} "${title}"`);
    }
  }
}

async function buildAll({ theatre, narrator, done }: Work): Promise<void> {
  for (const [repo, component] of BUILDS) {
    const commit = await theatre.person('acme-ci').tipOf(repo, 'main');
    if (done.has(commit)) continue;
    done.add(commit);
    await buildsImage(theatre, { component, repo, commit });
    narrator.tell(`acme-ci built ${component} from ${repo} ${commit.slice(0, 7)}`);
  }
}

async function deployAll({ theatre, narrator, done }: Work): Promise<void> {
  const deployer = theatre.person('acme-deployer');
  for (const { id, environment } of (await deployer.deployments(ENVIRONMENTS)).toReversed()) {
    if (done.has(`${id}`)) continue;
    done.add(`${id}`);
    await deployer.reportsDeployment(ENVIRONMENTS, id, {
      state: 'success',
      logUrl: `https://deploy.acme.dev/${id}`,
    });
    narrator.tell(`acme-deployer answered deployment ${id} of ${environment}: success`);
  }
}
