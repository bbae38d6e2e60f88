/** Last part of the prelude: programs, and how one evaluation begins and ends. Returns what the worker calls. */
export const runnerLua = String.raw`
local programs = {}

local frozen_of = setmetatable({}, { __mode = 'k' })
-- A table that a custom file made global is read-only to conditions: what one script does, another must not see.
local function freeze(t)
  if type(t) ~= 'table' or real(t) ~= nil then return t end
  if frozen_of[t] then return frozen_of[t] end
  local p = {}
  static_real[p] = t
  frozen_of[t] = setmetatable(p, {
    __metatable = false, __newindex = refuse,
    __index = function(_, k) return freeze(t[k]) end,
    __len = function() return #t end,
    __pairs = function()
      local listed = {}
      for k, v in next, t do listed[k] = freeze(v) end
      return next, listed, nil
    end,
  })
  return frozen_of[t]
end

local function refuse_builtin(k)
  if builtins[k] ~= nil or k == '_G' then
    error(("'%s' is built in and cannot be redefined"):format(k), 3)
  end
end

-- Custom files share one environment. After loading, what they assign lives for one evaluation.
local function file_environment(program)
  local env, custom = {}, program.custom
  static_real[env] = custom
  return setmetatable(env, {
    __metatable = false,
    __index = function(_, k)
      if k == '_G' then return env end
      local v
      if run_env ~= nil then v = rawget(run_env, k) end
      if v == nil then v = custom[k] end
      if v == nil then v = builtins[k] end
      return v
    end,
    __newindex = function(_, k, v)
      refuse_builtin(k)
      if not program.sealed then custom[k] = v
      elseif run_env ~= nil then rawset(run_env, k, v) end
    end,
    __pairs = function()
      local listed = {}
      for k, v in next, builtins do listed[k] = v end
      for k, v in next, custom do listed[k] = v end
      return next, listed, nil
    end,
  })
end

local function new_program(generation, hosts)
  local program = { gates = {}, hooks = {}, custom = {}, hosts = hosts, sealed = false }
  program.file_env = file_environment(program)
  programs[generation] = program
end
local function drop_program(generation) programs[generation] = nil end

local function compile(source, name) return load(source, '=' .. name, 't', {}) end
local function add_gate(generation, index, source)
  local f, problem = compile(source, 'gate')
  if f == nil then return problem end
  programs[generation].gates[index + 1] = f
end
local function add_hook(generation, name, source)
  local f, problem = compile(source, 'hook')
  if f == nil then return problem end
  programs[generation].hooks[name] = f
end
local function add_file(generation, path, source)
  local program = programs[generation]
  local f, problem = load(source, '=' .. path, 't', program.file_env)
  if f == nil then return problem end
  cur, here, run_env = NO_REQUEST, nil, nil
  f()
end

local function seal(generation)
  local program = programs[generation]
  local globals = {}
  for k, v in next, builtins do globals[k] = v end
  for k, v in next, program.custom do globals[k] = freeze(v) end
  program.globals = globals
  program.sealed = true
  program.env_meta = {
    __index = globals, __metatable = false,
    __newindex = function(env, k, v)
      refuse_builtin(k)
      rawset(env, k, v)
    end,
    __pairs = function(env)
      local listed = {}
      for k, v in next, globals do listed[k] = v end
      for k, v in next, env do listed[k] = v end
      return next, listed, nil
    end,
  }
  local names = {}
  for k in next, program.custom do
    if type(k) == 'string' then names[#names + 1] = k end
  end
  return table.concat(names, '\n')
end

local function begin(generation, host, request, trace_reads)
  local program = programs[generation]
  if program == nil then error('the program of this evaluation has been replaced', 0) end
  if next(seen) ~= nil then reads, seen = {}, {} end
  if next(view_of) ~= nil then view_of, real_in = {}, {} end
  volatile, read_all, tracing = false, false, trace_reads
  if trace_reads then traces, path_of = {}, {} end
  cur, here = request or NO_REQUEST, host and program.hosts[host + 1] or nil
  run_env = setmetatable({}, program.env_meta)
  rawset(run_env, '_G', run_env)
  return program
end

local function run_gate(generation, index, host, request, trace_reads)
  local program = begin(generation, host, request, trace_reads)
  local f = program.gates[index + 1]
  setupvalue(f, 1, run_env)
  return (f())
end

local function run_hook(generation, name, args, request)
  local program = begin(generation, nil, request, false)
  for k, v in next, args do rawset(run_env, k, v) end
  local f = program.hooks[name]
  setupvalue(f, 1, run_env)
  return hook_result(name, (f()))
end

local function run_script(generation, source, host, request)
  begin(generation, host, request, false)
  local f, problem = load(source, '=script', 't', run_env)
  if f == nil then error(problem, 0) end
  return (f())
end

local function packed(list)
  for i = 1, #list do list[i] = string.pack('<s4', list[i]) end
  return table.concat(list)
end
local function finish()
  local found = ''
  if tracing then
    for i = 1, #traces do traces[i] = packed(traces[i]) end
    found = packed(traces)
    tracing = false
  end
  local flags = (volatile and 1 or 0) + (read_all and 2 or 0)
  local keys = #reads > 0 and packed({ table.unpack(reads) }) or ''
  return flags, keys, found
end

return {
  data = data, recent = recent, new_program = new_program, drop_program = drop_program, add_gate = add_gate,
  add_hook = add_hook, add_file = add_file, seal = seal, run_gate = run_gate, run_hook = run_hook,
  run_script = run_script, finish = finish,
}
`;
