/** How long the tick function may run. A holder of a lease dies with it. */
export const LAMBDA_TIMEOUT_SECONDS = 50
