/**
 * Orthanc binds its DICOM port on every interface and has no option against it. This script makes it refuse instances
 * and queries that do not come from this machine; C-MOVE only goes to peers that we named, and HTTP is closed by
 * RemoteAccessAllowed. A C-GET needs UIDs, which a stranger cannot query.
 */
export const LOOPBACK_ONLY_LUA = `
local function isLocal(origin)
  local ip = origin['RemoteIp'] or ''
  return ip == '::1' or string.match(ip, '^127%.') ~= nil or string.match(ip, '^::ffff:127%.') ~= nil
end

function ReceivedInstanceFilter(dicom, origin, info)
  return origin['RequestOrigin'] ~= 'DicomProtocol' or isLocal(origin)
end

function IncomingFindRequestFilter(query, origin)
  if not isLocal(origin) then
    error('C-FIND is only answered on the loopback interface')
  end
  return query
end
`;
