/** Fourth part of the prelude: access to the selection input, comparisons and truth (cdn-router 3.1, 5.4). */
export const inputLua = String.raw`
local function bad(index, name, expected, value)
  error(("bad argument #%d to '%s' (%s expected, got %s)"):format(index, name, expected, type(value)), 3)
end

-- A member of a list is named by its index from 0, as in the address of the selection input API.
local function member(place, key)
  if type(place) ~= 'table' then return nil end
  local v = place[key]
  if v == nil and #key < 10 and (key == '0' or key:find('^[1-9]%d*$')) then v = place[tonumber(key) + 1] end
  return v
end

-- Longest key made of the remaining segments first; where that leads nowhere, the next shorter one.
local function walk(place, path, is_top, trail)
  local last = #path
  while last >= 0 do
    local key = path:sub(1, last)
    if is_top then note(key) end
    local v
    if is_top then v = data[key] else v = member(place, key) end
    if v ~= nil then
      trail[#trail + 1] = key
      if last == #path then return v end
      local found = walk(v, path:sub(last + 2), false, trail)
      if found ~= nil then return found end
      trail[#trail] = nil
    end
    local dot
    for i = last, 1, -1 do
      if path:byte(i) == 46 then dot = i break end
    end
    last = dot and dot - 1 or -1
  end
  return nil
end

local function resolve(path)
  local trail = {}
  local v = walk(nil, path, true, trail)
  if tracing then traces[#traces + 1] = v ~= nil and trail or { path } end
  if type(v) == 'userdata' then v = nil end
  return v
end

local function value_at(name, path)
  if type(path) ~= 'string' then bad(1, name, 'string', path) end
  local v = resolve(path)
  if v == nil then return 0 end
  return v
end

function builtins.si(path) return view(value_at('si', path)) end
function builtins.always() return 1 end
function builtins.never() return 0 end

local function ordering(name, test)
  builtins[name] = function(path, v)
    local found = value_at(name, path)
    local kind = type(found)
    if kind ~= type(v) or (kind ~= 'number' and kind ~= 'string') then
      warn(("%s('%s', ...) compares %s with %s"):format(name, path, kind, type(v)))
      return 0
    end
    return test(found, v) and 1 or 0
  end
end
ordering('gt', function(a, b) return a > b end)
ordering('ge', function(a, b) return a >= b end)
ordering('lt', function(a, b) return a < b end)
ordering('le', function(a, b) return a <= b end)
function builtins.eq(path, v)
  local found = value_at('eq', path)
  return type(found) ~= 'table' and found == v and 1 or 0
end
function builtins.neq(path, v)
  local found = value_at('neq', path)
  return type(found) ~= 'table' and found == v and 0 or 1
end

-- The truth table of conditions, so that 0 counts as false.
local function truth(v)
  if v == true then return 1 end
  return type(v) == 'number' and v > 0 and v < math.huge and 1 or 0
end
function builtins.truth(v) return truth(v) end
local function count_true(...)
  local n = 0
  for i = 1, select('#', ...) do n = n + truth((select(i, ...))) end
  return n
end
function builtins.all_of(...) return count_true(...) == select('#', ...) and 1 or 0 end
function builtins.any_of(...) return count_true(...) > 0 and 1 or 0 end
function builtins.none_of(...) return count_true(...) == 0 and 1 or 0 end
`;
