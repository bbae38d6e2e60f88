import { infoTypes, schemaFor, type SchemaName } from "@signalbox/monitoring-model";
import type { ApiParameter, ApiReply, ApiRoute } from "../api/api-route.js";

type Json = Readonly<Record<string, unknown>>;

const JSON_MEDIA = "application/json";

/** The description of the API in the form of OpenAPI 3.1, out of the declaration of its routes. */
export function openApiDocument(options: {
  readonly routes: readonly ApiRoute[];
  /** Public URL of the datastore. */
  readonly url: string;
  readonly version: string;
}): Json {
  return {
    openapi: "3.1.0",
    info: {
      title: "Signalbox datastore",
      version: options.version,
      description: "Inventory and time series of a site, behind client certificates.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: options.url.replace(/\/$/, "") || "/" }],
    security: [{ clientCertificate: [] }],
    paths: pathsOf(options.routes),
    components: {
      securitySchemes: { clientCertificate: { type: "mutualTLS" } },
      schemas: schemas(),
    },
  };
}

function pathsOf(routes: readonly ApiRoute[]): Json {
  const paths = new Map<string, Record<string, unknown>>();
  for (const route of routes) {
    const path = paths.get(route.path) ?? {};
    path[route.method.toLowerCase()] = operation(route);
    paths.set(route.path, path);
  }
  return Object.fromEntries(paths);
}

function operation(route: ApiRoute): Json {
  return {
    operationId: operationId(route),
    summary: route.summary,
    tags: [route.isOriginal ? "original" : "ours"],
    parameters: [...pathParameters(route.path), ...route.parameters.map(queryParameter)],
    ...(route.request !== "" && {
      requestBody: {
        description: route.request,
        required: true,
        content: { [JSON_MEDIA]: { schema: {} } },
      },
    }),
    responses: Object.fromEntries(
      route.replies.map((reply) => [String(reply.status), response(reply)]),
    ),
  };
}

/** `GET /info/{type}/{id}` -> `getInfoTypeId`. */
function operationId({ method, path }: ApiRoute): string {
  const words = path.match(/[a-z0-9]+/gi) ?? ["root"];
  const capitals = words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1));
  return method.toLowerCase() + capitals.join("");
}

const PATH_MEANING: Readonly<Record<string, { readonly meaning: string; readonly schema: Json }>> =
  {
    type: { meaning: "The type of the object.", schema: { type: "string", enum: infoTypes } },
    id: {
      meaning: "The rest of the path, slashes included.",
      schema: { type: "string", minLength: 1 },
    },
  };

function pathParameters(path: string): readonly Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    description: PATH_MEANING[name]?.meaning ?? "",
    schema: PATH_MEANING[name]?.schema ?? { type: "string" },
  }));
}

function queryParameter({ name, type, values, meaning }: ApiParameter): Json {
  return {
    name,
    in: "query",
    required: false,
    description: meaning,
    schema: { type, ...(values && { enum: values }) },
  };
}

function response({ meaning, body }: ApiReply): Json {
  if (!body) return { description: meaning };
  if ("media" in body) return { description: meaning, content: { [body.media]: { schema: {} } } };
  const schema = { $ref: `#/components/schemas/${body.schema}` };
  const media = { schema: body.isList === true ? { type: "array", items: schema } : schema };
  return { description: meaning, content: { [JSON_MEDIA]: media } };
}

function schemas(): Json {
  const names: readonly SchemaName[] = [...infoTypes, "data", "error"];
  return {
    ...Object.fromEntries(names.map((name) => [name, withoutIdentity(schemaFor(name))])),
    info: { anyOf: infoTypes.map((type) => ({ $ref: `#/components/schemas/${type}` })) },
    list: {
      type: "object",
      properties: {
        type: { type: "string", enum: infoTypes },
        objects: { type: "array", items: { type: "object" } },
        cursor: { type: "string" },
      },
      required: ["type", "objects"],
    },
  };
}

/** Within the description a schema goes by its name there; its own `$id` would change what references lead to. */
function withoutIdentity(schema: Json): Json {
  return Object.fromEntries(
    Object.entries(schema).filter(([name]) => name !== "$schema" && name !== "$id"),
  );
}
