/** Holds tests only; there is nothing to import. */
export {};
