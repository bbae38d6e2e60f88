export { findBinaries, unprivilegedUser } from "./postgres-binaries.js";
export { startPostgres, type StartedPostgres } from "./start-postgres.js";
