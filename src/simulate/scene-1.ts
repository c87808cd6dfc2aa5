import type { Simulation } from './simulation.ts';

const CODE = 'acme/payments';
const DOCKER = 'acme/payments-docker';

/** Scene 1 under the seed's schedule. Answers what is wrong with the world it ends in; nothing, if all is well. */
export async function simulateSceneOne(simulation: Simulation): Promise<string[]> {
  const { trace } = simulation;
  const [ada, ci] = [simulation.person('ada'), simulation.person('acme-ci')];
  await simulation.settle();
  const change = {
    branch: 'retry',
    title: 'Retry transfers',
    body: 'Refs #12\nFixes #14',
    path: 'server.js',
    text: '// retries\n',
  };
  const pull = await ada.proposes(CODE, change);
  const commit = await ada.merges(CODE, pull);
  trace.note(`ada merged ${CODE}#${pull} as ${commit}`);
  await simulation.settle();

  const opened = await ada.call<{ number: number; head: { sha: string } }[]>(
    'GET',
    `/repos/${DOCKER}/pulls?state=open`,
  );
  for (const { number, head } of opened) {
    await ci.reports(DOCKER, head.sha, { context: 'build', state: 'success' });
    trace.note(`acme-ci reported success on ${DOCKER}#${number}`);
  }
  await simulation.settle();
  trace.refs();
  return [
    ...(await wrongInTheEnd(simulation, commit)),
    ...simulation.forge.violations.map((violation) => JSON.stringify(violation)),
  ];
}

async function wrongInTheEnd(simulation: Simulation, commit: string): Promise<string[]> {
  const ada = simulation.person('ada');
  const file = await ada.call<{ content: string }>('GET', `/repos/${DOCKER}/contents/Dockerfile?ref=main`);
  const pulls = await ada.call<{ number: number; merged_at: string | null }[]>(
    'GET',
    `/repos/${DOCKER}/pulls?state=all`,
  );
  const wrong: string[] = [];
  if (!Buffer.from(file.content, 'base64').toString().includes(`ARG APP_COMMIT=${commit}\n`))
    wrong.push(`the pin does not hold ${commit}`);
  if (pulls.length !== 1) wrong.push(`${pulls.length} pull requests instead of one`);
  if (pulls.some((pull) => pull.merged_at === null)) wrong.push('a pull request was not merged');
  return wrong;
}
