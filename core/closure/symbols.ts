/**
 * An object that must not be copied to an executor or into a checkpoint carries this property. Its value is how the error speaks
 * of it, e.g. "the StreamingContext, which lives on the driver only".
 */
export const NOT_SERIALIZABLE: unique symbol = Symbol.for("sluice.notSerializable");

/**
 * An object with this method travels in its own form: the method gives `{kind, …data}`, and `ReviveEnvironment.custom` makes the
 * object out of that on the other side. Spark: `writeReplace` and `readResolve` of Java's serialization.
 */
export const SERIALIZE: unique symbol = Symbol.for("sluice.serialize");

/** An object with this method is told the variable that the user's program puts it in: `(name, site) => void`. */
export const NAMED: unique symbol = Symbol.for("sluice.named");
