import type { RouterFile } from "./service-schema.js";

type Rule = (file: RouterFile) => string | undefined;

const contentHasCertificate: Rule = ({ content_server: content }) =>
  !content.https_enable || (content.server_cert !== "" && content.server_key !== "")
    ? undefined
    : "content_server.https_enable needs content_server.server_cert and content_server.server_key";

const certificateHasKey: Rule = ({ rest_api_server: rest }) =>
  (rest.server_cert === "") === (rest.server_key === "")
    ? undefined
    : "rest_api_server.server_cert and rest_api_server.server_key are only of use together";

const somebodyIsServed: Rule = ({ content_server: content }) =>
  content.http_enable || content.https_enable
    ? undefined
    : "content_server has neither http_enable nor https_enable: no client could be served";

const outgoingHasHosts: Rule = ({ lua }) =>
  !lua.allow_outgoing_requests || lua.outgoing_hosts.length > 0
    ? undefined
    : "lua.allow_outgoing_requests needs lua.outgoing_hosts: nothing may be reached without it";

const RULES: readonly Rule[] = [
  contentHasCertificate,
  certificateHasKey,
  somebodyIsServed,
  outgoingHasHosts,
];

/** Every problem between settings that are each fine alone. */
export function configProblems(file: RouterFile): string[] {
  return RULES.map((rule) => rule(file)).filter((problem) => problem !== undefined);
}
