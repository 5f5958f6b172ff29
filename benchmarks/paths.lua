-- Asks for paths of a file in random order, and prints one line of JSON at the end.
function init(args)
    requests = {}
    for path in io.lines(args[1]) do
        requests[#requests + 1] = wrk.format("GET", path)
    end
    math.randomseed(tonumber(args[2]))
end

function request()
    return requests[math.random(#requests)]
end

function done(summary, latency, _)
    local errors = summary.errors
    io.write(string.format('{"answers": %d, "rate": %f, "p99_ms": %f, "errors": %d, "bytes": %f}\n',
        summary.requests,
        summary.requests / summary.duration * 1e6,
        latency:percentile(99) / 1000,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout,
        summary.bytes / math.max(summary.requests, 1)))
end
