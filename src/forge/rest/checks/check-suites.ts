import { suitesOf, type CheckSuite } from '../../domain/builds/check-suites.ts';
import { answeredSuiteJson } from '../../domain/json/builds/check-suite.ts';
import type { Repo } from '../../domain/state.ts';
import { Refusal } from '../../http/handler.ts';
import type { Call, Handlers } from '../../http/handler.ts';
import { pageOf } from '../../http/paging.ts';
import { commitOf, repoOf } from '../call.ts';

/** The suite that a call names. */
export function suiteOf({ params }: Call, repo: Repo): CheckSuite {
  const suite = suitesOf(repo).find(({ id }) => id === Number(params['check_suite_id']));
  if (suite === undefined) throw new Refusal(404, 'Not Found');
  return suite;
}

export const checkSuiteHandlers: Handlers = {
  'checks/list-suites-for-ref': (call) => {
    const { query, state, origin } = call;
    const repo = repoOf(call);
    const sha = commitOf(repo, call.params['ref'] ?? '');
    const [name, app] = [query.get('check_name'), query.get('app_id')];
    const suites = suitesOf(repo).filter(
      (suite) =>
        suite.headSha === sha &&
        (app === null || suite.app.id === Number(app)) &&
        (name === null || suite.runs.some((run) => run.name === name)),
    );
    const { page, headers } = pageOf(call, suites);
    const check_suites = page.map((suite) => answeredSuiteJson(state, repo, suite, origin));
    return { status: 200, body: { total_count: suites.length, check_suites }, headers };
  },
};
