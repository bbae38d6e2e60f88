import { NotCompiled, Options, textArgument, textListArgument } from "./arguments.js";
import * as bandwidth from "./bandwidth.js";
import {
  fromInput,
  typeName,
  type Closure,
  type EvaluationContext,
  type LuaValue,
} from "./context.js";
import type { Expression } from "./expression.js";
import { checkHealth, HEALTH_FUNCTIONS } from "./health.js";
import { toDouble } from "./lua-number.js";
import { isAtMost, isEqual, isLess, truth } from "./operators.js";

/** What a call turns into. */
export interface Piece {
  readonly run: Closure;
  readonly isVolatile: boolean;
  readonly isConstant: boolean;
}

type Compile = (expression: Expression) => Piece;
type Builder = (args: readonly Expression[], compile: Compile) => Piece;

const DEFAULT_LIMIT = 0.9;
const DEFAULT_BITRATE = 6;
/** A list of JSON counts such a name from 0, a table of Lua does not know it. */
const INDEX_LIKE = /^\d+$/;

const onInput = (run: Closure): Piece => ({ run, isVolatile: false, isConstant: false });
const onRequest = (run: Closure): Piece => ({ run, isVolatile: true, isConstant: false });

function constant(value: LuaValue): Builder {
  return (args) => {
    if (args.length > 0) throw new NotCompiled();
    return { run: () => value, isVolatile: false, isConstant: true };
  };
}

function name(text: string): string {
  if (INDEX_LIKE.test(text)) throw new NotCompiled();
  return text;
}

function health(functionName: string): Builder {
  return (args) => {
    const options = new Options(args);
    const isNamed = options.has("interfaces") || functionName === "interfaces_online";
    const wanted = {
      hostname: options.text("hostname"),
      cpuLimit: toDouble(options.number("cpu_load5_limit", DEFAULT_LIMIT)),
      memoryLimit: toDouble(options.number("memory_usage_limit", DEFAULT_LIMIT)),
      interfaces: isNamed ? options.texts("interfaces").map(name) : [],
    };
    return onInput((context) => checkHealth(context, functionName, wanted));
  };
}

function bandwidthOptions(options: Options): bandwidth.BandwidthOptions {
  return {
    host: options.text("host"),
    averageBitrate: options.number("avg_bitrate", DEFAULT_BITRATE),
    routers: options.number("num_routers", 1),
    margin: options.number("margin", 0),
  };
}

function onInterface(
  run: (context: EvaluationContext, options: bandwidth.InterfaceOptions) => LuaValue,
): Builder {
  return (args) => {
    const options = new Options(args);
    const wanted = {
      ...bandwidthOptions(options),
      interface: name(options.requiredText("interface")),
    };
    return onRequest((context) => run(context, wanted));
  };
}

function onCustom(
  needsCapacity: boolean,
  run: (context: EvaluationContext, options: bandwidth.CustomOptions) => LuaValue,
): Builder {
  return (args) => {
    const options = new Options(args);
    const wanted = {
      ...bandwidthOptions(options),
      bitrateVar: options.requiredText("custom_bitrate_var"),
      capacityVar: needsCapacity ? options.textOrNumber("custom_capacity_var") : undefined,
    };
    return onRequest((context) => run(context, wanted));
  };
}

function valueAt(context: EvaluationContext, path: string): LuaValue {
  return fromInput(bandwidth.resolveNoted(context, path)) ?? 0;
}

type Comparison = (found: LuaValue, value: LuaValue) => boolean;

/** `gt(path, v)` and its kin compare only two numbers or two texts. */
function ordering(functionName: string, compare: Comparison): Builder {
  return comparing(functionName, (context, found, value, path) => {
    const [kind, other] = [typeName(found), typeName(value)];
    if (kind === other && (kind === "number" || kind === "string")) return compare(found, value);
    context.warn(`${functionName}('${path}', ...) compares ${kind} with ${other}`);
    return false;
  });
}

