import { inBothPlaces, type Scene, type Stop } from '../party.ts';
import { nowhere } from './git.ts';

/** What is said about commits: statuses and check runs. */
export const visitChecks: Stop = async (party) => {
  await inBothPlaces(party, async (scene) => {
    await visitStatuses(scene);
    await visitRuns(scene);
  });
};

async function visitStatuses({ party, repo, who }: Scene): Promise<void> {
  const { sha } = await who.asks(`GET ${repo}/commits/main`);
  await who.asks(`GET ${repo}/commits/${sha}/status`);
  const described = { description: 'All is well', target_url: 'https://ci.acme.dev/1' };
  await who.asks(`POST ${repo}/statuses/${sha}`, { state: 'success', context: 'ci/unit', ...described });
  await who.asks(`GET ${repo}/commits/${sha}/statuses`);
  await who.asks(`GET ${repo}/commits/${sha}/status`);
  await who.asks(`POST ${repo}/statuses/${sha}`, { state: 'pending', context: 'ci/slow' });
  await who.hears(422, `POST ${repo}/statuses/${nowhere}`, { state: 'success' });
  await who.hears(422, `POST ${repo}/statuses/${sha}`, { state: 'success', description: 'x'.repeat(200) });
  await party.person('mallory').hears(403, `POST ${repo}/statuses/${sha}`, { state: 'success' });
  await who.asks(`GET ${repo}/commits/${sha}/statuses`);
  await who.asks(`GET ${repo}/commits/main/status`);
  await who.hears(404, `GET ${repo}/commits/${nowhere}/status`);
}

/** Only the App reports check runs, whoever reads them. */
async function visitRuns({ party, repo, who }: Scene): Promise<void> {
  const { bot } = party;
  const runs = `${repo}/check-runs`;
  const { sha } = await who.asks(`GET ${repo}/commits/main`);
  const output = { title: 'No complaints', summary: 'Every rule holds.' };
  const first = { name: 'lint', head_sha: sha, conclusion: 'success', details_url: 'https://ci.acme.dev/2', output };
  const { id, check_suite: suite } = await bot.asks(`POST ${runs}`, first);
  await who.asks(`GET ${repo}/commits/${sha}/check-runs`);
  const second = await bot.asks(`POST ${runs}`, { name: 'slow', head_sha: sha, status: 'in_progress' });
  await party.person('ada').hears(403, `POST ${runs}`, first);
  await bot.hears(422, `POST ${runs}`, { ...first, head_sha: nowhere });
  await bot.hears(422, `POST ${runs}`, { name: 'x', head_sha: sha, status: 'completed' });
  await who.asks(`GET ${repo}/commits/main/check-runs`);
  await who.asks(`GET ${runs}/${id}`);
  await who.asks(`GET ${runs}/${second.id}`);
  await who.hears(404, `GET ${runs}/4711`);
  await bot.asks(`PATCH ${runs}/${second.id}`, { status: 'completed', conclusion: 'failure' });
  await bot.hears(404, `PATCH ${runs}/4711`, { status: 'completed', conclusion: 'failure' });
  await bot.hears(422, `PATCH ${runs}/${second.id}`, { status: 'completed' });
  await who.asks(`GET ${repo}/commits/${sha}/check-suites`);
  await who.asks(`GET ${repo}/check-suites/${suite.id}/check-runs`);
}
