import { inBothPlaces, type Scene, type Stop } from '../party.ts';
import { base64 } from './files.ts';
import { branchOff } from './pulls.ts';

/** Deployments and what becomes of them. */
export const visitDeployments: Stop = async (party) => {
  await inBothPlaces(party, visitDeploying);
  await visitReleases(party);
};

async function visitDeploying({ party, repo, who, isRich }: Scene): Promise<void> {
  const deployments = `${repo}/deployments`;
  await branchOff(who, repo, 'candidate');
  const rich = { description: 'The first', payload: { by: 'the tour' }, environment: 'staging' };
  const wish = { ref: 'candidate', required_contexts: [], ...(isRich ? rich : { payload: 'as text' }) };
  const told = { ...wish, description: 'By words', payload: 'as text', environment: 'words' };
  await who.hears(201, `POST ${deployments}`, told);
  await who.asks(`GET ${deployments}?environment=words`);
  const { id } = await who.hears(201, `POST ${deployments}`, wish);
  await who.hears(201, `POST ${deployments}`, { ...wish, ...(isRich ? {} : rich), auto_merge: false });
  await who.hears(422, `POST ${deployments}`, { ref: 'nowhere' });
  await who.asks(`PUT ${repo}/contents/since.txt`, { message: 'Since', content: base64('since\n') });
  await who.hears(202, `POST ${deployments}`, wish);
  await who.hears(409, `POST ${deployments}`, { ref: 'main', required_contexts: ['ci/never'] });
  await party.person('mallory').hears(403, `POST ${deployments}`, wish);
  await who.asks(`GET ${deployments}`);
  await who.asks(`GET ${deployments}/${id}`);
  await who.hears(404, `GET ${deployments}/4711`);
  const statuses = `${deployments}/${id}/statuses`;
  const links = { log_url: 'https://ci.acme.dev/3', environment_url: 'https://staging.acme.dev', description: 'Up' };
  await who.asks(`POST ${statuses}`, { state: 'in_progress' });
  const status = await who.asks(`POST ${statuses}`, { state: 'success', ...links });
  await who.hears(422, `POST ${statuses}`, { state: 'glorious' });
  await who.hears(404, `POST ${deployments}/4711/statuses`, { state: 'success' });
  await who.asks(`GET ${statuses}`);
  await who.asks(`GET ${statuses}/${status.id}`);
  await who.hears(404, `GET ${deployments}/4711/statuses`);
}

const visitReleases: Stop = async (party) => {
  await inBothPlaces(party, async ({ repo, who, isRich }) => {
    const releases = `${repo}/releases`;
    await who.hears(404, `GET ${releases}/latest`);
    const rich = { name: 'The first', body: 'Everything is new.' };
    const { id } = await who.asks(`POST ${releases}`, { tag_name: 'v1.0.0', ...(isRich && rich) });
    await who.asks(`POST ${releases}`, { tag_name: 'v1.1.0', draft: true, ...(!isRich && rich) });
    await who.hears(422, `POST ${releases}`, { tag_name: 'v1.0.0' });
    await who.hears(422, `POST ${releases}`, { tag_name: 'v2.0.0', target_commitish: 'nowhere' });
    await party.person('mallory').hears(403, `POST ${releases}`, { tag_name: 'v3.0.0' });
    await who.asks(`GET ${releases}`);
    await who.asks(`GET ${releases}/latest`);
    await who.asks(`GET ${releases}/${id}`);
    await who.hears(404, `GET ${releases}/4711`);
    await who.asks(`GET ${releases}/tags/v1.0.0`);
    await who.hears(404, `GET ${releases}/tags/nowhere`);
    await who.asks(`PATCH ${releases}/${id}`, { body: 'Everything was new.', prerelease: true });
    await who.hears(404, `PATCH ${releases}/4711`, { body: 'Nothing' });
  });
};
