/** Seventh part of the prelude: the constructors of translation hooks (cdn-router 5.9). */
export const hooksLua = String.raw`
local made = setmetatable({}, { __mode = 'k' })
local MAX_DEPTH, MAX_FIELDS = 8, 10000

-- A copy of plain tables, so that what is handed out can be read without asking metatables.
local function plain(v, depth, budget)
  if type(v) ~= 'table' then return v end
  if depth > MAX_DEPTH then error(('tables are nested deeper than %d'):format(MAX_DEPTH), 0) end
  local copy = {}
  for k, item in pairs(v) do
    budget.left = budget.left - 1
    if budget.left < 0 then error(('a result has more than %d fields'):format(MAX_FIELDS), 0) end
    copy[k] = plain(item, depth + 1, budget)
  end
  return copy
end

local function constructor(name, kind)
  builtins[name] = function(t)
    if type(t) ~= 'table' then bad(1, name, 'table', t) end
    local copy = plain(t, 1, { left = MAX_FIELDS })
    made[copy] = kind
    return copy
  end
end
constructor('HTTPRequest', 'request')
constructor('HTTPResponse', 'response')
constructor('Session', 'session')

local function session_of(kind)
  if type(kind) ~= 'string' then bad(1, 'set_session_type', 'string', kind) end
  volatile = true
  if (cur.full or NO_REQUEST.full)[kind] then return nil end
  return builtins.Session({ Type = kind })
end
local in_one, in_any, in_all =
  builtins.in_session_group, builtins.in_any_session_group, builtins.in_all_session_groups
function builtins.set_session_type(kind) return session_of(kind) end
function builtins.set_session_type_if_in_group(kind, group)
  if in_one(group) == 1 then return session_of(kind) end
end
function builtins.set_session_type_if_in_any_group(kind, groups)
  if in_any(groups) == 1 then return session_of(kind) end
end
function builtins.set_session_type_if_in_all_groups(kind, groups)
  if in_all(groups) == 1 then return session_of(kind) end
end

local RESULT_OF = { request = 'request', hostRequest = 'request', session = 'session', response = 'response' }
local CALL_OF = { request = 'HTTPRequest(...)', session = 'Session(...)', response = 'HTTPResponse(...)' }
local function hook_result(name, v)
  if v == nil then return nil end
  local wanted = RESULT_OF[name]
  if type(v) ~= 'table' or made[v] ~= wanted then
    error(('the %s hook must return %s or nothing, not a %s'):format(name, CALL_OF[wanted], type(v)), 0)
  end
  return plain(v, 1, { left = MAX_FIELDS })
end
`;
