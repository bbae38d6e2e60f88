/** Third part of the prelude: `print` and `log.*` (reference cdn-router 5.8). */
export const logLua = String.raw`
local emit = native.emit
local MAX_PREFIX_BYTES = 256

local function warn(text) emit('warning', '', text) end

-- A format never fails here: what does not fit its directive is printed as it is.
local function format_line(line, ...)
  if select('#', ...) == 0 then return tostring(line) end
  local args, used = table.pack(...), 0
  local text = tostring(line):gsub('%%[-+ #0]*%d*%.?%d*[%a%%]', function(directive)
    if directive:sub(-1) == '%' then return '%' end
    used = used + 1
    local ok, out = pcall(string.format, directive, args[used])
    return ok and out or tostring(args[used])
  end)
  return text
end

local function logger(prefix)
  local own = {}
  for _, level in ipairs({ 'critical', 'error', 'warning', 'info', 'debug', 'trace' }) do
    own[level] = function(line, ...) emit(level, prefix, format_line(line, ...)) end
  end
  function own.message(text) emit('info', prefix, tostring(text)) end
  function own.add_prefix(name)
    return logger((prefix .. tostring(name) .. ': '):sub(1, MAX_PREFIX_BYTES))
  end
  return frozen_library(own)
end

builtins.log = logger('')
function builtins.print(...)
  local args = table.pack(...)
  for i = 1, args.n do args[i] = tostring(args[i]) end
  emit('info', '', table.concat(args, '\t'))
end
`;
