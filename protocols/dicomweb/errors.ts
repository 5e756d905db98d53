export type DicomWebErrorCode = 'unreachable' | 'timeout' | 'tls' | 'status' | 'malformed';

/** A DICOMweb exchange that failed; the message is one plain sentence that names both ends and what to look at. */
export class DicomWebError extends Error {
  override readonly name = 'DicomWebError';

  constructor(
    readonly code: DicomWebErrorCode,
    message: string,
    /** HTTP status where there was a response. */
    readonly status?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const REACHING: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there; check host and port, and that the service is running',
  ENOTFOUND: 'the host name is not known; check its spelling',
  EAI_AGAIN: 'the host name could not be looked up; check the name service',
  EHOSTUNREACH: 'no route leads there; check the network and firewall',
  ENETUNREACH: 'no route leads there; check the network and firewall',
  ECONNRESET: 'the connection was cut by the other side; check whether it expects TLS',
  EPIPE: 'the connection was cut by the other side; check whether it expects TLS',
};

/** Turns what node reports about a broken connection into a sentence. */
export function connectionError(from: string, url: string, error: unknown, timeoutMs: number): DicomWebError {
  if (error instanceof DicomWebError) return error;
  const { code = '', message, name } = error as NodeJS.ErrnoException;
  if (name === 'TimeoutError' || name === 'AbortError' || code === 'ABORT_ERR' || code === 'ETIMEDOUT') {
    return new DicomWebError(
      'timeout',
      `${from} got no complete answer from ${url} within ${timeoutMs / 1000} s`,
      undefined,
      { cause: error },
    );
  }
  if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO)|CERT/.test(code)) {
    const reason = code === 'EPROTO' ? 'the other side does not speak TLS there, or no common version' : message;
    return new DicomWebError('tls', `${from} could not agree on TLS with ${url}: ${reason}`, undefined, {
      cause: error,
    });
  }
  if (code.startsWith('HPE_')) {
    return new DicomWebError('malformed', `${from} got an answer from ${url} that is not HTTP`, undefined, {
      cause: error,
    });
  }
  return new DicomWebError('unreachable', `${from} could not reach ${url}: ${REACHING[code] ?? message}`, undefined, {
    cause: error,
  });
}
