import * as v from "valibot";
import { DEED_LIMITS, type Deed, type FileContent, type Happening } from "../sim/deeds.ts";

const time = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const duration = v.pipe(time, v.maxValue(DEED_LIMITS.duration));
const netcat = {
  host: v.pipe(v.string(), v.maxLength(DEED_LIMITS.host)),
  port: v.pipe(time, v.maxValue(65_535)),
};
const path = v.pipe(
  v.string(),
  v.nonEmpty(),
  v.maxLength(DEED_LIMITS.path),
  v.check((text) => !text.includes("\0"), "has a character that no path may have"),
);
const content = v.union([
  v.strictObject({
    text: v.pipe(
      v.string(),
      v.maxLength(DEED_LIMITS.content),
      v.check((text) => new TextEncoder().encode(text).length <= DEED_LIMITS.content, "is too long for a file"),
    ),
  }),
  v.strictObject({ base64: v.pipe(v.string(), v.base64(), v.maxLength(Math.ceil(DEED_LIMITS.content / 3) * 4)) }),
]) satisfies v.GenericSchema<FileContent, FileContent>;

/** What a deed of each kind is made of; the compiler asks for a kind that is new. */
const DEEDS = {
  line: { ...netcat, line: v.pipe(v.string(), v.maxLength(DEED_LIMITS.line)) },
  "hang-up": netcat,
  refuse: netcat,
  listen: netcat,
  "drop-file": { path, content },
  "append-file": { path, content },
  "move-file": { from: path, to: path },
  "remove-file": { path },
  "kill-driver": { restart: v.exactOptional(duration) },
  "start-driver": {},
  "kill-receiver": { stream: time },
  "kill-executor": { executor: time },
  "fail-writes": { files: v.picklist(["checkpoint", "log", "any"]), lasts: v.exactOptional(duration) },
  "slow-tasks": { by: duration, partition: v.exactOptional(time), lasts: v.exactOptional(duration) },
} satisfies { readonly [K in Deed["kind"]]: Fields<Omit<Extract<Deed, { readonly kind: K }>, "kind">> };

type Fields<T> = { readonly [F in keyof T]-?: v.GenericSchema<T[F], T[F]> };

const happening = v.lazy((input) => {
  const kind = (input as { readonly kind?: unknown } | null | undefined)?.kind;
  if (typeof kind !== "string" || !Object.hasOwn(DEEDS, kind)) return unknownKind;
  return v.strictObject({ kind: v.literal(kind), at: time, ...DEEDS[kind as Deed["kind"]] });
}) as unknown as v.GenericSchema<Happening, Happening>;

const unknownKind = v.strictObject({ kind: v.picklist(Object.keys(DEEDS)) });

/** What may be done to a world by what comes from elsewhere: a link, a lesson. Nothing but what is known, and no more of it than there may be. */
export const happeningsSchema: v.GenericSchema<Happening[], Happening[]> = v.pipe(
  v.array(happening),
  v.maxLength(DEED_LIMITS.happenings),
);
