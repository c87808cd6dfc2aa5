/** The small process that git is started from: one request at a time for each repository, several repositories at once. */
import { endAll } from '../run-git.ts';
import { Lanes } from './lanes.ts';
import { outcomeOf } from './outcome-of.ts';
import type { Answered, Asked } from './requests.ts';

const AT_ONCE = 4;

const lanes = new Lanes(AT_ONCE);

async function serve({ number, request }: Asked): Promise<Answered> {
  return { number, ...(await lanes.run(request.repository.directory, () => outcomeOf(request))) };
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
