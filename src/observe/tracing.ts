import { context, SpanKind, SpanStatusCode, trace, type Attributes, type Span, type Tracer } from '@opentelemetry/api';

import type { ObservedCall, WorkResult } from '../ports/observe.ts';

/** Spans through OpenTelemetry's API. Without an SDK in the process the API's own do nothing. */
export class Tracing {
  readonly #tracer: Tracer;

  constructor(version: string) {
    this.#tracer = trace.getTracer('sluice', version);
  }

  /** Runs the work within a span; calls to GitHub that it makes become children of it. */
  within(name: string, attributes: Attributes, run: () => Promise<WorkResult>): Promise<WorkResult> {
    return this.#tracer.startActiveSpan(name, { attributes }, async (span) => {
      try {
        const result = await run();
        span.setAttribute('sluice.result', result);
        if (result === 'failed' || result === 'parked') span.setStatus({ code: SpanStatusCode.ERROR });
        return result;
      } catch (error) {
        fail(span, error);
        throw error;
      } finally {
        span.end();
      }
    });
  }

  about(changes: readonly string[]): void {
    trace.getActiveSpan()?.setAttribute('sluice.changes', [...changes]);
  }

  /** A request that is over already: its span ends now and began as long ago as it took. */
  called({ operation, status, milliseconds = 0, host }: ObservedCall): void {
    const ended = Date.now();
    const span = this.#tracer.startSpan(
      'sluice.github',
      {
        kind: SpanKind.CLIENT,
        startTime: ended - milliseconds,
        attributes: {
          'sluice.operation': operation,
          'http.response.status_code': status,
          ...(host === undefined ? {} : { 'server.address': host }),
        },
      },
      context.active(),
    );
    if (status === 0 || status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(ended);
  }
}

/** The message alone: a stack is the log's, which is redacted. */
function fail(span: Span, error: unknown): void {
  span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'Error' });
}
