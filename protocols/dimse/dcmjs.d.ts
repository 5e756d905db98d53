/** The part of dcmjs that is used here; the package has no types of its own. */
declare module 'dcmjs' {
  export const data: {
    WriteBufferStream: new (size?: number) => { getBuffer(): ArrayBuffer };
    DicomMessage: {
      write(
        dict: Record<string, { vr: string; Value: unknown[] }>,
        stream: unknown,
        transferSyntaxUid: string,
        options: { allowInvalidVRLength: boolean },
      ): number;
    };
  };
  export const log: { setLevel(level: string, persist: boolean): void };
}
