import { SluiceError } from "../../conf/errors.ts";

/**
 * Something with files went wrong.
 * @spark java.io.IOException
 */
export class IOError extends SluiceError {}

/**
 * What should be read is not there.
 * @spark org.apache.hadoop.mapred.InvalidInputException
 */
export class InvalidInputError extends IOError {}

/**
 * An output directory is there already, and could be the result of another run.
 * @spark org.apache.hadoop.mapred.FileAlreadyExistsException
 */
export class FileAlreadyExistsError extends IOError {}
