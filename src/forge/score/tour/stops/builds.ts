import { inBothPlaces, type Scene, type Stop } from '../party.ts';

/** Workflows and their runs, events of one's own, and packages. */
export const visitBuilds: Stop = async (party) => {
  await inBothPlaces(party, async (scene) => {
    await visitRuns(scene);
    await visitWorkflows(scene);
    await visitDispatches(scene);
  });
  await visitPackages(party);
};

async function visitRuns({ party, repo, who }: Scene): Promise<void> {
  const fullName = repo.replace('/repos/', '');
  const { sha } = await who.asks(`GET ${repo}/commits/main`);
  const id = party.builder().builds(fullName, { sha });
  await who.asks(`GET ${repo}/actions/workflows/build.yml/runs`);
  party.builder().rebuilds(fullName, id);
  await who.asks(`GET ${repo}/actions/runs`);
  await who.asks(`GET ${repo}/actions/runs/${id}`);
  await who.hears(404, `GET ${repo}/actions/runs/4711`);
  await who.asks(`GET ${repo}/commits/${sha}/check-runs`);
}

async function visitWorkflows({ party, repo, who }: Scene): Promise<void> {
  const workflows = `${repo}/actions/workflows`;
  await who.asks(`GET ${workflows}`);
  await who.asks(`GET ${workflows}/build.yml`);
  await who.hears(404, `GET ${workflows}/nowhere.yml`);
  await who.asks(`GET ${workflows}/build.yml/runs`);
  await who.hears(404, `GET ${workflows}/nowhere.yml/runs`);
  const start = `POST ${workflows}/deploy.yml/dispatches`;
  const inputs = { environment: 'staging' };
  await who.hears(204, start, { ref: 'main', inputs });
  if (party.stage.describes('actions/create-workflow-dispatch', 200))
    await who.hears(200, start, { ref: 'main', inputs, return_run_details: true });
  await who.hears(422, start, { ref: 'main' });
  await who.hears(422, start, { ref: 'main', inputs: { ...inputs, colour: 'red' } });
  await who.hears(422, start, { ref: 'nowhere', inputs });
  await who.hears(422, `POST ${workflows}/build.yml/dispatches`, { ref: 'main' });
  await who.hears(404, `POST ${workflows}/nowhere.yml/dispatches`, { ref: 'main' });
  await party.person('mallory').hears(403, start, { ref: 'main', inputs });
  await who.asks(`GET ${workflows}/deploy.yml/runs`);
  await who.asks(`GET ${repo}/actions/runs`);
}

async function visitDispatches({ party, repo, who }: Scene): Promise<void> {
  await who.hears(204, `POST ${repo}/dispatches`, { event_type: 'ring', client_payload: { often: true } });
  await who.hears(422, `POST ${repo}/dispatches`, { event_type: 'x'.repeat(200) });
  await party.person('mallory').hears(403, `POST ${repo}/dispatches`, { event_type: 'ring' });
}

const visitPackages: Stop = async (party) => {
  const ada = party.person('ada');
  const image = { name: 'shop', labels: { 'org.opencontainers.image.revision': 'abc' } };
  party.builder().publishes('acme/shop', { ...image, digest: `sha256:${'a'.repeat(64)}`, tag: 'v1' });
  party.builder().publishes('acme/shop', { ...image, digest: `sha256:${'b'.repeat(64)}` });
  const packages = '/orgs/acme/packages';
  await ada.asks(`GET ${packages}?package_type=container`);
  await ada.hears(400, `GET ${packages}`);
  await ada.asks(`GET ${packages}/container/shop`);
  await ada.hears(404, `GET ${packages}/container/nowhere`);
  await ada.asks(`GET ${packages}/container/shop/versions`);
  await ada.hears(404, `GET ${packages}/container/nowhere/versions`);
  await party.nobody.hears(401, `GET ${packages}?package_type=container`);
  await party.bot.hears(400, `GET ${packages}?package_type=container`);
  await party.app.hears(403, `GET ${packages}?package_type=container`);
  await party.nobody.hears(401, `GET ${packages}/container/shop/versions`);
  await party.bot.hears(404, `GET ${packages}/container/shop/versions`);
  await party.app.hears(403, `GET ${packages}/container/shop/versions`);
};
