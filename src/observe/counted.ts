import { Counter, Histogram, type Registry } from 'prom-client';

/** What is counted as it happens, in this process since its start. */
export interface Counted {
  deliveries: Counter<'event' | 'result'>;
  calls: Counter<'operation' | 'status'>;
  callSeconds: Histogram<'operation'>;
  effects: Counter<'effect' | 'outcome'>;
  duplicates: Counter;
  work: Counter<'kind' | 'result'>;
  reconcileSeconds: Histogram;
  leaseLost: Counter;
}

/** In seconds: from an answer out of a cache to GitHub's own time limit. */
const CALL_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const RECONCILE_BUCKETS = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300];

/** The counters and histograms, on a registry of this process. */
export function countedOn(registry: Registry): Counted {
  const counter = <const L extends Labels>(name: string, help: string, labelNames: L): Counter<L[number]> =>
    new Counter({ name: `sluice_${name}_total`, help, labelNames, registers: [registry] });
  const histogram = <const L extends Labels>(
    name: string,
    { help, labelNames, buckets }: { help: string; labelNames: L; buckets: number[] },
  ): Histogram<L[number]> =>
    new Histogram({ name: `sluice_${name}_seconds`, help, labelNames, buckets, registers: [registry] });
  const callHelp = 'How long GitHub took to begin its answer';
  const reconcileHelp = 'How long it took to look at a lane, plan and apply';
  return {
    deliveries: counter('deliveries', 'Webhook deliveries by what became of them', ['event', 'result']),
    calls: counter('github_calls', 'Requests to GitHub by HTTP status (0: no answer)', ['operation', 'status']),
    callSeconds: histogram('github_call', { help: callHelp, labelNames: ['operation'], buckets: CALL_BUCKETS }),
    effects: counter('effects', 'Writes to GitHub by effect and outcome', ['effect', 'outcome']),
    duplicates: counter('duplicate_effects', 'Effects found at GitHub twice; anything but 0 is a defect', []),
    work: counter('work', 'Pieces of work by kind and by how they ended', ['kind', 'result']),
    reconcileSeconds: histogram('reconcile', { help: reconcileHelp, labelNames: [], buckets: RECONCILE_BUCKETS }),
    leaseLost: counter('lease_lost', 'Effects not begun because the lease was over', []),
  };
}

type Labels = readonly string[];
