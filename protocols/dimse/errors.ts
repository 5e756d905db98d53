export type DimseErrorCode = 'unreachable' | 'rejected' | 'aborted' | 'timeout' | 'tls' | 'refused' | 'status';

/** A DIMSE exchange that did not come to its end. `message` is one plain sentence that names both ends. */
export class DimseError extends Error {
  override readonly name = 'DimseError';
  constructor(
    readonly code: DimseErrorCode,
    message: string,
    /** DIMSE status where `code` is `status`. */
    readonly status?: number,
  ) {
    super(message);
  }
}

/** The two ends of a call, for sentences. */
export interface Ends {
  callingAeTitle: string;
  peer: { aeTitle: string; host: string; port: number };
}

/** `ORTHANC at 127.0.0.1:11112`. */
export function peerName(ends: Ends): string {
  return `${ends.peer.aeTitle} at ${ends.peer.host}:${ends.peer.port}`;
}

const TLS_CODES = /^(ERR_SSL|ERR_TLS|EPROTO|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH)/;

/** Says what a socket error means for whoever set the two systems up. */
export function socketError(ends: Ends, error: NodeJS.ErrnoException, tls: boolean, doing: string): DimseError {
  const who = `${ends.callingAeTitle} could not reach ${peerName(ends)}`;
  const check = `Check that ${ends.peer.aeTitle} is running and that its host and port are right.`;
  const code = error.code ?? '';
  if (TLS_CODES.test(code)) {
    const why = tlsReason(error);
    return new DimseError(
      'tls',
      `${ends.callingAeTitle} could not agree on TLS with ${peerName(ends)}: ${why}. Check that both sides use TLS and trust each other's certificates.`,
    );
  }
  switch (code) {
    case 'ECONNREFUSED':
      return new DimseError(
        'unreachable',
        `${who}: the connection was refused, nothing listens at that port. ${check}`,
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new DimseError('unreachable', `${who}: the host name is not known. Check the host name.`);
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
      return new DimseError('unreachable', `${who}: there is no route to that host (${code}). ${check}`);
    case 'ECONNRESET':
    case 'EPIPE':
      return connectionLost(ends, tls, doing);
    default:
      return new DimseError('unreachable', `${who}: ${error.message}. ${check}`);
  }
}

/** The peer went away without releasing or aborting. */
export function connectionLost(ends: Ends, tls: boolean, doing: string): DimseError {
  const opening = doing === 'opening the association';
  if (tls && opening) {
    return new DimseError(
      'tls',
      `${ends.callingAeTitle} could not agree on TLS with ${peerName(ends)}: the peer closed the connection during the handshake. Check that both sides use TLS and trust each other's certificates.`,
    );
  }
  return new DimseError(
    'aborted',
    `${peerName(ends)} closed the connection with ${ends.callingAeTitle} while ${doing}, without a word. Check the peer's log${opening ? ', and whether it expects TLS' : ''}.`,
  );
}

function tlsReason(error: NodeJS.ErrnoException): string {
  const code = error.code ?? '';
  if (/wrong version number|packet length|unknown protocol/i.test(error.message)) return 'the peer does not speak TLS';
  if (/DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/.test(code))
    return 'its certificate is not signed by the CA that was given';
  if (code === 'CERT_HAS_EXPIRED') return 'its certificate has expired';
  if (code === 'CERT_NOT_YET_VALID') return 'its certificate is not valid yet';
  const alert = /alert (?:number \d+|[a-z ]+)/i.exec(error.message.replace(/^.*SSL routines:[^:]*:/, ''));
  if (/certificate required|alert number 116/.test(error.message)) return 'the peer asks for a client certificate';
  if (/protocol version|UNSUPPORTED_PROTOCOL/i.test(error.message + code))
    return 'there is no TLS version that both sides allow';
  return alert ? `the peer refused the handshake (${alert[0]})` : error.message.replace(/\s+/g, ' ').slice(0, 160);
}
