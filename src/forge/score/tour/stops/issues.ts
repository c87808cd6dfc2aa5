import { inBothPlaces, type Party, type Scene, type Stop } from '../party.ts';

const shop = '/repos/acme/shop';

/** Issues, their labels, their people and their comments. */
export const visitIssues: Stop = async (party) => {
  await inBothPlaces(party, async (scene) => {
    await visitLabels(scene);
    const issue = await visitThreads(scene);
    await visitLabelled(scene, issue);
    await visitComments(scene, issue);
    await scene.who.asks(`GET ${issue}/timeline`);
  });
};

async function visitLabels({ party, repo, who }: Scene): Promise<void> {
  const labels = `${repo}/labels`;
  await who.asks(`POST ${labels}`, { name: 'fault', color: 'd73a4a', description: 'Something is wrong' });
  await who.asks(`POST ${labels}`, { name: 'bare', color: 'ededed' });
  await who.hears(422, `POST ${labels}`, { name: 'Fault', color: 'd73a4a' });
  await who.hears(422, `POST ${labels}`, { name: 'strange', color: 'no colour' });
  await party.person('mallory').hears(403, `POST ${labels}`, { name: 'mine', color: 'ededed' });
  await who.asks(`GET ${labels}/fault`);
  await who.asks(`GET ${labels}/bare`);
  await who.hears(404, `GET ${labels}/nowhere`);
  await who.asks(`GET ${labels}`);
  await who.asks(`PATCH ${labels}/fault`, { new_name: 'bug', color: 'b60205' });
  await who.asks(`PATCH ${labels}/bare`, { color: 'b60205' });
  await who.hears(422, `PATCH ${labels}/bare`, { new_name: 'BUG' });
  await who.hears(404, `PATCH ${labels}/nowhere`, { color: 'b60205' });
  await who.asks(`POST ${labels}`, { name: 'gone', color: 'b60205' });
  await who.asks(`DELETE ${labels}/gone`);
  await who.hears(404, `DELETE ${labels}/gone`);
}

/** Answers the path of an issue that is open. */
async function visitThreads({ party, repo, who, isRich }: Scene): Promise<string> {
  const issues = `${repo}/issues`;
  const rich = { body: 'It is broken.', labels: ['bug', 'bare'], assignees: ['grace'] };
  const { number } = await who.asks(`POST ${issues}`, { title: 'A fault', ...(isRich && rich) });
  await who.asks(`POST ${issues}`, { title: 'A question', ...(!isRich && rich) });
  await party.nobody.hears(401, `POST ${issues}`, { title: 'Spam' });
  await who.hears(422, `POST ${issues}`, { title: 'x'.repeat(300) });
  await who.hears(400, `POST ${issues}`, '{');
  const issue = `${issues}/${number}`;
  await who.asks(`GET ${issue}`);
  await who.asksAgain(`GET ${issue}`);
  await who.asks(`POST ${issue}/assignees`, { assignees: ['grace'] });
  await who.asks(`GET ${issue}/timeline`);
  await who.hears(422, `PATCH ${issue}`, { title: 'x'.repeat(300) });
  await who.hears(422, `PUT ${issue}/lock`, { lock_reason: 'because' });
  await who.hears(404, `GET ${issues}/4711`);
  await who.asks(`PATCH ${issue}`, { title: 'A grave fault' });
  await who.asks(`PATCH ${issue}`, { state: 'closed', state_reason: 'not_planned' });
  await who.asks(`GET ${issue}`);
  await who.asks(`GET ${issues}?state=all`);
  await who.asks(`PATCH ${issue}`, { state: 'open' });
  await who.asks(`GET ${issues}?state=all&per_page=1`);
  await who.hears(404, `PATCH ${issues}/4711`, { title: 'Nothing' });
  await party.person('mallory').hears(403, `PATCH ${issue}`, { title: 'Mine' });
  await who.asks(`PUT ${issue}/lock`, { lock_reason: 'resolved' });
  await who.asks(`GET ${issue}`);
  await party.person('mallory').hears(403, `PUT ${issue}/lock`);
  await who.hears(404, `PUT ${issues}/4711/lock`);
  await party.person('mallory').hears(403, `DELETE ${issue}/lock`);
  await who.hears(404, `DELETE ${issues}/4711/lock`);
  await who.asks(`DELETE ${issue}/lock`);
  return issue;
}

