import { inBothPlaces, type Scene, type Stop } from '../party.ts';
import { nowhere } from './git.ts';

export const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Files, commits and branches as people see them. */
export const visitFiles: Stop = async (party) => {
  await inBothPlaces(party, async (scene) => {
    await visitContents(scene);
    await visitCommits(scene);
    await visitBranches(scene);
    await visitMerges(scene);
  });
};

async function visitContents({ party, repo, who }: Scene): Promise<void> {
  const file = `${repo}/contents/docs/guide.md`;
  const { sha } = (await who.asks(`PUT ${file}`, { message: 'Begin the guide', content: base64('one\n') })).content;
  const again = { message: 'Go on', content: base64('one\ntwo\n') };
  await who.hears(409, `PUT ${file}`, { ...again, sha: nowhere });
  await who.hears(422, `PUT ${file}`, again);
  await who.hears(404, `PUT ${file}`, { ...again, branch: 'nowhere' });
  await who.asks(`PUT ${file}`, { ...again, sha });
  await who.asks(`GET ${file}`);
  await who.asksAgain(`GET ${file}`);
  await who.with({ accept: 'application/vnd.github.raw+json' }).asks(`GET ${file}`);
  await who.asks(`GET ${repo}/contents/docs`);
  await who.asks(`GET ${repo}/contents`);
  await who.hears(404, `GET ${repo}/contents/nowhere.md`);
  await who.asks(`GET ${repo}/readme`);
  await who.asksAgain(`GET ${repo}/readme`);
  await party.person('ada').hears(404, 'GET /repos/acme/attic/readme');
  const gone = `${repo}/contents/gone.md`;
  const made = (await who.asks(`PUT ${gone}`, { message: 'For a while', content: base64('x\n') })).content;
  await who.hears(409, `DELETE ${gone}`, { message: 'Away', sha: nowhere });
  await who.asks(`DELETE ${gone}`, { message: 'Away', sha: made.sha });
  await who.hears(404, `DELETE ${gone}`, { message: 'Away', sha: made.sha });
  await who.hears(422, `DELETE ${file}`, { message: 'Away' });
}

async function visitCommits({ party, repo, who }: Scene): Promise<void> {
  await who.asks(`GET ${repo}/commits`);
  await who.asks(`GET ${repo}/commits?per_page=1`);
  await who.asks(`GET ${repo}/commits?path=docs/guide.md`);
  const main = await who.asks(`GET ${repo}/commits/main`);
  await who.hears(422, `GET ${repo}/commits/${nowhere}`);
  await who.asks(`GET ${repo}/compare/main...two`);
  await who.asks(`GET ${repo}/compare/two...main`);
  await who.asks(`GET ${repo}/compare/main...main`);
  await party.nobody.hears(404, `GET ${repo}/compare/main...nowhere`);
  await who.asks(`GET ${repo}/commits/${main.sha}/branches-where-head`);
  await who.hears(422, `GET ${repo}/commits/${nowhere}/branches-where-head`);
}

async function visitBranches({ party, repo, who }: Scene): Promise<void> {
  await who.asks(`GET ${repo}/branches`);
  await who.asks(`GET ${repo}/branches/main`);
  await who.hears(404, `GET ${repo}/branches/nowhere`);
  await who.hears(404, `GET ${repo}/branches/main/protection`);
  await who.asks(`GET ${repo}/rules/branches/main`);
  for (const kept of ['fort', 'rules']) {
    await who.asks(`GET /repos/acme/${kept}/branches`);
    await who.asks(`GET /repos/acme/${kept}/branches/main`);
    await who.asks(`GET /repos/acme/${kept}/rules/branches/main`);
  }
  await who.asks('GET /repos/acme/fort/branches/main/protection');
  const { sha } = await who.asks('GET /repos/acme/fort/commits/main');
  await party.bot.asks('POST /repos/acme/fort/check-runs', { name: 'build', head_sha: sha, conclusion: 'success' });
  await who.asks('GET /repos/acme/fort/branches/main/protection');
}

async function visitMerges({ repo, who }: Scene): Promise<void> {
  const merge = `POST ${repo}/merges`;
  await who.hears(201, merge, { base: 'main', head: 'two', commit_message: 'Take two in' });
  await who.hears(204, merge, { base: 'main', head: 'two' });
  await who.hears(404, merge, { base: 'nowhere', head: 'two' });
  await who.hears(422, merge, { base: 'main' });
  await who.hears(404, merge, { base: 'main', head: 'nowhere' });
  const tip = (await who.asks(`GET ${repo}/git/ref/heads/main`)).object.sha;
  for (const [name, text] of Object.entries({ left: 'left\n', right: 'right\n' })) {
    await who.asks(`POST ${repo}/git/refs`, { ref: `refs/heads/${name}`, sha: tip });
    await who.asks(`PUT ${repo}/contents/same.txt`, { message: name, content: base64(text), branch: name });
  }
  await who.hears(409, merge, { base: 'left', head: 'right' });
}
