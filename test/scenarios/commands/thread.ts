import type { World } from '../world.ts';

export const PLATFORM = 'acme/platform';

/** The number of the control issue. */
export async function controlIssue(world: World): Promise<number> {
  const issues = await world
    .person('ada')
    .call<{ number: number; body: string }[]>('GET', `/repos/${PLATFORM}/issues?labels=sluice-control`);
  const [only] = issues;
  if (only === undefined || issues.length > 1) throw new Error(`there are ${issues.length} control issues`);
  return only.number;
}

/** What an issue says, without what is hidden in it. */
export async function bodyOf(world: World, repo: string, number: number): Promise<string> {
  const { body } = await world.person('ada').call<{ body: string }>('GET', `/repos/${repo}/issues/${number}`);
  return body.replaceAll(/<!--.*?-->/gs, '').trim();
}

/** Somebody comments, and Sluice answers; what it answered, without the quote and what is hidden. */
export async function says(
  world: World,
  login: string,
  { repo, number }: { repo: string; number: number },
  body: string,
): Promise<string[]> {
  const before = (await answers(world, repo, number)).length;
  await world.person(login).comments(repo, number, body);
  await world.settled();
  return (await answers(world, repo, number)).slice(before);
}

/** Sluice's answers to commands, oldest first. */
export async function answers(world: World, repo: string, number: number): Promise<string[]> {
  const comments = await world.comments(repo, number);
  return comments
    .filter(({ user, body }) => user.login === 'sluice[bot]' && body.includes('key=answer'))
    .map(({ body }) => body.replaceAll(/^> .*\n|<!--.*?-->/gm, '').trim());
}
