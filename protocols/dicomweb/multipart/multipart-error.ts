/** A multipart body that cannot be read. The message is the second half of a sentence: "the body cannot be read: ...". */
export class MultipartError extends Error {
  override readonly name = 'MultipartError';
}
