export const DICOM_WEB_PATH = '/dicom-web';

export interface OrthancConfigOptions {
  aeTitle: string;
  dimsePort: number;
  httpPort: number;
  /** Folder for index and instances. */
  storageDir: string;
  /** Plugin files or folders of such; each must exist. */
  plugins: string[];
  /** Accept HTTP from this machine only. */
  loopbackOnly: boolean;
  luaScripts?: string[];
}

/** orthanc.json for a PACS that keeps what it is sent unchanged and forgets nothing. Newer keys are ignored by older versions. */
export function orthancConfig(o: OrthancConfigOptions): Record<string, unknown> {
  return {
    Name: o.aeTitle,
    StorageDirectory: o.storageDir,
    IndexDirectory: o.storageDir,
    StorageCompression: false,
    Plugins: o.plugins,
    LuaScripts: o.luaScripts ?? [],

    HttpPort: o.httpPort,
    ...(o.loopbackOnly ? { HttpBindAddresses: ['127.0.0.1'] } : {}),
    RemoteAccessAllowed: !o.loopbackOnly,
    AuthenticationEnabled: false,
    KeepAlive: true,
    TcpNoDelay: true,
    HttpCompressionEnabled: false,
    ExecuteLuaEnabled: false,
    DicomWeb: {
      Enable: true,
      Root: `${DICOM_WEB_PATH}/`,
      EnableWado: false,
      StudiesMetadata: 'Full',
      SeriesMetadata: 'Full',
    },

    DicomAet: o.aeTitle,
    DicomPort: o.dimsePort,
    DicomCheckCalledAet: true,
    // A product may store and query under several AE titles; who may connect is told by address, not by name.
    DicomCheckModalityHost: false,
    DicomAlwaysAllowEcho: true,
    DicomAlwaysAllowStore: true,
    DicomAlwaysAllowFind: true,
    DicomAlwaysAllowGet: true,
    DicomAlwaysAllowMove: true,
    DicomModalitiesInDatabase: false,
    DicomScpTimeout: 60,
    DicomScuTimeout: 10,
    UnknownSopClassAccepted: true,
    // Objects go out as they came in: no transcoding on C-MOVE, C-GET or forwarding.
    TranscodeDicomProtocol: false,
    SynchronousCMove: true,
    // PS3.4 B.2.3: the same SOP Instance UID is the same object; sending it again succeeds and changes nothing.
    OverwriteInstances: false,
    LimitFindResults: 0,
    LimitFindInstances: 0,
    StableAge: 1,
    SaveJobs: false,
    ConcurrentJobs: 4,
    StorageCommitmentReportsSize: 1000,
  };
}
