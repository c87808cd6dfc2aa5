/** The failed tries in a row after which a piece of work or a delivery is parked until it is wanted or woken: the store counts them, the engine tells of it. */
export const MOST_TRIES = 5;
