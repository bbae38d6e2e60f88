/** Second part of the prelude: the global tables of reference cdn-router 5.2, all of them read-only. */
export const tablesLua = String.raw`
local function note(key)
  if not seen[key] then
    seen[key] = true
    reads[#reads + 1] = key
  end
end

local function trace(path, key)
  local own = {}
  for i = 1, #path do own[i] = path[i] end
  own[#own + 1] = tostring(key)
  return own
end

local data = {}
local view_meta
-- null of JSON is a light userdata inside the mirror: there, but nil to whoever looks.
local function view(v, parent, key)
  local kind = type(v)
  if kind == 'userdata' then v = nil end
  if kind ~= 'table' then
    if tracing and parent then traces[#traces + 1] = trace(parent, key) end
    return v
  end
  local p = view_of[v]
  if p == nil then
    p = setmetatable({}, view_meta)
    view_of[v], real_in[p] = p, v
    if tracing and parent then path_of[p] = trace(parent, key) end
  end
  return p
end

local function behind(p)
  local r = real_in[p]
  if r == nil then error('this table belongs to an earlier evaluation', 3) end
  return r
end

-- Keys whose value is null are passed over.
local function frozen_next(p, k)
  local r = real(p)
  if r == nil then error('this table belongs to an earlier evaluation', 2) end
  if r == data then read_all = true end
  local path = path_of[p]
  repeat
    local v
    k, v = next(r, k)
    if k ~= nil then v = view(v, path, k) end
    if v ~= nil then return k, v end
  until k == nil
  return nil
end
local function frozen_pairs(p) return frozen_next, p, nil end

view_meta = {
  __metatable = false, __newindex = refuse, __pairs = frozen_pairs,
  __index = function(p, k) return view(behind(p)[k], path_of[p], k) end,
  __len = function(p) return #behind(p) end,
}

local function live(source, index)
  local p = {}
  static_real[p] = source
  return setmetatable(p, {
    __metatable = false, __newindex = refuse, __pairs = frozen_pairs,
    __index = index or function(_, k) return view(source()[k]) end,
    __len = function() return #source() end,
  })
end

local function of_request(name)
  return function() volatile = true return cur[name] or NO_REQUEST[name] end
end

builtins.selection_input = live(function() return data end, function(_, k)
  if type(k) == 'string' then note(k) end
  return view(data[k], tracing and {} or nil, k)
end)
builtins.request = live(of_request('request'))
local session = of_request('session')
builtins.session = live(session, function(_, k)
  local fields = session()
  if k == 'host' then return here and here.hostname end
  return fields[k]
end)
builtins.session_groups = live(of_request('groups'))
builtins.session_count = live(of_request('counts'))
builtins.request_query_params = live(of_request('query'))
builtins.session_query_params = live(of_request('query'))
local headers = of_request('headers')
builtins.request_headers = live(headers, function(_, k)
  if type(k) ~= 'string' then return nil end
  return headers()[k:lower()]
end)
-- Quality of experience is not measured: every index answers, with nothing.
local no_score = frozen_library({})
builtins.qoe_score = live(function() return {} end, function() return no_score end)

function builtins.next(t, k)
  if type(t) == 'table' and real(t) ~= nil then return frozen_next(t, k) end
  return next(t, k)
end
function builtins.rawget(t, k)
  if type(t) == 'table' and real(t) ~= nil then return t[k] end
  return rawget(t, k)
end
function builtins.rawlen(t)
  if type(t) == 'table' and real(t) ~= nil then return #t end
  return rawlen(t)
end
`;
