import { isKnown } from '../../answer.ts';
import type { Component, Pipeline, Stage } from '../../pipeline/pipeline.ts';
import { printable } from '../../text/printable.ts';
import { zoneOf } from '../../time/stage-zone.ts';
import { promotionId } from '../../names.ts';
import { orderIn } from '../history/ledger-facts.ts';
import { forcedViews } from '../lane/forced.ts';
import type { PageFacts } from '../page-facts.ts';
import { seenAt, type Seen } from '../place.ts';
import { promotionLink, type Link } from '../words/link.ts';
import { momentOf, type Moment } from '../words/moment.ts';
import { readable } from '../words/readable.ts';
import { whyOf } from './release-state.ts';

/** Something that people want of a component in a stage, and that stands. */
export interface SetLine {
  kind: 'hold' | 'rollback' | 'force' | 'order';
  stage: string;
  says: string;
  by?: string;
  at?: Moment;
  because?: string;
  /** How it is lifted. */
  next?: string;
  /** Where it was said, or the pull request that it is about. */
  link?: Link;
}

/** The holds, rollbacks, forced releases and orders about a component, in the order of the stages. */
export function setLines(
  facts: PageFacts,
  { pipeline, component }: { pipeline: Pipeline; component: Component },
): SetLine[] {
  return pipeline.stages
    .filter(({ components }) => components.includes(component.name))
    .flatMap((stage) => {
      const seen = seenAt(facts, { pipeline, stage, component });
      return [
        ...holdLines(facts, seen),
        ...rollbackLines(seen),
        ...wishLines(facts, { pipeline, stage, component }),
        ...orderLines(facts, seen),
      ];
    });
}

function holdLines(facts: PageFacts, { place: { pipeline, stage, component } }: Seen): SetLine[] {
  const controls = facts.pipelines.find(({ repo }) => repo === pipeline.repo)?.controls;
  if (controls === undefined || !isKnown(controls)) return [];
  return controls.known.holds
    .filter((hold) => hold.stage === stage.name && (hold.component ?? component.name) === component.name)
    .map((hold) => ({
      kind: 'hold',
      stage: stage.name,
      says: hold.component === undefined ? 'held with everything there' : 'held',
      by: printable(hold.by),
      at: momentOf(hold.at, facts.now, zoneOf(stage)),
      ...whyOf(hold),
      next: `\`/sluice resume ${stage.name}${hold.component === undefined ? '' : ` ${component.name}`}\` lets it go`,
    }));
}

/** Whoever moved the pin back is named in the plan's sentence. */
const rollbackLines = ({ place: { stage, component }, standing }: Seen): SetLine[] =>
  (standing?.reasons ?? [])
    .filter(({ about, code }) => about === component.name && code === 'rolled-back')
    .map(({ says, next }) => ({
      kind: 'rollback',
      stage: stage.name,
      says: 'rolled back',
      because: readable(says),
      ...(next === undefined ? {} : { next: readable(next) }),
    }));

function wishLines(
  facts: PageFacts,
  { pipeline, stage, component }: { pipeline: Pipeline; stage: Stage; component: Component },
): SetLine[] {
  return forcedViews(facts, { pipeline: pipeline.repo, stage: stage.name })
    .filter((forced) => forced.component === component.name)
    .map(({ kind, wants, by, at, said, pullRequest, waits }) => ({
      kind: kind satisfies SetLine['kind'],
      stage: stage.name,
      says: wants,
      by,
      at,
      link: pullRequest ?? said,
      ...(waits === undefined ? {} : { because: waits.says }),
    }));
}

/** What was said about the open pull request that moves it. */
function orderLines({ entries, now, web }: PageFacts, { place: { stage }, standing, move }: Seen): SetLine[] {
  const open = standing?.pullRequest;
  if (standing === undefined || open === undefined || move === undefined) return [];
  const about = promotionId(standing.repo, open.number);
  return entries.flatMap((entry) => {
    const order = entry.kind === 'order' && entry.promotion === about ? orderIn(entry) : undefined;
    if (order === undefined || entry.lane !== standing.lane) return [];
    return [
      {
        kind: 'order' as const,
        stage: stage.name,
        says: `/sluice ${order.does}`,
        ...(order.by === undefined ? {} : { by: printable(order.by) }),
        at: momentOf(entry.at, now, zoneOf(stage)),
        ...whyOf(order),
        link: promotionLink(web, about),
      },
    ];
  });
}
