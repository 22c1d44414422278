-- What wrk asks: GetCommune, each time another commune, by GET or POST; or a path as it is.
--   wrk ... -s http.lua URL -- get|post CODES | path PATH
-- Prints one JSON object when all is done.
local METHOD = '/api/pvd.registry.v1.RegistryService/GetCommune'
local codes, at, how, path = {}, 0, 'path', '/'

function init(args)
  how = args[1]
  if how == 'path' then
    path = args[2]
    return
  end
  for code in io.lines(args[2]) do codes[#codes + 1] = code end
end

function request()
  if how == 'path' then return wrk.format('GET', path) end
  at = at % #codes + 1
  local message = '{"code":"' .. codes[at] .. '"}'
  if how == 'post' then
    return wrk.format('POST', METHOD, {['Content-Type'] = 'application/json'}, message)
  end
  return wrk.format('GET', METHOD .. '?connect=v1&encoding=json&message=%7B%22code%22%3A%22' .. codes[at] .. '%22%7D')
end

function done(summary, latency)
  local errors = summary.errors
  io.stderr:write(string.format('{"per_s": %.0f, "median_us": %.0f, "p99_us": %.0f, "calls": %d, "failed": %d}\n',
    summary.requests / summary.duration * 1e6, latency:percentile(50), latency:percentile(99), summary.requests,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
