import { choice, integer, secretText, section, text } from "@signalbox/config";

/** Settings of a service that keeps its data in a store. @param file default file of the embedded one */
export function storeSection(file: string) {
  return section(
    {
      backend: choice(
        ["sqlite", "postgresql"],
        "sqlite",
        "`sqlite`: embedded, one file. `postgresql`: a server; needs the packages pg and pg-copy-streams.",
      ),
      file: text(file, "File of the embedded store."),
      durability: choice(
        ["full", "normal"],
        "full",
        "`full`: what is acknowledged survives the loss of power. `normal`: the end of the process only, but faster.",
      ),
      url: text("", "`postgresql://user@host:port/database`; without a password."),
      password: secretText("Password for `url`."),
      schema: text("signalbox", "Schema of the tables in PostgreSQL."),
      pool_size: integer(10, { min: 1, max: 1000 }, "Connections to PostgreSQL."),
      max_waiting_writes: integer(
        1000,
        { min: 1, max: 1_000_000 },
        "Writes that wait; above: 503.",
      ),
      max_waiting_points: integer(
        2_000_000,
        { min: 1, max: 1_000_000_000 },
        "Points in them together; above: 503.",
      ),
    },
    "Where inventory and series are kept.",
  );
}

/** What is wrong with a store's settings, beside what each of them may be. Never repeats the URL. */
export function storeProblem(
  settings: Readonly<Record<"backend" | "url", string>>,
): string | undefined {
  const { backend, url } = settings;
  if (backend === "sqlite") return undefined;
  if (url === "") return "store.backend is postgresql but there is no store.url";
  // It would stand in every listing of the settings.
  return URL.canParse(url) && hasPassword(new URL(url))
    ? "store.url holds a password; set store.password instead"
    : undefined;
}

const hasPassword = ({ password, searchParams }: URL): boolean =>
  password !== "" || searchParams.has("password");
