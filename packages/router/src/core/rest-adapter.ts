import type { RestCore } from "../rest/rest-core.js";
import { explainRequest } from "./explain.js";
import type { LuaStore } from "./lua-store.js";
import type { RouterCore } from "./router-core.js";

/** The core as the REST API sees it. */
export function restCore(core: RouterCore, lua: LuaStore, random: () => number): RestCore {
  return {
    input: core.input,
    subnets: core.subnets,
    visits: core.visits,
    lua,
    get configuration() {
      return core.configuration;
    },
    apply: (document) => core.apply(document),
    validate: (document) => core.validate(document),
    // Which of the two forms a document has shows in its keys.
    applyLowLevel: (document) => core.apply(document),
    validateLowLevel: (document) => core.validate(document),
    explain: ({ request, seed }) => explainRequest(core, request, seed ?? random()),
  };
}
