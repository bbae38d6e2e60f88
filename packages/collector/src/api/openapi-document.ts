import { infoTypes } from "@signalbox/monitoring-model";
import { commonReplies, type ApiParameter, type ApiReply, type ApiRoute } from "./api-route.js";

type Json = Readonly<Record<string, unknown>>;

/** The description of the API in the form of OpenAPI 3.1, out of the declaration of its routes. */
export function openApiDocument(routes: readonly ApiRoute[], version: string): Json {
  const paths = new Map<string, Record<string, unknown>>();
  for (const route of routes) {
    const path = route.path.replace("*}", "}");
    const item = paths.get(path) ?? {};
    item[route.method.toLowerCase()] = operation(route);
    paths.set(path, item);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Signalbox collector",
      version,
      description: "Inventory and time series of all stores that are polled.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    paths: Object.fromEntries(paths),
    components: {
      securitySchemes: { clientCertificate: { type: "mutualTLS" } },
      schemas: {
        error: {
          type: "object",
          properties: { error: { type: "string" }, code: { type: "string" } },
          required: ["error", "code"],
        },
      },
    },
  };
}

function operation(route: ApiRoute): Json {
  return {
    operationId: operationId(route),
    summary: route.summary,
    // An empty requirement: a caller on the collector's own machine needs no certificate.
    ...(route.access === "operator" && { security: [{ clientCertificate: [] }, {}] }),
    parameters: [...pathParameters(route.path), ...route.parameters.map(queryParameter)],
    responses: Object.fromEntries(
      [...route.replies, ...commonReplies].map((reply) => [String(reply.status), response(reply)]),
    ),
  };
}

/** `GET /info/{type}/{id*}` -> `getInfoTypeId`. */
function operationId({ method, path }: ApiRoute): string {
  const words = path.match(/[a-z0-9]+/gi) ?? ["root"];
  const capitals = words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1));
  return method.toLowerCase() + capitals.join("");
}

function pathParameters(path: string): readonly Json[] {
  return [...path.matchAll(/\{(\w+)(\*?)\}/g)].map(([, name = "", rest]) => ({
    name,
    in: "path",
    required: true,
    description: rest === "*" ? "The rest of the path, slashes included." : `The ${name}.`,
    schema: { type: "string", ...(name === "type" && { enum: infoTypes }) },
  }));
}

function queryParameter({ name, type, values, repeats, isRequired, meaning }: ApiParameter): Json {
  const one = { type, ...(values && { enum: values }) };
  return {
    name,
    in: "query",
    required: isRequired === true,
    description: meaning,
    schema: repeats === true ? { type: "array", items: one } : one,
    ...(repeats === true && { style: "form", explode: true }),
  };
}

function response({ status, meaning, media }: ApiReply): Json {
  const schema = status >= 400 ? { $ref: "#/components/schemas/error" } : {};
  return {
    description: meaning,
    ...(media && { content: Object.fromEntries(media.map((type) => [type, { schema }])) }),
  };
}
