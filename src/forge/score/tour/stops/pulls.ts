import { inBothPlaces, type Scene, type Stop } from '../party.ts';
import type { Traveller } from '../traveller.ts';
import { base64 } from './files.ts';
import { nowhere } from './git.ts';

/** A branch off the default one with one new file; answers its tip. */
export async function branchOff(who: Traveller, repo: string, name: string): Promise<string> {
  const tip = (await who.asks(`GET ${repo}/git/ref/heads/main`)).object.sha;
  await who.asks(`POST ${repo}/git/refs`, { ref: `refs/heads/${name}`, sha: tip });
  const put = { message: `Add ${name}`, content: base64(`${name}\n`), branch: name };
  return (await who.asks(`PUT ${repo}/contents/${name}.txt`, put)).commit.sha;
}

/** Pull requests, their reviews and how they end. */
export const visitPulls: Stop = async (party) => {
  await inBothPlaces(party, async (scene) => {
    const pull = await visitOpening(scene);
    await visitReviewers(scene, pull);
    await visitReviews(scene, pull);
    await visitUpdates(scene, pull);
    await visitMerging(scene, pull);
    await visitConflict(scene);
  });
  await visitKept(party);
};

/** Answers the path of a pull request that is open. */
async function visitOpening({ party, repo, who, isRich }: Scene): Promise<string> {
  const pulls = `${repo}/pulls`;
  for (const name of ['bump', 'draft']) await branchOff(who, repo, name);
  const wish = { title: 'Bump', head: 'bump', base: 'main' };
  const { number } = await who.asks(`POST ${pulls}`, { ...wish, ...(isRich && { body: 'It is time.' }) });
  const draft = { title: 'Not yet', head: 'draft', base: 'main', draft: true };
  await who.asks(`POST ${pulls}`, { ...draft, ...(!isRich && { body: 'Almost.' }) });
  await who.hears(422, `POST ${pulls}`, wish);
  await who.hears(422, `POST ${pulls}`, { ...wish, head: 'two' });
  await who.hears(422, `POST ${pulls}`, { ...wish, base: 'nowhere' });
  await who.hears(422, `POST ${pulls}`, { ...wish, head: 'nowhere' });
  const pull = `${pulls}/${number}`;
  await who.asks(`GET ${pull}`);
  party.stage.clock.advance(60_000);
  await who.asks(`POST ${pull}/requested_reviewers`, { reviewers: ['grace'] });
  await who.asks(`DELETE ${pull}/requested_reviewers`, { reviewers: ['grace'] });
  await who.asks(`GET ${repo}/commits/bump/pulls`);
  await who.asks(`GET ${pull}`);
  await who.asks(`GET ${pull}`);
  await who.asksAgain(`GET ${pull}`);
  await who.hears(404, `GET ${pulls}/4711`);
  await who.asks(`POST ${repo}/issues/${number}/labels`, { labels: ['bug', 'bare'] });
  await who.asks(`POST ${repo}/issues/${number}/assignees`, { assignees: ['grace'] });
  await who.asks(`PATCH ${pull}`, { title: 'Bump it' });
  await who.hears(422, `PATCH ${pull}`, { base: 'non-existing' });
  await party.person('mallory').hears(403, `PATCH ${pull}`, { title: 'Mine' });
  await who.asks(`GET ${pulls}?state=all`);
  await who.asksAgain(`GET ${pulls}?state=all`);
  await who.asks(`GET ${pull}/files`);
  await who.asks(`GET ${pull}/commits`);
  await who.asks(`GET ${pull}/comments`);
  await who.asks(`GET ${repo}/issues/${number}`);
  return pull;
}

async function visitReviewers({ party, repo, who }: Scene, pull: string): Promise<void> {
  const asked = `${pull}/requested_reviewers`;
  await who.asks(`POST ${asked}`, { reviewers: ['grace'] });
  await who.asks(`POST ${asked}`, { team_reviewers: ['owners', 'reviewers'] });
  await who.hears(422, `POST ${asked}`, { reviewers: ['eve'] });
  await who.hears(422, `DELETE ${asked}`, { reviewers: ['zelda'] });
  await party.person('mallory').hears(403, `POST ${asked}`, { reviewers: ['grace'] });
  await who.asks(`GET ${asked}`);
  await who.asks(`GET ${pull}`);
  await who.asks(`GET ${repo}/pulls`);
  await who.asks(`DELETE ${asked}`, { reviewers: ['grace'], team_reviewers: ['reviewers'] });
}

