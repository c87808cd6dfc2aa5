import { timelineJson } from '../../domain/json/issues/timeline.ts';
import type { Handlers } from '../../http/handler.ts';
import { pageOf } from '../../http/paging.ts';
import { repoOf } from '../call.ts';
import { threadOf } from './thread.ts';

export const timelineHandlers: Handlers = {
  'issues/list-events-for-timeline': (call) => {
    const repo = repoOf(call);
    const { page, headers } = pageOf(call, timelineJson(call.state, repo, threadOf(call, repo), call.origin));
    return { status: 200, body: page, headers };
  },
};
