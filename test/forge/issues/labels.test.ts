import { describe, expect, it } from '@jest/globals';
import type { Permissions } from '../../../src/forge/domain/state.ts';
import type { RepoSpec } from '../../../src/forge/seed/organisation.ts';
import { DomainWorld } from '../domain-world.ts';

const shop: RepoSpec = {
  fullName: 'acme/shop',
  files: { 'pin.txt': 'one\n' },
  labels: ['Ready', 'done'],
  roles: { alice: 'write', tess: 'triage', rita: 'read' },
};
const ledger: RepoSpec = { fullName: 'acme/ledger', labels: ['Ready'], roles: { alice: 'write' } };

/** A shop with one issue of a reader, and an App that listens to labels too. */
async function labelled(permissions?: Permissions) {
  const world = await DomainWorld.with([shop, ledger], permissions === undefined ? {} : { permissions });
  world.forge.state.app.events.push('label');
  await world.done('rita', 'POST /repos/acme/shop/issues', { title: 'A fault' });
  world.heard();
  return world;
}

const labels = '/repos/acme/shop/labels';
const onIssue = '/repos/acme/shop/issues/1/labels';
const named = (answer: { name: string }[]) => answer.map(({ name }) => name);

describe('the labels of a repository', () => {
  it('are made, changed, renamed where they are set, and deleted, with an event each', async () => {
    const world = await labelled();
    await world.done('tess', `POST ${onIssue}`, { labels: ['done'] });

    const made = await world.rest('alice', `POST ${labels}`, {
      name: 'deployed',
      color: 'A1B2C3',
      description: 'live',
    });
    const renamed = await world.done('alice', `PATCH ${labels}/done`, { new_name: 'shipped' });
    const events = world.emitted.splice(0).filter(({ event }) => event === 'label');
    const set = await world.done('bot', `GET ${onIssue}`);
    const deleted = await world.rest('alice', `DELETE ${labels}/shipped`);

    expect([made.status, made.body.color, made.headers.get('location')]).toEqual([201, 'A1B2C3', made.body.url]);
    expect(renamed).toMatchObject({ name: 'shipped', color: 'ededed' });
    expect(events.map(({ action, payload }) => [action, payload['changes']])).toEqual([
      ['created', undefined],
      ['edited', { name: { from: 'done' } }],
    ]);
    expect(named(set)).toEqual(['shipped']);
    expect([deleted.status, world.heard()]).toEqual([204, ['label.deleted']]);
    expect(await world.done('bot', `GET ${onIssue}`)).toEqual([]);
    expect(world.breaches()).toEqual([]);
  });

  it('are listed a page at a time and found ignoring case', async () => {
    const world = await labelled();

    const page = await world.rest('bot', `GET ${labels}?per_page=1`);
    const ready = await world.done('bot', `GET ${labels}/ready`);
    const missing = await world.rest('bot', `GET ${labels}/none`);

    expect([named(page.body), page.headers.get('link')]).toEqual([['Ready'], expect.stringContaining('rel="next"')]);
    expect([ready.name, missing.status]).toEqual(['Ready', 404]);
  });

  it.each([
    ['a name that is taken', { name: 'READY' }, { code: 'already_exists', field: 'name' }],
    ['a colour with its #', { name: 'new', color: '#a1b2c3' }, { code: 'invalid', field: 'color' }],
    ['a name of 51 characters', { name: 'n'.repeat(51) }, { code: 'custom', field: 'name' }],
    ['a description of 101', { name: 'new', description: 'd'.repeat(101) }, { code: 'custom', field: 'description' }],
  ])('refuse %s [17]', async (_what, body, error) => {
    const world = await labelled();

    const answer = await world.rest('alice', `POST ${labels}`, body);

    expect([answer.status, answer.body.errors]).toEqual([
      422,
      [expect.objectContaining({ resource: 'Label', ...error })],
    ]);
  });

  it('refuse to be renamed to one another, and to people below write', async () => {
    const world = await labelled();

    const taken = await world.rest('alice', `PATCH ${labels}/done`, { new_name: 'ready' });
    const recased = await world.rest('alice', `PATCH ${labels}/Ready`, { new_name: 'READY' });
    const triager = await world.rest('tess', `POST ${labels}`, { name: 'mine' });

    expect([taken.status, taken.body.errors[0].code]).toEqual([422, 'already_exists']);
    expect([recased.status, recased.body.name]).toEqual([200, 'READY']);
    expect(triager.status).toBe(403);
  });
});

