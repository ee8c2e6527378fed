/**
 * Outcomes of a stack up to which each tick has a line in the log. With more of them, quiet ticks have one a minute: at
 * two hundred outcomes the lines would cost a quarter of all.
 */
export const MOST_LOGGED_WHOLE = 10
