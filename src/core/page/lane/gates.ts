import type { Lane } from '../../pipeline/lanes.ts';
import type { Standing } from '../../promotion/standing.ts';
import type { PageFacts } from '../page-facts.ts';
import type { GateFacts, GateView } from './gate-view.ts';
import { scheduleGate, soakGate, verifyGate, windowGates } from './gates-of-time.ts';
import { setGates } from './gates-of-people.ts';
import { approvalsGate, checksGate, githubGate, mergeGate, wasJudged } from './judged-gates.ts';

/** In the order in which a release meets them; the last stands behind its deployment. */
const GATES: ((gates: GateFacts) => GateView[])[] = [
  scheduleGate,
  soakGate,
  setGates,
  checksGate,
  approvalsGate,
  windowGates,
  mergeGate,
  githubGate,
  verifyGate,
];

/** Every gate of a lane's stage. */
export function gatesOf(facts: PageFacts, lane: Lane, standing: Standing | undefined): GateView[] {
  const page = facts.pipelines.find(({ repo }) => repo === lane.pipeline);
  const stage = page?.pipeline?.stages.find(({ name }) => name === lane.stage);
  if (page === undefined || stage === undefined) return [];
  const gates = { facts, page, stage, standing, judged: wasJudged(standing) };
  return GATES.flatMap((gate) => gate(gates));
}

/** The first gate that keeps an open pull request from being merged. */
export const firstClosed = (gates: GateView[]): GateView | undefined =>
  gates.find(({ state, about, gate }) => state === 'closed' && about === undefined && gate !== 'schedule');
