/** The ways of a change through the organisation that every scene takes: what people and their machines do on them. */
import { setTimeout as sleep } from 'node:timers/promises';

import type { Narrator } from '../narrator.ts';
import { lookAt, mergedPull, openPull, type Pull } from '../onlooker.ts';
import type { Theatre } from '../theatre.ts';

export const PAYMENTS = 'acme/payments';
export const SHOP = 'acme/shop';
export const LEDGER = 'acme/ledger';
export const DOCKER = 'acme/payments-docker';
export const MANIFESTS = 'acme/manifests';
export const PLATFORM = 'acme/platform';
export const ENVIRONMENTS = 'acme/environments';

/** The story under way. */
export interface Story {
  theatre: Theatre;
  narrator: Narrator;
}

/** How long CI takes over a pull request. */
const CHECK_MS = 800;

export interface Change {
  by: string;
  repo: string;
  title: string;
  body?: string;
  /** Where the changed file is; the root of the repository by default. */
  folder?: string;
}

/** Somebody proposes a change and merges it. */
export async function mergeChange(
  { person }: Theatre,
  { by, repo, title, body = '', folder = '' }: Change,
): Promise<{ number: number; commit: string }> {
  const author = person(by);
  const branch = title.toLowerCase().replaceAll(' ', '-');
  const change = { branch, title, body, path: `${folder}${branch}.js`, text: `// ${title}\n` };
  const number = await author.proposes(repo, change);
  return { number, commit: await author.merges(repo, number) };
}

/** Waits for the pull request of a branch of Sluice's. */
export const opened = ({ theatre, narrator }: Story, repo: string, branch: string): Promise<Pull> =>
  narrator.until(`a pull request of ${branch} opens in ${repo}`, () => openPull(theatre, repo, branch));

/** Somebody looks at a pull request, CI reports success on its head, and Sluice merges it. */
export async function goesGreen(
  story: Story,
  { repo, pull, check }: { repo: string; pull: Pull; check: string },
): Promise<Pull> {
  const { theatre, narrator } = story;
  // Whoever looks first makes GitHub judge whether it can be merged; with that done meanwhile, Sluice need not ask twice.
  await lookAt(theatre, repo, pull.number);
  await reportsCheck(story, { repo, commit: pull.head.sha, check });
  return narrator.until(`${repo}#${pull.number} is merged`, () => mergedPull(theatre, repo, pull.number));
}

/** CI takes its time over a commit, and reports success. */
export async function reportsCheck(
  { theatre }: Pick<Story, 'theatre'>,
  { repo, commit, check }: { repo: string; commit: string; check: string },
): Promise<void> {
  await sleep(CHECK_MS);
  await theatre.person('acme-ci').reports(repo, commit, { context: check, state: 'success' });
}

/** CI builds a commit, pushes the image, and tells Sluice of it; answers the digest. */
export async function buildsImage(
  { registry, person }: Theatre,
  { component, repo, commit }: { component: string; repo: string; commit: string },
): Promise<string> {
  const { digest } = registry.push({ repository: component, tag: commit, revision: commit, labels: { component } });
  const said = { v: 1, image: `registry.acme.dev/${component}`, digest, commit };
  await person('acme-ci').dispatches(repo, 'sluice-artifact', said);
  return digest;
}

/** A built commit becomes an image, and its digest is merged into the manifests; answers the digest. */
export async function reachesManifests(
  story: Story,
  built: { component: string; repo: string; commit: string },
): Promise<string> {
  const digest = await buildsImage(story.theatre, built);
  const pull = await opened(story, MANIFESTS, `sluice/manifest/${built.component}`);
  await goesGreen(story, { repo: MANIFESTS, pull, check: 'lint' });
  return digest;
}
