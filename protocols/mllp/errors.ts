/** The two ends of an exchange, for sentences: MSH-3 of the sender, where the receiver listens. */
export interface Ends {
  sender: string;
  host: string;
  port: number;
}

export type MllpErrorCode = 'unreachable' | 'timeout' | 'tls' | 'closed' | 'bad-ack';

/** An HL7 exchange that did not come to its end. `message` is one plain sentence that names both ends. */
export class MllpError extends Error {
  override readonly name = 'MllpError';
  constructor(
    readonly code: MllpErrorCode,
    message: string,
  ) {
    super(message);
  }
}

const TLS_CODES = /^(ERR_SSL|ERR_TLS|EPROTO|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;

const receiver = ({ host, port }: Ends): string => `The HL7 receiver at ${host}:${port}`;

/** Time is over without the acknowledgement. `other`: MSA-2 of one that came meanwhile. */
export function unacknowledged(ends: Ends, controlId: string, timeoutMs: number, other?: string): MllpError {
  const within = `within ${timeoutMs / 1000} s, sent by ${ends.sender}`;
  if (other === undefined)
    return new MllpError('timeout', `${receiver(ends)} did not acknowledge message ${controlId} ${within}.`);
  return new MllpError(
    'bad-ack',
    `${receiver(ends)} did not acknowledge message ${controlId} ${within}, but answered with MSA-2 "${other}". MSA-2 must be the MSH-10 of the message.`,
  );
}

export function noAcknowledgement(ends: Ends, why: string): MllpError {
  return new MllpError(
    'bad-ack',
    `${receiver(ends)} answered ${ends.sender} with something that is no acknowledgement: ${why}.`,
  );
}

export function disconnected(ends: Ends, controlId: string): MllpError {
  return new MllpError(
    'closed',
    `${receiver(ends)} closed the connection without acknowledging message ${controlId}, sent by ${ends.sender}. Check its log, and whether it expects TLS.`,
  );
}

export function noConnection(ends: Ends, timeoutMs: number, tls: boolean): MllpError {
  return new MllpError(
    'timeout',
    `${receiver(ends)} did not answer ${ends.sender} within ${timeoutMs / 1000} s. Check host, port and firewall${tls ? ', and that it speaks TLS' : ''}.`,
  );
}

export function closedHere({ host, port }: Omit<Ends, 'sender'>): MllpError {
  return new MllpError('closed', `The connection to the HL7 receiver at ${host}:${port} was closed on this side.`);
}

/** Says what a socket error while connecting means for whoever set the two systems up. */
export function connectError({ sender, host, port }: Ends, error: NodeJS.ErrnoException, tls: boolean): MllpError {
  const where = `the HL7 receiver at ${host}:${port}`;
  const code = error.code ?? '';
  if (TLS_CODES.test(code) || (tls && (code === 'ECONNRESET' || code === 'EPIPE'))) {
    return new MllpError(
      'tls',
      `${sender} could not agree on TLS with ${where}: ${tlsReason(error)}. Check that both sides use TLS and trust each other's certificates.`,
    );
  }
  return new MllpError('unreachable', `${sender} could not reach ${where}: ${reason(error)}`);
}

function reason(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ECONNREFUSED':
      return 'nothing listens at that port. Check that it is running, and its host and port.';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'the host name is not known. Check the host name.';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
      return 'there is no route to it. Check host, port and firewall.';
    default:
      return `${error.message}. Check its host and port.`;
  }
}

function tlsReason({ code = '', message }: NodeJS.ErrnoException): string {
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'it closed the connection during the handshake';
  if (/wrong version number|packet length|unknown protocol/i.test(message)) return 'it does not speak TLS';
  if (/DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/.test(code))
    return 'its certificate is not signed by the CA that was given';
  if (code === 'CERT_HAS_EXPIRED') return 'its certificate has expired';
  if (code === 'CERT_NOT_YET_VALID') return 'its certificate is not valid yet';
  if (/certificate required|alert number 116/.test(message)) return 'it asks for a client certificate';
  if (/protocol version|UNSUPPORTED_PROTOCOL/i.test(message + code)) return 'there is no TLS version that both allow';
  return message.replace(/\s+/g, ' ').slice(0, 160);
}