function comparing(
  functionName: string,
  compare: (context: EvaluationContext, found: LuaValue, value: LuaValue, path: string) => boolean,
): Builder {
  return (args, compile) => {
    const [first, second, ...rest] = args;
    if (first === undefined || second === undefined || rest.length > 0) throw new NotCompiled();
    const path = textArgument([first]);
    const piece = compile(second);
    return {
      isVolatile: piece.isVolatile,
      isConstant: false,
      run: (context) => {
        const value = piece.run(context);
        return compare(context, valueAt(context, path), value, path) ? 1 : 0;
      },
    };
  };
}

/** A table is equal to nothing here. */
const sameScalar: Comparison = (found, value) =>
  typeName(found) !== "table" && typeName(value) !== "table" && isEqual(found, value);

function truths(judge: (trueOnes: number, all: number) => boolean): Builder {
  return (args, compile) => {
    const pieces = args.map(compile);
    return {
      isVolatile: pieces.some(({ isVolatile }) => isVolatile),
      isConstant: pieces.every(({ isConstant }) => isConstant),
      run: (context) => {
        let trueOnes = 0;
        // Every argument is evaluated, as a call does: an error in a later one is an error.
        for (const { run } of pieces) trueOnes += truth(run(context));
        return judge(trueOnes, pieces.length) ? 1 : 0;
      },
    };
  };
}

function inGroups(judge: "some" | "every"): Builder {
  return (args) => {
    const groups = textListArgument(args);
    return onRequest(({ request }) => {
      const isIn = (group: string): boolean => request?.isInGroup(group) === true;
      return (judge === "some" ? groups.some(isIn) : groups.every(isIn)) ? 1 : 0;
    });
  };
}

/** Built-in functions that are compiled; the others of reference cdn-router 5.7 to 5.9 are left to the interpreter. */
export const compiledCalls: ReadonlyMap<string, Builder> = new Map<string, Builder>([
  ["always", constant(1)],
  ["never", constant(0)],
  ...[...HEALTH_FUNCTIONS].map((functionName) => [functionName, health(functionName)] as const),
  ["host_bitrate", onInterface(bandwidth.hostBitrate)],
  ["host_has_bw", onInterface(bandwidth.hostHasBandwidth)],
  ["host_bitrate_custom", onCustom(false, bandwidth.customBitrate)],
  ["host_has_bw_custom", onCustom(true, bandwidth.customHasBandwidth)],
  [
    "si",
    (args) => {
      const path = textArgument(args);
      return onInput((context) => valueAt(context, path));
    },
  ],
  ["gt", ordering("gt", (found, value) => isLess(value, found))],
  ["ge", ordering("ge", (found, value) => isAtMost(value, found))],
  ["lt", ordering("lt", isLess)],
  ["le", ordering("le", isAtMost)],
  ["eq", comparing("eq", (_, found, value) => sameScalar(found, value))],
  ["neq", comparing("neq", (_, found, value) => !sameScalar(found, value))],
  ["all_of", truths((trueOnes, all) => trueOnes === all)],
  ["any_of", truths((trueOnes) => trueOnes > 0)],
  ["none_of", truths((trueOnes) => trueOnes === 0)],
  [
    "truth",
    (args, compile) => {
      if (args.length !== 1) throw new NotCompiled();
      return truths((trueOnes) => trueOnes === 1)(args, compile);
    },
  ],
  [
    "in_session_group",
    (args) => {
      const group = textArgument(args);
      return onRequest(({ request }) => (request?.isInGroup(group) === true ? 1 : 0));
    },
  ],
  ["in_any_session_group", inGroups("some")],
  ["in_all_session_groups", inGroups("every")],
  [
    "in_subnet",
    (args) => {
      const subnet = textArgument(args);
      return onRequest(({ request }) => (request?.subnet === subnet ? 1 : 0));
    },
  ],
  [
    "verify_security_token",
    (args) => {
      if (args.length > 0) throw new NotCompiled();
      return onRequest((context) =>
        context.request !== undefined && context.verifyToken(context.request) ? 1 : 0,
      );
    },
  ],
]);
