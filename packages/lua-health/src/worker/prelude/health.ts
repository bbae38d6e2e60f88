/** Fifth part of the prelude: health checks (cdn-router 5.3) and predictive load balancing (5.6). */
export const healthLua = String.raw`
local function traced(...)
  if tracing then traces[#traces + 1] = { ... } end
end

local function options(name, t)
  if t ~= nil and type(t) ~= 'table' then bad(1, name, 'table', t) end
  return t or {}
end
local function option(name, t, key, kind, default)
  local v = t[key]
  if v == nil then
    if default ~= nil then return default end
    error(("'%s' needs the key '%s' (%s)"):format(name, key, kind), 3)
  end
  if type(v) ~= kind then error(("'%s': key '%s' must be a %s, not a %s"):format(name, key, kind, type(v)), 3) end
  return v
end

local function field(t, key)
  if type(t) == 'table' then return t[key] end
end
-- A number in a string is not a number: it counts as missing.
local function typed(t, key, kind)
  local v = field(t, key)
  if type(v) == kind then return v end
end

-- The metrics of the host: by the name given, else by hostname, name and first label of the selected host.
local function metrics_of(name, given)
  if given ~= nil then
    if type(given) ~= 'string' then
      error(("'%s': the host must be a string, not a %s"):format(name, type(given)), 3)
    end
    note(given)
    if data[given] == nil then traced(given) end
    return data[given], given
  end
  if here == nil then
    warn(("%s: no host is selected here and none is named; the answer is 0"):format(name))
    return nil, nil
  end
  for i = 1, #here.names do
    local key = here.names[i]
    note(key)
    if data[key] ~= nil then return data[key], key end
  end
  traced(here.names[1])
  return nil, here.names[1]
end

local MISSING = settings.healthy_when_missing and 1 or 0
local function verdict(ok)
  if ok == nil then return MISSING end
  return ok and 1 or 0
end

local function cpu_ok(host, key, limit)
  traced(key, 'hardware_metrics', 'cpu_load5')
  traced(key, 'hardware_metrics', 'n_cpus')
  local hardware = field(host, 'hardware_metrics')
  local load5, cpus = typed(hardware, 'cpu_load5', 'number'), typed(hardware, 'n_cpus', 'number')
  if load5 == nil then return nil end
  if cpus == nil or cpus < 1 then cpus = 1 end
  return load5 / cpus < limit
end

local function memory_ok(host, key, limit)
  local hardware = field(host, 'hardware_metrics')
  local function number(name)
    traced(key, 'hardware_metrics', name)
    return typed(hardware, name, 'number')
  end
  local total, available = number('mem_total'), number('mem_available')
  local has_total = total ~= nil and total > 0
  if has_total and available ~= nil then return 1 - available / total < limit end
  local percent = number('mem_available_percent')
  if percent ~= nil then return 1 - percent / 100 < limit end
  local used = number('mem_used')
  if has_total and used ~= nil then return used / total < limit end
  return nil
end

local function one_online(host, key, name)
  traced(key, 'per_interface_metrics', name, 'link')
  traced(key, 'per_interface_metrics', name, 'interface_up')
  local interface = field(field(host, 'per_interface_metrics'), name)
  if interface == nil or type(interface) == 'userdata' then return nil end
  local link, up = typed(interface, 'link', 'number'), typed(interface, 'interface_up', 'boolean')
  if link == nil and up == nil then return false end
  return (link == nil or link == 1) and up ~= false
end

local function interface_list(name, t)
  local list = t.interfaces
  if type(list) == 'string' then return { list } end
  if type(list) ~= 'table' then error(("'%s' needs the key 'interfaces' (a string or a list)"):format(name), 3) end
  for i = 1, #list do
    if type(list[i]) ~= 'string' then error(("'%s': an interface must be a string"):format(name), 3) end
  end
  return list
end

local function online(host, key, list)
  local all = true
  for i = 1, #list do
    if verdict(one_online(host, key, list[i])) == 0 then all = false end
  end
  return all
end

-- Answers 0 where no host is known at all, which is a mistake of the rule and not missing data.
local function checked(name, t, test)
  local host, key = metrics_of(name, t.hostname)
  if key == nil then return 0 end
  if host == nil then return MISSING end
  return verdict(test(host, key))
end

function builtins.cpu_load_ok(t)
  t = options('cpu_load_ok', t)
  local limit = option('cpu_load_ok', t, 'cpu_load5_limit', 'number', 0.9)
  return checked('cpu_load_ok', t, function(host, key) return cpu_ok(host, key, limit) end)
end
function builtins.memory_usage_ok(t)
  t = options('memory_usage_ok', t)
  local limit = option('memory_usage_ok', t, 'memory_usage_limit', 'number', 0.9)
  return checked('memory_usage_ok', t, function(host, key) return memory_ok(host, key, limit) end)
end
function builtins.interfaces_online(t)
  t = options('interfaces_online', t)
  local list = interface_list('interfaces_online', t)
  return checked('interfaces_online', t, function(host, key) return online(host, key, list) end)
end
function builtins.health_check(t)
  t = options('health_check', t)
  local cpu_limit = option('health_check', t, 'cpu_load5_limit', 'number', 0.9)
  local memory_limit = option('health_check', t, 'memory_usage_limit', 'number', 0.9)
  local list = t.interfaces ~= nil and interface_list('health_check', t) or {}
  return checked('health_check', t, function(host, key)
    local cpu = verdict(cpu_ok(host, key, cpu_limit))
    local memory = verdict(memory_ok(host, key, memory_limit))
    return cpu == 1 and memory == 1 and online(host, key, list)
  end)
end

-- Redirects to hosts since their metrics were renewed, by every name of the host; pushed from outside.
local recent = {}
local function connections(t)
  volatile = true
  if t.host ~= nil then return recent[t.host] or 0 end
  return here ~= nil and recent[here.names[1]] or 0
end

local function load_of(name, t, current)
  return current + connections(t) * option(name, t, 'avg_bitrate', 'number', 6) * option(name, t, 'num_routers', 'number', 1)
end

local function interface_numbers(name, t)
  local interface = option(name, t, 'interface', 'string')
  local host, key = metrics_of(name, t.host)
  if key ~= nil then
    traced(key, 'per_interface_metrics', interface, 'megabits_sent_rate')
    traced(key, 'per_interface_metrics', interface, 'speed')
  end
  local all = field(field(host, 'per_interface_metrics'), interface)
  local current = typed(all, 'megabits_sent_rate', 'number')
  if current == nil then warn(("%s: no sending rate of interface '%s'"):format(name, interface)) end
  return current, typed(all, 'speed', 'number')
end

function builtins.host_bitrate(t)
  t = options('host_bitrate', t)
  local current = interface_numbers('host_bitrate', t)
  local predicted = load_of('host_bitrate', t, current or 0)
  return current and predicted or 0
end
function builtins.host_has_bw(t)
  t = options('host_has_bw', t)
  local current, capacity = interface_numbers('host_has_bw', t)
  local predicted = load_of('host_has_bw', t, current or 0) + option('host_has_bw', t, 'margin', 'number', 0)
  return current and capacity and predicted < capacity and 1 or 0
end

local function number_or_path(name, t, key)
  local v = t[key]
  if type(v) == 'number' then return v end
  local found = resolve(option(name, t, key, 'string'))
  if type(found) == 'number' then return found end
  warn(("%s: no number at '%s'"):format(name, v))
end
local function custom_host(name, t)
  if t.host ~= nil then option(name, t, 'host', 'string') end
end
function builtins.host_bitrate_custom(t)
  t = options('host_bitrate_custom', t)
  custom_host('host_bitrate_custom', t)
  option('host_bitrate_custom', t, 'custom_bitrate_var', 'string')
  local current = number_or_path('host_bitrate_custom', t, 'custom_bitrate_var')
  local predicted = load_of('host_bitrate_custom', t, current or 0)
  return current and predicted or 0
end
function builtins.host_has_bw_custom(t)
  t = options('host_has_bw_custom', t)
  custom_host('host_has_bw_custom', t)
  option('host_has_bw_custom', t, 'custom_bitrate_var', 'string')
  local current = number_or_path('host_has_bw_custom', t, 'custom_bitrate_var')
  local capacity = number_or_path('host_has_bw_custom', t, 'custom_capacity_var')
  local predicted = load_of('host_has_bw_custom', t, current or 0) + option('host_has_bw_custom', t, 'margin', 'number', 0)
  return current and capacity and predicted < capacity and 1 or 0
end
`;
