import { AppError } from "@signalbox/errors";
import { checkSize, readText } from "./read-json.js";
import type { RestLuaFiles } from "./rest-core.js";
import {
  created,
  json,
  noContent,
  type RestAnswer,
  type RestHandlers,
  type RestRequest,
  type RestRoute,
} from "./rest-route.js";

const LUA_TYPE = "application/x-lua; charset=utf-8";
const ENDING = ".lua";
const SEGMENT = /^[A-Za-z0-9_.-]+$/;
const ONLY_DOTS = /^\.+$/;
const NO_FILE = { status: 404, meaning: "There is no such file." };
const BAD_PATH = {
  status: 400,
  meaning:
    "A segment has other characters than `A-Z a-z 0-9 _ . -`, or the file does not end with `.lua`.",
};
const TOO_LARGE = { status: 413, meaning: "Above `lua.max_file_size`, or too many files." };

/** Custom Lua files. Source: reference cdn-router 5.10. */
export const luaRoutes = [
  {
    method: "GET",
    path: "/v1/lua{/path*}",
    summary: "Shows a file, or lists the files below a folder; without a path all of them.",
    key: "needed",
    parameters: [],
    request: "",
    replies: [
      { status: 200, meaning: "The source, or a JSON list of paths." },
      BAD_PATH,
      { status: 404, meaning: "There is no such file or folder." },
    ],
  },
  {
    method: "PUT",
    path: "/v1/lua{/path*}",
    summary: "Uploads a file: its global functions become available to conditions and hooks.",
    key: "needed",
    parameters: [],
    request: "Lua source.",
    replies: [
      { status: 201, meaning: "A new file." },
      { status: 204, meaning: "Put in the place of another." },
      { status: 400, meaning: "A bad path, or the error of the compiler. Nothing was changed." },
      TOO_LARGE,
    ],
  },
  {
    method: "DELETE",
    path: "/v1/lua{/path*}",
    summary: "Removes a file.",
    key: "needed",
    parameters: [],
    request: "",
    replies: [{ status: 204, meaning: "Removed." }, BAD_PATH, NO_FILE],
  },
  {
    method: "PUT",
    path: "/v1/lua/debug",
    summary: "Runs a script once against a made-up request; nothing is kept.",
    key: "needed",
    parameters: [],
    request: "Lua source.",
    replies: [
      {
        status: 200,
        meaning: "What the script returned and logged, or the error of the compiler or of the run.",
      },
      TOO_LARGE,
    ],
  },
] as const satisfies readonly RestRoute[];

export interface LuaOptions {
  readonly lua: RestLuaFiles;
  /** 413 above. */
  readonly maxFileBytes: number;
}

export function luaHandlers({ lua, maxFileBytes }: LuaOptions): RestHandlers<typeof luaRoutes> {
  const sourceOf = ({ body }: RestRequest): string => {
    checkSize(body, maxFileBytes);
    return readText(body);
  };
  return {
    "GET /v1/lua{/path*}": async ({ segments }) => {
      const path = checkedPath(segments);
      if (!path.endsWith(ENDING)) return listed(lua, path);
      return { kind: "text", contentType: LUA_TYPE, text: await lua.get(path) };
    },
    "PUT /v1/lua{/path*}": async (request) => {
      const outcome = await lua.put(checkedFile(request.segments), sourceOf(request));
      return outcome === "created" ? created : noContent;
    },
    "DELETE /v1/lua{/path*}": async ({ segments }) => {
      await lua.remove(checkedFile(segments));
      return noContent;
    },
    "PUT /v1/lua/debug": async (request) => json(await lua.debug(sourceOf(request))),
  };
}

async function listed(lua: RestLuaFiles, folder: string): Promise<RestAnswer> {
  const paths = await lua.list(folder);
  if (paths.length > 0 || folder === "") return json(paths);
  throw new AppError("not_found", `there is no Lua file below ${folder}`);
}

function checkedFile(segments: readonly string[]): string {
  const path = checkedPath(segments);
  if (path.endsWith(ENDING)) return path;
  throw new AppError("invalid_argument", `the path of a Lua file must end with ${ENDING}`);
}

/** Checked segment by segment: an escaped slash must not become one of the path. */
function checkedPath(segments: readonly string[]): string {
  if (segments.every((segment) => SEGMENT.test(segment) && !ONLY_DOTS.test(segment))) {
    return segments.join("/");
  }
  throw new AppError(
    "invalid_argument",
    "segments of a Lua path have A-Z a-z 0-9 _ . - only, and not only dots",
  );
}
