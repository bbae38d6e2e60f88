/** A year: long enough not to be renewed each month, short enough for a key that leaks to lose its worth. */
export const LEAF_DAYS = 365;
