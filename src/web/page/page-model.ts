import type { Cell } from '../../core/page/cell/cell.ts';
import type { ChangeLine } from '../../core/page/changelog/change-groups.ts';
import {
  changelogView,
  type ChangelogForgotten,
  type ChangelogView,
} from '../../core/page/changelog/changelog-view.ts';
import { componentView, laneDetail, type ComponentView, type LaneDetail } from '../../core/page/detail.ts';
import type { HistoryPage } from '../../core/page/history/history.ts';
import type { LaneView } from '../../core/page/lane/lane-view.ts';
import { overview, type Overview, type PipelineView } from '../../core/page/overview.ts';
import type { PageFacts } from '../../core/page/page-facts.ts';
import type { StageHead } from '../../core/page/stage-head.ts';
import { triesIn } from '../../core/page/trouble/stuck.ts';
import { plural, shortCommit } from '../../core/text/phrases.ts';
import { message, type Reply } from './reply.ts';
import type { Route } from './routes.ts';

/** The view that is asked for, as a page or as a document; undefined where there is nothing of that name. */
export function viewReply(facts: PageFacts, { wanted, as, page }: Route): Reply | undefined {
  switch (wanted.view) {
    case 'overview': {
      const view = overview(facts);
      return as === 'json' ? json(view) : html('overview', overviewModel(view));
    }
    case 'component': {
      const view = componentView(facts, wanted, page);
      if (view === undefined) return undefined;
      return as === 'json' ? json(view) : html('component', componentModel(view));
    }
    case 'lane': {
      const view = laneDetail(facts, wanted, page);
      if (view === undefined) return undefined;
      return as === 'json' ? json(view) : html('lane', detailModel(view));
    }
    case 'changelog': {
      const view = changelogView(facts, wanted);
      if (view === undefined) return undefined;
      if ('forgotten' in view) return forgotten(view);
      return as === 'json' ? json(view) : html('changelog', changelogModel(view));
    }
  }
}

/** The version counts up when something that was there changes its meaning or goes away. */
const json = (view: object): Reply => ({ status: 200, body: { json: { version: 1, ...view } } });

const html = (template: string, model: object): Reply => ({ status: 200, body: { template, model } });

const overviewModel = ({ stuck, stuckMore, ...view }: Overview): object => ({
  title: 'What runs where',
  ...view,
  ...arranged(view.pipelines),
  stuck: stuck.map(({ tries, ...one }) => ({ ...one, tries: triesIn(tries) })),
  ...(stuckMore > 0 && { stuckMore }),
});

/** What the templates need beside the view: ids for headings, and the lanes that rest apart from the others. */
function arranged(pipelines: PipelineView[]): object {
  return {
    pipelines: pipelines.map((view, index) => {
      const rests = ({ state, forced }: LaneView): boolean => state === 'resting' && forced.length === 0;
      const busy = view.lanes.filter((lane) => !rests(lane));
      const resting = view.lanes.filter(rests);
      return {
        ...view,
        id: `pipeline-${index + 1}`,
        // An environment's kind goes without saying, and so does the kind of a stage that is called by it.
        stages: view.stages.map((head) => ({
          ...headModel(head),
          kind: head.kind === 'environment' || head.kind === head.name ? '' : head.kind,
        })),
        environments: view.stages.filter(({ release }) => release !== undefined).map(headModel),
        rows: view.rows.map((row) => ({ ...row, cells: row.cells.map((cell) => cell && cellModel(cell)) })),
        busy: busy.map(laneModel),
        resting: resting.map(laneModel),
        restingSays: `${plural(resting.length, 'lane rests', 'lanes rest')}: nothing differs`,
      };
    }),
  };
}

/** Forced releases are counted where they have no pull request to be named by. */
const headModel = (head: StageHead): object => ({ ...head, forced: head.forced - (head.forcing?.length ?? 0) });

/** Both states of a component that is merged and not deployed are said: what runs, and what does not yet. */
const cellModel = (cell: Cell): object => ({ ...cell, isNext: cell.about === 'next' });

const detailModel = (view: LaneDetail): object => ({
  ...view,
  lane: laneModel(view.lane),
  title: view.lane.name,
  ...paged(view),
});

/** What to type stands out, and a reason names its component where the lane has others. */
const laneModel = ({ gaveUp, ...lane }: LaneView): object => ({
  ...lane,
  ...(gaveUp && { gaveUp: { ...gaveUp, tries: triesIn(gaveUp.tries) } }),
  reasons: lane.reasons.map(({ about, says, next, ...reason }) => ({
    ...reason,
    ...(lane.kind === 'environment' && about !== 'lane' && !says.includes(about) && { named: about }),
    says: codeIn(says),
    next: codeIn(next),
  })),
  forced: lane.forced.map(({ waits, ...one }) => ({
    ...one,
    ...(waits === undefined ? {} : { waits: { ...waits, says: codeIn(waits.says) } }),
  })),
  gates: lane.gates.map(({ gate, because, next, ...rest }) => ({
    ...rest,
    gate: gate === 'github' ? 'GitHub' : gate,
    because: codeIn(because),
    next: codeIn(next),
  })),
});

/** A sentence in parts: what stands between backticks is to be typed. */
function codeIn(says: string | undefined): object[] {
  const parts = (says ?? '').split('`');
  if (parts.length % 2 === 0) return [{ text: says }];
  return parts.flatMap((part, index) => (part === '' ? [] : [index % 2 === 0 ? { text: part } : { code: part }]));
}

const componentModel = (view: ComponentView): object => ({
  ...view,
  title: view.name,
  cells: view.cells.map(cellModel),
  set: view.set.map(({ next, ...line }) => ({ ...line, next: codeIn(next) })),
  ...paged(view),
});

/** A page of a few changes needs no index of them. */
const FEW_CHANGES = 20;

function changelogModel(view: ChangelogView): object {
  const groups = view.groups.map((group, index) => ({
    ...group,
    id: `group-${index + 1}`,
    count: group.changes.length,
  }));
  const count = groups.reduce((sum, group) => sum + group.count, 0);
  return {
    ...view,
    title: `What changed in ${view.component.name}`,
    summary: codeIn(view.summary),
    groups: groups.map((group) => ({ ...group, changes: group.changes.map(changeModel) })),
    ...(groups.length > 1 && count > FEW_CHANGES ? { index: groups } : {}),
  };
}

/** What closes an issue is told apart from what only has to do with it. */
const changeModel = ({ issues, ...line }: ChangeLine): object => ({
  ...line,
  closes: issues.filter(({ closing }) => closing),
  see: issues.filter(({ closing }) => !closing),
});

const forgotten = ({ forgotten: { code, from, to, compare } }: ChangelogForgotten): Reply =>
  message(404, {
    title: 'This changelog is not known',
    says: `Sluice remembers what lay between commits that it moved or told of. It has nothing about ${shortCommit(from)} and ${shortCommit(to)} of ${code}, or not in the form that the pipeline has now.`,
    link: { name: `See ${compare.name}`, url: compare.url },
  });

const paged = ({ history, change }: { history: HistoryPage; change?: string }): object => {
  const about = change === undefined ? '' : `&change=${change}`;
  return {
    history: {
      ...history,
      several: history.pages > 1,
      ...(change === undefined ? {} : { only: change }),
      ...(history.page > 1 && { newer: `?page=${history.page - 1}${about}` }),
      ...(history.page < history.pages && { older: `?page=${history.page + 1}${about}` }),
    },
  };
};
