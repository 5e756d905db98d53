/** The archive is no sound pack. The message is the end of the sentence "FILE is not a sound pack: ...". */
export class BadPack extends Error {
  override readonly name = 'BadPack';
}
