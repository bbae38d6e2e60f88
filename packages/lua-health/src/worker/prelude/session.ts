/** Sixth part of the prelude: session checks (cdn-router 5.5) and text functions (5.7). */
export const sessionLua = String.raw`
local function group_names(name, list)
  if type(list) ~= 'table' then bad(1, name, 'table', list) end
  for i = 1, #list do
    if type(list[i]) ~= 'string' then
      error(("bad argument #1 to '%s' (list of strings expected)"):format(name), 3)
    end
  end
  volatile = true
  return list, cur.groups or NO_REQUEST.groups
end

function builtins.in_session_group(name)
  if type(name) ~= 'string' then bad(1, 'in_session_group', 'string', name) end
  volatile = true
  return (cur.groups or NO_REQUEST.groups)[name] == true and 1 or 0
end
function builtins.in_any_session_group(list)
  local names, groups = group_names('in_any_session_group', list)
  for i = 1, #names do
    if groups[names[i]] == true then return 1 end
  end
  return 0
end
function builtins.in_all_session_groups(list)
  local names, groups = group_names('in_all_session_groups', list)
  for i = 1, #names do
    if groups[names[i]] ~= true then return 0 end
  end
  return 1
end
function builtins.in_subnet(name)
  if type(name) ~= 'string' then bad(1, 'in_subnet', 'string', name) end
  volatile = true
  return (cur.session or NO_REQUEST.session).subnet == name and 1 or 0
end
function builtins.verify_security_token()
  volatile = true
  return cur.token == true and 1 or 0
end

function builtins.empty(t)
  if type(t) ~= 'table' then bad(1, 'empty', 'table', t) end
  return builtins.next(t) == nil
end

local digest = native.digest
for name, arity in pairs({
  base64_encode = 1, base64_decode = 1, base64_url_encode = 1, base64_url_decode = 1, to_hex_string = 1,
  from_hex_string = 1, md5 = 1, sha256 = 1, sha512 = 1, hmac_sha256 = 2, hmac_sha512 = 2,
}) do
  builtins[name] = function(a, b)
    if type(a) ~= 'string' then bad(1, name, 'string', a) end
    if arity == 2 and type(b) ~= 'string' then bad(2, name, 'string', b) end
    local out = digest(name, a, arity == 2 and b or '')
    if out == nil then error(("'%s': the text is not of that encoding"):format(name), 2) end
    return out
  end
end
`;
