/** What people, machines and Sluice do about the releases of an environment, as the scenes of the second part need it. */
import { lookLive } from '../../cli/look-live.ts';
import { labelsOf, lookAt, mergedPull, openPull, saidOn, statusOn, type Pull } from '../onlooker.ts';
import { plainLines } from '../plain-text.ts';
import { ENVIRONMENTS, reportsCheck, type Story } from './hops.ts';

/** The open release of an environment, once there is one. */
export const releaseTo = ({ theatre, narrator }: Story, environment: string): Promise<Pull> =>
  narrator.until(`a release to ${environment} opens`, () => openPull(theatre, ENVIRONMENTS, `release-${environment}`));

/** The check of the environments repository succeeds on the present head. */
export async function validates(story: Story, number: number): Promise<void> {
  const { head } = await lookAt(story.theatre, ENVIRONMENTS, number);
  await reportsCheck(story, { repo: ENVIRONMENTS, commit: head.sha, check: 'validate' });
}

export const merged = ({ theatre, narrator }: Story, number: number): Promise<Pull> =>
  narrator.until(`${ENVIRONMENTS}#${number} is merged`, () => mergedPull(theatre, ENVIRONMENTS, number));

/** The release is green, and Sluice merges it. */
export async function isReleased(story: Story, number: number): Promise<Pull> {
  await validates(story, number);
  return merged(story, number);
}

/** What `sluice/gates` says on the head of a pull request once it says this; its whole description. */
export const gatesSay = ({ theatre, narrator }: Story, number: number, words: RegExp): Promise<string> => {
  let last = 'nothing';
  const look = async (): Promise<string | undefined> => {
    const { head } = await lookAt(theatre, ENVIRONMENTS, number);
    const found = { repo: ENVIRONMENTS, commit: head.sha, context: 'sluice/gates' };
    last = (await statusOn(theatre, found))?.description ?? last;
    return words.test(last) ? last : undefined;
  };
  return narrator.until(() => `sluice/gates of #${number} says ${words} (it says: ${last})`, look);
};

export interface Answer {
  environment: string;
  /** The release that the deployer answers for. */
  release: Pull;
  state: 'success' | 'failure';
  description?: string;
}

/** The deployer answers Sluice's deployment of a release; answers its id. */
export async function deployerAnswers(
  { theatre, narrator }: Story,
  { environment, release, state, description }: Answer,
): Promise<number> {
  const deployer = theatre.person('acme-deployer');
  const found = await narrator.until(`#${release.number} has a deployment`, async () =>
    (await deployer.deployments(ENVIRONMENTS, environment)).find(({ sha }) => sha === release.merge_commit_sha),
  );
  const logUrl = `https://deploy.acme.dev/${found.id}`;
  const said = description === undefined ? {} : { description };
  await deployer.reportsDeployment(ENVIRONMENTS, found.id, { state, logUrl, ...said });
  return found.id;
}

/** A release carries this label alone, and what Sluice says of it. */
export const labelled = (story: Story, number: number, label: string): Promise<string> =>
  story.narrator.until(`#${number} is labelled ${label} and has a comment`, async () => {
    const labels = await labelsOf(story.theatre, ENVIRONMENTS, number);
    return labels.join() === label ? (await saidOn(story.theatre, ENVIRONMENTS, number)).at(-1) : undefined;
  });

/** The deployer succeeds with a release, and its pull request says so. */
export async function runsIn(story: Story, environment: string, release: Pull): Promise<void> {
  await deployerAnswers(story, { environment, release, state: 'success' });
  await labelled(story, release.number, 'deployed');
}

/** A new comment of Sluice's in a thread, with these words. */
export const saysNew = (
  { theatre, narrator }: Story,
  { repo, number, words }: { repo: string; number: number; words: RegExp },
): Promise<string> =>
  narrator.until(`Sluice says ${words} on ${repo}#${number}`, async () =>
    (await saidOn(theatre, repo, number)).findLast((body) => words.test(body)),
  );

/** Somebody comments a command, and Sluice answers; the lines of the answer, without the quote. */
export async function commands(
  story: Story,
  { by, on: number, says: command }: { by: string; on: number; says: string },
): Promise<string[]> {
  const { theatre, narrator } = story;
  const answersSoFar = await answersOn(story, number);
  await theatre.person(by).comments(ENVIRONMENTS, number, command);
  const answer = await narrator.until(`Sluice answers ${command}`, async () => {
    const answers = await answersOn(story, number);
    return answers.length > answersSoFar.length ? answers.at(-1) : undefined;
  });
  return plainLines(answer).filter((line) => !line.startsWith('>'));
}

/** Their marker names the comment that they answer. */
const answersOn = async ({ theatre }: Story, number: number): Promise<string[]> =>
  (await saidOn(theatre, ENVIRONMENTS, number)).filter((body) => body.includes('key=answer'));

/** Everything that `sluice explain` says of a lane now: `payments: …`, and `lane: …` of the whole. */
export async function explained({ theatre }: Story, lane: string): Promise<string[]> {
  const [looked] = await lookLive(theatre.app.tools, `acme/platform:${lane}`);
  return looked?.decision.plan.reasons.map((reason) => `${reason.about}: ${reason.says}`) ?? [];
}

/** What `sluice explain` says of a lane with these words, once it does. */
export const explains = (story: Story, lane: string, words: RegExp): Promise<string[]> => {
  let last: string[] = [];
  return story.narrator.until(
    () => `sluice explain ${lane} says ${words} (it says: ${last.join('; ')})`,
    async () => {
      last = await explained(story, lane);
      const found = last.filter((line) => words.test(line));
      return found.length > 0 ? found : undefined;
    },
  );
};

/** Time leaps, and the story says to when. */
export async function leap({ theatre, narrator }: Story, schedule: string): Promise<void> {
  await theatre.leapTo(schedule);
  narrator.time(theatre.clock.says());
}
