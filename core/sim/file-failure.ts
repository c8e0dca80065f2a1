const WORDS = {
  ENOENT: "no such file or directory",
  EEXIST: "file already exists",
  EISDIR: "illegal operation on a directory",
  ENOTDIR: "not a directory",
  ENOTEMPTY: "directory not empty",
  EPERM: "operation not permitted",
  EINVAL: "invalid argument",
  ENOSPC: "no space left on device",
  EIO: "i/o error",
} as const;

export type FailureCode = keyof typeof WORDS;

/** What a file system throws, as Node words it. */
export function fileFailure(code: FailureCode, operation: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${WORDS[code]}, ${operation} '${path}'`), { code });
}
