import { inBothPlaces, type Scene, type Stop } from '../party.ts';

export const nowhere = '1'.repeat(40);

const attic = '/repos/acme/attic';

/** The database of objects and the references into it. */
export const visitGit: Stop = async (party) => {
  await inBothPlaces(party, async (scene) => {
    await visitObjects(scene);
    await visitReferences(scene);
    await visitTags(scene);
  });
  await visitEmpty(party);
};

async function visitObjects({ party, repo, who }: Scene): Promise<void> {
  const tip = (await who.asks(`GET ${repo}/git/ref/heads/main`)).object.sha;
  const head = await who.asks(`GET ${repo}/git/commits/${tip}`);
  await who.hears(404, `GET ${repo}/git/commits/${nowhere}`);
  await who.asks(`GET ${repo}/git/trees/${head.tree.sha}`);
  await who.asks(`GET ${repo}/git/trees/main?recursive=1`);
  await who.hears(404, `GET ${repo}/git/trees/${nowhere}`);
  const blob = await who.asks(`POST ${repo}/git/blobs`, { content: 'two\n', encoding: 'utf-8' });
  await who.asks(`GET ${repo}/git/blobs/${blob.sha}`);
  await who.hears(404, `GET ${repo}/git/blobs/${nowhere}`);
  await who.hears(422, `GET ${repo}/git/blobs/nonsense`);
  await who.hears(422, `POST ${repo}/git/blobs`, { content: '%%%', encoding: 'base64' });
  const entry = { path: 'two.txt', mode: '100644', type: 'blob', sha: blob.sha };
  const tree = await who.asks(`POST ${repo}/git/trees`, { base_tree: head.tree.sha, tree: [entry] });
  await who.hears(422, `POST ${repo}/git/trees`, { tree: [{ ...entry, sha: nowhere }] });
  await who.hears(404, `POST ${repo}/git/trees`, { base_tree: nowhere, tree: [entry] });
  const commit = { message: 'Add two', tree: tree.sha, parents: [tip] };
  const { sha } = await who.asks(`POST ${repo}/git/commits`, commit);
  await who.asks(`POST ${repo}/git/commits`, { ...commit, author: { name: 'Zoe', email: 'zoe@acme.dev' } });
  await who.hears(422, `POST ${repo}/git/commits`, { ...commit, tree: nowhere });
  await who.asks(`POST ${repo}/git/refs`, { ref: 'refs/heads/two', sha });
  await party.nobody.hears(401, `POST ${repo}/git/blobs`, { content: 'x' });
  await party.person('mallory').hears(403, `POST ${repo}/git/trees`, { tree: [entry] });
  await party.person('mallory').hears(403, `POST ${repo}/git/blobs`, { content: 'x' });
}

async function visitReferences({ repo, who }: Scene): Promise<void> {
  const main = (await who.asks(`GET ${repo}/git/ref/heads/main`)).object.sha;
  const two = (await who.asks(`GET ${repo}/git/ref/heads/two`)).object.sha;
  await who.hears(404, `GET ${repo}/git/ref/heads/nowhere`);
  await who.asks(`POST ${repo}/git/refs`, { ref: 'refs/heads/a/b', sha: main });
  await who.asks(`GET ${repo}/git/matching-refs/heads/a`);
  await who.hears(422, `POST ${repo}/git/refs`, { ref: 'refs/heads/a/b', sha: main });
  await who.hears(422, `POST ${repo}/git/refs`, { ref: 'refs/heads/c', sha: nowhere });
  await who.hears(422, `POST ${repo}/git/refs`, { ref: 'refs/heads/c', sha: '0'.repeat(40) });
  await who.hears(422, `POST ${repo}/git/refs`, { ref: 'heads', sha: main });
  await who.asks(`PATCH ${repo}/git/refs/heads/a/b`, { sha: two });
  await who.hears(422, `PATCH ${repo}/git/refs/heads/a/b`, { sha: main });
  await who.hears(422, `PATCH ${repo}/git/refs/heads/a/b`, { sha: nowhere });
  await who.asks(`PATCH ${repo}/git/refs/heads/a/b`, { sha: main, force: true });
  await who.hears(422, `PATCH ${repo}/git/refs/heads/nowhere`, { sha: main });
  await who.asks(`DELETE ${repo}/git/refs/heads/a/b`);
  await who.hears(422, `DELETE ${repo}/git/refs/heads/a/b`);
}

async function visitTags({ repo, who }: Scene): Promise<void> {
  const object = (await who.asks(`GET ${repo}/git/ref/heads/main`)).object.sha;
  const tag = { tag: 'v0.1.0', message: 'The first', object, type: 'commit' };
  const { sha } = await who.asks(`POST ${repo}/git/tags`, tag);
  await who.asks(`POST ${repo}/git/refs`, { ref: 'refs/tags/v0.1.0', sha });
  await who.hears(422, `POST ${repo}/git/tags`, { ...tag, object: nowhere });
  await who.asks(`GET ${repo}/git/tags/${sha}`);
  await who.hears(404, `GET ${repo}/git/tags/${nowhere}`);
  await who.asks(`GET ${repo}/git/ref/tags/v0.1.0`);
  await who.asks(`GET ${repo}/tags`);
}

/** Everything about git is a conflict in a repository that has none yet. */
const visitEmpty: Stop = async (party) => {
  const ada = party.person('ada');
  await ada.hears(409, `GET ${attic}/git/ref/heads/main`);
  await ada.hears(409, `GET ${attic}/git/matching-refs/heads`);
  await ada.hears(409, `GET ${attic}/git/trees/main`);
  await ada.hears(409, `GET ${attic}/commits`);
  await ada.hears(409, `GET ${attic}/commits/main`);
  await ada.hears(409, `GET ${attic}/commits/${nowhere}/branches-where-head`);
  await ada.hears(409, `GET ${attic}/commits/${nowhere}/pulls`);
  for (const kind of ['blobs', 'commits', 'tags']) await ada.hears(409, `GET ${attic}/git/${kind}/${nowhere}`);
  await ada.hears(409, `POST ${attic}/git/blobs`, { content: 'x' });
  await ada.hears(409, `POST ${attic}/git/trees`, {
    tree: [{ path: 'x', mode: '100644', type: 'blob', content: 'x' }],
  });
  await ada.hears(409, `POST ${attic}/git/commits`, { message: 'x', tree: nowhere, parents: [] });
  await ada.hears(409, `POST ${attic}/git/tags`, { tag: 'v1', message: 'x', object: nowhere, type: 'commit' });
  await ada.hears(409, `POST ${attic}/git/refs`, { ref: 'refs/heads/main', sha: nowhere });
  await ada.hears(409, `PATCH ${attic}/git/refs/heads/main`, { sha: nowhere });
  await ada.hears(409, `DELETE ${attic}/git/refs/heads/main`);
};
