/**
 * First part of the prelude: the closed list of what a script can reach (reference cdn-router 5.1, reliability R11).
 *
 * Left out on purpose: `load` and its kin, `require`, `debug`, `io`, `package`, `collectgarbage`, `coroutine`,
 * `string.dump`; of `os` only `time`, `date` and `clock` stay. `xpcall` is ours because a message handler runs with hooks
 * switched off, so a loop in it could not be stopped; `__gc` is refused for the same reason.
 */
export const sandboxLua = String.raw`
local native, settings = ...
local assert, error, getmetatable, ipairs, next, pairs, pcall = assert, error, getmetatable, ipairs, next, pairs, pcall
local rawequal, rawget, rawlen, rawset, select, setmetatable = rawequal, rawget, rawlen, rawset, select, setmetatable
local tonumber, tostring, type, load = tonumber, tostring, type, load
local string, table, math, utf8 = string, table, math, utf8
local setupvalue = debug.setupvalue
local os_time, os_date, os_clock, random = os.time, os.date, os.clock, math.random

-- What the evaluation under way has read; see "finish".
local volatile, read_all, tracing = false, false, false
local reads, seen = {}, {}
local traces = {}
-- The read-only views handed out by this evaluation. A view kept beyond it stops working, so old data is never seen.
local real_in, view_of, path_of = {}, {}, {}
local run_env, cur, here
local NO_REQUEST = {
  request = {}, session = {}, headers = {}, query = {}, groups = {}, full = {},
  counts = { initial = {}, instream = {} },
}

-- Permanent read-only tables and what is behind them; a function is asked each time.
local static_real = setmetatable({}, { __mode = 'k' })
local function real(t)
  local r = static_real[t]
  if r == nil then return real_in[t] end
  if type(r) == 'function' then return r() end
  return r
end
local function refuse() error('this table is read-only', 2) end

-- Loops get a copy: the table behind a library never leaves this file.
local function frozen_library(source)
  local p, copy = {}, {}
  for k, v in next, source do copy[k] = v end
  static_real[p] = copy
  return setmetatable(p, {
    __index = source, __newindex = refuse, __metatable = false,
    __pairs = function()
      local listed = {}
      for k, v in next, copy do listed[k] = v end
      return next, listed, nil
    end,
  })
end

local builtins = {
  assert = assert, error = error, getmetatable = getmetatable, ipairs = ipairs, pairs = pairs, pcall = pcall,
  rawequal = rawequal, select = select, tonumber = tonumber, tostring = tostring, type = type, _VERSION = _VERSION,
}

function builtins.xpcall(f, handler, ...)
  local function outcome(ok, ...)
    if ok then return true, ... end
    return false, handler(...)
  end
  return outcome(pcall(f, ...))
end

function builtins.setmetatable(t, meta)
  if type(meta) == 'table' and rawget(meta, '__gc') ~= nil then error('__gc is not allowed', 2) end
  return setmetatable(t, meta)
end

function builtins.rawset(t, k, v)
  if real(t) ~= nil then refuse() end
  return rawset(t, k, v)
end

do
  local text = string
  local rep = text.rep
  text.dump = nil
  text.rep = function(s, n, sep)
    if type(n) == 'number' and (type(s) == 'string' or type(s) == 'number') then
      local one = #tostring(s) + (sep ~= nil and #tostring(sep) or 0)
      if n * one > settings.max_string_bytes then
        error(('string.rep: result above the limit of %d bytes'):format(settings.max_string_bytes), 2)
      end
    end
    return rep(s, n, sep)
  end
  local meta = debug.getmetatable('')
  meta.__metatable = false
  builtins.string = frozen_library(text)
  builtins.table = frozen_library(table)
  builtins.utf8 = frozen_library(utf8)
  math.random = function(...) volatile = true return random(...) end
  -- The state of the generator is shared, so one script must not choose the numbers of another.
  math.randomseed = function() end
  builtins.math = frozen_library(math)
  builtins.os = frozen_library({
    time = function(...) volatile = true return os_time(...) end,
    date = function(...) volatile = true return os_date(...) end,
    clock = function(...) volatile = true return os_clock(...) end,
  })
end
`;