async function visitLabelled({ repo, who }: Scene, issue: string): Promise<void> {
  await who.asks(`POST ${issue}/labels`, { labels: ['ready'] });
  await who.asks(`POST ${issue}/labels`, { labels: ['bug'] });
  await who.hears(404, `POST ${repo}/issues/4711/labels`, { labels: ['bug'] });
  await who.asks(`GET ${issue}/labels`);
  await who.hears(404, `GET ${repo}/issues/4711/labels`);
  await who.asks(`DELETE ${issue}/labels/ready`);
  await who.hears(404, `DELETE ${issue}/labels/ready`);
  await who.asks(`PUT ${issue}/labels`, { labels: ['ready', 'bug'] });
  await who.hears(404, `PUT ${repo}/issues/4711/labels`, { labels: ['bug'] });
  await who.asks(`DELETE ${issue}/labels`);
  await who.hears(404, `DELETE ${repo}/issues/4711/labels`);
  for (const method of ['POST', 'PUT']) await who.hears(422, `${method} ${issue}/labels`, { labels: ['x'.repeat(60)] });
  await who.asks(`POST ${issue}/assignees`, { assignees: ['grace'] });
  await who.asks(`GET ${issue}`);
  await who.asks(`DELETE ${issue}/assignees`, { assignees: ['grace'] });
}

async function visitComments({ party, repo, who }: Scene, issue: string): Promise<void> {
  const { id } = await who.asks(`POST ${issue}/comments`, { body: 'Who knows?' });
  const comment = `${repo}/issues/comments/${id}`;
  await who.hears(422, `POST ${issue}/comments`, { body: 'x'.repeat(70_000) });
  await who.hears(404, `POST ${repo}/issues/4711/comments`, { body: 'Anybody?' });
  await who.asks(`GET ${issue}/comments`);
  await who.hears(404, `GET ${repo}/issues/4711/comments`);
  await who.asks(`GET ${comment}`);
  await who.hears(404, `GET ${repo}/issues/comments/4711`);
  await who.asks(`PATCH ${comment}`, { body: 'I know.' });
  await who.hears(422, `PATCH ${comment}`, { body: 'x'.repeat(70_000) });
  await party.person('mallory').hears(403, `DELETE ${comment}`);
  await who.asks(`DELETE ${comment}`);
  await party.person('grace').asks(`POST ${issue}/comments`, { body: 'Nobody.' });
  await who.asks(`GET ${issue}/comments`);
}

/** Issues that are no longer where they were: transferred ones redirect where GitHub describes it, deleted ones are gone. */
export const visitMoves: Stop = async (party) => {
  const { bot } = party;
  const moved = `${shop}/issues/${await opened(party, 'TransferIssue')}`;
  await bot.hears(301, `GET ${moved}`);
  await bot.hears(301, `PATCH ${moved}`, { title: 'There' });
  await bot.hears(301, `POST ${moved}/labels`, { labels: ['ready'] });
  await bot.hears(301, `GET ${moved}/labels`);
  await bot.hears(301, `PUT ${moved}/labels`, { labels: ['ready'] });
  await bot.hears(301, `DELETE ${moved}/labels/ready`);
  await bot.hears(301, `DELETE ${moved}/labels`);
  const gone = `${shop}/issues/${await opened(party, 'DeleteIssue')}`;
  await bot.hears(410, `GET ${gone}`);
  await bot.hears(410, `PATCH ${gone}`, { title: 'Gone' });
  await bot.hears(410, `POST ${gone}/labels`, { labels: ['ready'] });
  await bot.hears(410, `GET ${gone}/labels`);
  await bot.hears(410, `PUT ${gone}/labels`, { labels: ['ready'] });
  await bot.hears(410, `DELETE ${gone}/labels/ready`);
  await bot.hears(410, `DELETE ${gone}/labels`);
  await bot.hears(410, `POST ${gone}/comments`, { body: 'Anybody?' });
  await bot.hears(410, `GET ${gone}/comments`);
  await bot.hears(410, `GET ${gone}/timeline`);
  await bot.hears(410, `PUT ${gone}/lock`);
};

/** Opens an issue and lets GraphQL, which alone can, move or delete it; answers its number here. */
async function opened(party: Party, by: 'TransferIssue' | 'DeleteIssue'): Promise<number> {
  const ada = party.person('ada');
  const { number, node_id: issueId } = await ada.asks(`POST ${shop}/issues`, { title: 'On the move' });
  const { node_id: repositoryId } = await ada.asks('GET /repos/acme/plain');
  const field = by === 'TransferIssue' ? 'transferIssue' : 'deleteIssue';
  const query = `mutation($input: ${by}Input!) { ${field}(input: $input) { clientMutationId } }`;
  const input = by === 'TransferIssue' ? { issueId, repositoryId } : { issueId };
  await ada.asks('POST /graphql', { query, variables: { input } });
  return number;
}
