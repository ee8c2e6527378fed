/**
 * How long the tick function may run: a run in the relay, its last tick, and the time to give leases back. It may be
 * longer than a lease: what the holder writes carries the fence.
 */
export const LAMBDA_TIMEOUT_SECONDS = 180
