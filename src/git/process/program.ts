/** The small process that git is started from: one request at a time for each repository, several repositories at once. */
import { endAll } from '../run-git.ts';
import { Lanes } from './lanes.ts';
import { outcomeOf } from './outcome-of.ts';
import type { Answered, Answers, Asked, Outcome } from './requests.ts';

const AT_ONCE = 4;
/** First copies take minutes: they leave a place to what is read off mirrors that are there. */
const FETCHES_AT_ONCE = AT_ONCE - 1;

const lanes = new Lanes(AT_ONCE);
const fetches = new Lanes(FETCHES_AT_ONCE);

async function serve({ number, request }: Asked): Promise<Answered> {
  const { directory } = request.repository;
  const work = (): Promise<Outcome<keyof Answers>> => lanes.run(directory, () => outcomeOf(request));
  return { number, ...(await (request.ask === 'fetch' ? fetches.run(directory, work) : work())) };
}

process.on('message', (asked) => {
  void serve(asked as Asked).then((answered) => process.send?.(answered));
});
// Keys of the terminal go to every process of its group; this one ends with its parent and not before.
process.on('SIGINT', () => undefined);
process.once('disconnect', () => {
  endAll();
  process.exit();
});