describe('the labels of an issue', () => {
  it('are set by triage, and an unknown one is made only by those who may make labels', async () => {
    const world = await labelled();

    const known = await world.rest('tess', `POST ${onIssue}`, { labels: ['ready'] });
    const unknown = await world.rest('tess', `POST ${onIssue}`, { labels: ['done', 'brand-new'] });
    const reader = await world.rest('rita', `POST ${onIssue}`, { labels: ['done'] });

    expect([known.status, reader.status]).toEqual([200, 403]);
    expect([unknown.status, unknown.body]).toMatchObject([
      403,
      {
        message: 'You do not have permission to create labels on this repository.',
        errors: [{ resource: 'Repository', field: 'label', code: 'unauthorized' }],
      },
    ]);
    expect(named(await world.done('bot', `GET ${onIssue}`))).toEqual(['Ready']);
  });

  it('are not made by an App without issues, which may still set them on pull requests', async () => {
    const world = await labelled({ pull_requests: 'write' });
    await world.branch('alice', 'shop', { name: 'topic', path: 'new.txt', text: 'new\n' });
    const { number } = await world.done('alice', 'POST /repos/acme/shop/pulls', {
      title: 'Topic',
      head: 'topic',
      base: 'main',
    });
    const onPull = `/repos/acme/shop/issues/${number}/labels`;

    const known = await world.rest('bot', `POST ${onPull}`, { labels: ['ready'] });
    const unknown = await world.rest('bot', `POST ${onPull}`, { labels: ['brand-new'] });

    expect([known.status, unknown.status]).toEqual([200, 403]);
  });

  it('are dropped without a word from an edit by somebody who may not set them', async () => {
    const world = await labelled();

    const edited = await world.rest('rita', 'PATCH /repos/acme/shop/issues/1', { title: 'Mine', labels: ['Ready'] });

    expect([edited.status, edited.body.title, edited.body.labels]).toEqual([200, 'Mine', []]);
    expect(world.heard()).toEqual(['issues.edited']);
  });

  it('are 404 to remove when they are not set [17]', async () => {
    const world = await labelled();

    const answer = await world.rest('bot', `DELETE ${onIssue}/Ready`);

    expect([answer.status, answer.body.message]).toEqual([404, 'Label does not exist']);
  });
});

describe('labels over GraphQL', () => {
  const look = `{ repository(owner: "acme", name: "shop") { id label(name: "ready") { id } issue(number: 1) { id labels(first: 5) { nodes { name } } } } }`;
  const add = `mutation($to: ID!, $labels: [ID!]!) { addLabelsToLabelable(input: { labelableId: $to, labelIds: $labels }) {
    labelable { labels(first: 5) { nodes { name } } } } }`;

  it('are made and set by id', async () => {
    const world = await labelled();
    const { repository } = await world.query('bot', look);

    const { createLabel } = await world.query(
      'bot',
      `mutation($repo: ID!) { createLabel(input: { repositoryId: $repo, name: "deployed", color: "00ff00" }) { label { id name color } } }`,
      { repo: repository.id },
    );
    const ids = [repository.label.id, createLabel.label.id];
    const added = await world.query('bot', add, { to: repository.issue.id, labels: ids });

    expect(createLabel.label).toMatchObject({ name: 'deployed', color: '00ff00' });
    expect(named(added.addLabelsToLabelable.labelable.labels.nodes)).toEqual(['Ready', 'deployed']);
    expect(world.heard()).toEqual(['label.created', 'issues.labeled', 'issues.labeled']);
    expect(world.breaches()).toEqual([]);
  });

  it('are refused when they belong to another repository, before any is set', async () => {
    const world = await labelled();
    const { repository } = await world.query('bot', look);
    const other = await world.query(
      'bot',
      `{ repository(owner: "acme", name: "ledger") { label(name: "Ready") { id } } }`,
    );
    const ids = [repository.label.id, other.repository.label.id];

    const { errors } = await world.graphql('bot', add, { to: repository.issue.id, labels: ids });

    expect(errors).toMatchObject([{ type: 'NOT_FOUND', path: ['addLabelsToLabelable'] }]);
    expect((await world.query('bot', look)).repository.issue.labels.nodes).toEqual([]);
  });
});