async function visitReviews({ party, who }: Scene, pull: string): Promise<void> {
  const grace = party.person('grace');
  const { id } = await grace.asks(`POST ${pull}/reviews`, { event: 'APPROVE', body: 'Fine.' });
  await grace.asks(`POST ${pull}/reviews`, { event: 'REQUEST_CHANGES', body: 'On second thought…' });
  await who.hears(422, `POST ${pull}/reviews`, { event: 'APPROVE' });
  await who.asks(`GET ${pull}/reviews`);
  await who.asks(`GET ${pull}/reviews/${id}`);
  await who.hears(404, `GET ${pull}/reviews/4711`);
  await who.asks(`PUT ${pull}/reviews/${id}/dismissals`, { message: 'Not yet.' });
  await who.hears(404, `PUT ${pull}/reviews/4711/dismissals`, { message: 'Not yet.' });
  await who.hears(422, `PUT ${pull}/reviews/${id}/dismissals`, { message: '' });
  await grace.asks(`POST ${pull}/reviews`, { event: 'APPROVE', body: '' });
}

async function visitUpdates({ party, repo, who }: Scene, pull: string): Promise<void> {
  await who.hears(422, `PUT ${pull}/update-branch`, {});
  await who.asks(`PUT ${repo}/contents/later.txt`, { message: 'Later', content: base64('later\n') });
  await who.hears(422, `PUT ${pull}/update-branch`, { expected_head_sha: nowhere });
  await party.person('mallory').hears(403, `PUT ${pull}/update-branch`, {});
  await who.hears(202, `PUT ${pull}/update-branch`, {});
  party.stage.clock.advance(60_000);
}

async function visitMerging({ party, repo, who }: Scene, pull: string): Promise<void> {
  await who.hears(404, `GET ${pull}/merge`);
  await who.hears(409, `PUT ${pull}/merge`, { sha: nowhere });
  await who.hears(422, `PUT ${pull}/merge`, { merge_method: 'glue' });
  await who.hears(404, `PUT ${repo}/pulls/4711/merge`, {});
  await party.person('mallory').hears(403, `PUT ${pull}/merge`, {});
  await who.asks(`PUT ${pull}/merge`, {});
  await who.hears(405, `PUT ${pull}/merge`, {});
  await who.hears(204, `GET ${pull}/merge`);
  await who.asks(`GET ${pull}`);
  const { sha } = await who.asks(`GET ${repo}/commits/main`);
  await who.asks(`GET ${repo}/commits/${sha}/pulls`);
  await who.asks(`GET ${repo}/pulls?state=closed`);
  await who.asks(`GET ${pull.replace('/pulls/', '/issues/')}/timeline`);
}

/** Two branches that changed the same; the pull request cannot be merged. */
async function visitConflict({ party, repo, who }: Scene): Promise<void> {
  const { number } = await who.asks(`POST ${repo}/pulls`, { title: 'Left', head: 'left', base: 'right' });
  await who.asks(`GET ${repo}/pulls/${number}`);
  party.stage.clock.advance(60_000);
  await who.asks(`GET ${repo}/pulls/${number}`);
  await who.hears(405, `PUT ${repo}/pulls/${number}/merge`, {});
  await who.asks(`PATCH ${repo}/pulls/${number}`, { state: 'closed' });
  await who.asks(`GET ${repo}/pulls/${number}`);
}

/** Where a review and a check are required. */
const visitKept: Stop = async (party) => {
  for (const repo of ['/repos/acme/fort', '/repos/acme/rules']) {
    await branchOff(party.bot, repo, 'bump');
    const wish = { title: 'Bump', body: 'It is time.', head: 'bump', base: 'main' };
    const { number } = await party.bot.asks(`POST ${repo}/pulls`, wish);
    await party.bot.asks(`GET ${repo}/pulls/${number}`);
    party.stage.clock.advance(60_000);
    await party.bot.asks(`GET ${repo}/pulls/${number}`);
    await party.bot.asks(`GET ${repo}/pulls`);
    await party.bot.hears(405, `PUT ${repo}/pulls/${number}/merge`, {});
    await party.bot.hears(422, `PUT ${repo}/contents/direct.txt`, {
      message: 'Past the rules',
      content: base64('x\n'),
    });
  }
};
